"""`zabota rights`: which role holds which right; `--write` writes the matrix of answers anew for a person to review."""

import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zabota.base.accounts.registry import permissions

TEST_SETTINGS = "zabota.site.testing.settings"
TEST = "zabota/site/tests/test_rights_matrix.py"


class Command(BaseCommand):
    help = gettext_noop("Show which role holds which right.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--write",
            action="store_true",
            help=_("for developers: ask every route as every role and write the file of expected answers"),
        )

    def handle(self, *args: Any, write: bool, **options: Any) -> None:
        if write:
            # This process has named its own settings; the tests have theirs.
            command = [sys.executable, "-m", "pytest", "-q", f"--ds={TEST_SETTINGS}", TEST, "--write-rights"]
            raise SystemExit(subprocess.run(command, check=False).returncode)
        with translation.override("en"):
            for right in sorted(permissions, key=lambda right: right.key):
                roles = ", ".join(sorted(str(role.label) for role in right.roles))
                self.stdout.write(f"{right.key}: {right.title}\n    {roles}")
