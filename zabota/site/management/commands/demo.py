import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zabota.core.practice.queries import the_practice
from zabota.lib.errors import Refused
from zabota.site.demo.cast import CAST
from zabota.site.demo.clinic import DEMO_PASSWORD
from zabota.site.demo.loading import is_empty, load_demo

SHOWN = ("nina", "vera", "oleg", "rita")


class Command(BaseCommand):
    help = gettext_noop("Load the demo clinic where nobody works yet: invented people, six years of visits.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--patients", type=int, default=20_000, help=_("how many people to invent (20000)"))
        parser.add_argument("--if-empty", action="store_true", help=_("do nothing where somebody works already"))

    def handle(self, *args: Any, patients: int, if_empty: bool, **options: Any) -> None:
        if is_empty() or not if_empty:
            self._load(patients)
        if the_practice().is_demo:
            self._tell_logins()

    def _load(self, patients: int) -> None:
        began = time.monotonic()
        try:
            load_demo(patients=patients, report=self._report)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(_("The demo clinic was loaded in %d s.") % (time.monotonic() - began))

    def _report(self, done: int, total: int) -> None:
        if sys.stdout.isatty():
            self.stdout.write(f"\r{done} / {total}", ending="\r" if done < total else "\n")

    def _tell_logins(self) -> None:
        self.stdout.write(_("Demo logins (on this machine only), password %s:") % DEMO_PASSWORD)
        for colleague in CAST:
            if colleague.login in SHOWN:
                self.stdout.write(f"  {colleague.login:<6} {colleague.full_name}, {colleague.role.label}")
