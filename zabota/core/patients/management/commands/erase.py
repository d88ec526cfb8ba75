"""`zabota erase CARD... --because asked`: forget people for ever; `--list` names who was forgotten.

A list kept beside the backups forgets them again after a backup was restored; ids that are not there are passed over.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zabota.core.patients.commands.leaving import Because, erase_patient
from zabota.core.patients.models import Patient, PatientState
from zabota.lib.actors import SYSTEM
from zabota.lib.errors import Refused


class Command(BaseCommand):
    help = gettext_noop("Forget people for ever.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("cards", nargs="*", metavar=_("CARD"), help=_("the id in the address of the card"))
        parser.add_argument("--because", choices=Because.values, help=_("why"))
        parser.add_argument(
            "--list",
            action="store_true",
            help=_("print the ids of those forgotten: kept beside backups, it forgets them again"),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            for public_id in (
                Patient.objects.filter(state=PatientState.ERASED).order_by("pk").values_list("public_id", flat=True)
            ):
                self.stdout.write(str(public_id))
            return
        if not options["cards"] or not options["because"]:
            raise CommandError(_("Say which cards, and why: zabota erase CARD... --because asked"))
        for public_id in options["cards"]:
            self._erase(public_id, options["because"])

    def _erase(self, public_id: str, because: str) -> None:
        patient = Patient.objects.filter(public_id=public_id, state=PatientState.ACTIVE).first()
        if patient is None:
            self.stdout.write(f"{public_id}: not in the base")
            return
        try:
            gone = erase_patient(patient=patient, because=because, by=SYSTEM)
        except Refused as refusal:
            raise CommandError(f"{public_id}: {refusal}") from refusal
        self.stdout.write(f"{public_id}: forgotten, {gone} rows removed")
