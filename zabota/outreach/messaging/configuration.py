"""What the clinic says of its gateways: `messaging.toml` in ZABOTA_HOME, and over it the environment.

    [smtp]
    host = "mail.clinic.example"        # or ZABOTA_SMTP_HOST

Passwords stand in files of their own that only the program reads: `password_file`, within ZABOTA_HOME or absolute.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings


def section(name: str) -> Mapping[str, str]:
    """The settings of one gateway as texts; empty where nothing is said of it."""
    prefix = f"ZABOTA_{name.upper()}_"
    environment = {
        key.removeprefix(prefix).lower(): value for key, value in os.environ.items() if key.startswith(prefix)
    }
    return {**_of_file(name), **environment}


def _of_file(name: str) -> dict[str, str]:
    path = Path(settings.ZABOTA_HOME) / "messaging.toml"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {key: str(value) for key, value in tomllib.load(file).get(name, {}).items()}


def password_in(file: str) -> str:
    """The password that stands in the file; "" where no file is named. Raises OSError where it cannot be read."""
    return (Path(settings.ZABOTA_HOME) / file).read_text().strip() if file else ""
