"""Where an installation keeps what is its own: data, keys, files."""

import os
from pathlib import Path

from zabota.base.postgres.place import cluster_directory
from zabota.lib.sealing import Keyring


class KeysUnavailable(Exception):
    """The keys cannot be had; the text is one line for people."""


def zabota_home() -> Path:
    return Path(os.environ.get("ZABOTA_HOME", "var")).resolve()


def key_file(home: Path) -> Path:
    return home / "secrets" / "keys.json"


def open_keys(home: Path) -> Keyring:
    """Before the first start keys are made; after it they must be there, for what they sealed opens with nothing else.

    Raises KeysUnavailable.
    """
    path = key_file(home)
    try:
        if not path.exists() and (cluster_directory(home) / "data").exists():
            raise KeysUnavailable(
                f"{path} is missing, and the data are sealed with its keys: bring it back from your copy."
            )
        return Keyring.load_or_generate(path)
    except (OSError, ValueError, KeyError) as error:
        raise KeysUnavailable(f"The key file {path} cannot be read: {error}.") from error
