"""`zabota prove [NAME...]`: runs the long proofs at their full size."""

import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zabota.base.postgres.scratch import scratch_database
from zabota.base.postgres.server import Server
from zabota.lib.proving import Proof, proofs


class Command(BaseCommand):
    help = gettext_noop("Run the long proofs: kills, malformed values, many clients.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help=_("which proofs; all when none is named"))
        sizes = parser.add_mutually_exclusive_group()
        sizes.add_argument("--smoke", action="store_true", help=_("at the small size that the tests use"))
        sizes.add_argument("--size", type=int, help=_("at this size in place of the full one"))

    def handle(self, *args: Any, names: list[str], smoke: bool, size: int | None, **options: Any) -> None:
        autodiscover_modules("proofs")
        for name in names:
            if name not in proofs:
                there_are = ", ".join(proofs.keys())
                raise CommandError(
                    _("There is no proof %(name)s; there are: %(there_are)s.") % {"name": name, "there_are": there_are}
                )
        failed = [
            name for name in names or proofs.keys() if not self.run(proofs[name], size=_size(proofs[name], smoke, size))
        ]
        sys.exit(1 if failed else 0)

    def run(self, proof: Proof, *, size: int) -> bool:
        """Tells what was shown, or what failed; the other proofs run all the same."""
        started = time.monotonic()
        with scratch_database(Server(settings.ZABOTA_HOME), f"proof_{proof.name.replace('-', '_')}"):
            try:
                shown, holds = proof.run(size), True
            except AssertionError as fault:
                shown, holds = str(fault), False
        self.stdout.write(
            f"{'proved' if holds else 'FAILED'} {proof.name} in {time.monotonic() - started:.0f} s: {shown}"
        )
        self.stdout.flush()
        return holds


def _size(proof: Proof, is_smoke: bool, asked: int | None) -> int:
    return asked or (proof.smoke if is_smoke else proof.full)
