"""`zabota erase CARD... --because asked`: forget people for ever; `--list` names who was forgotten."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from zabota.core.patients.commands.leaving import Because, erase_patient
from zabota.core.patients.models import Patient, PatientState
from zabota.lib.actors import SYSTEM
from zabota.lib.errors import Refused


class Command(BaseCommand):
    help = (
        "Forgets people for ever. CARD is the id in the address of the card. A list kept beside the backups"
        " (zabota erase --list) forgets them again after a backup was restored; ids that are not there are passed over."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("cards", nargs="*", metavar="CARD")
        parser.add_argument("--because", choices=Because.values)
        parser.add_argument("--list", action="store_true", help="print the ids of the cards that were erased")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            for public_id in (
                Patient.objects.filter(state=PatientState.ERASED).order_by("pk").values_list("public_id", flat=True)
            ):
                self.stdout.write(str(public_id))
            return
        if not options["cards"] or not options["because"]:
            raise CommandError("say which cards, and why: zabota erase CARD... --because asked")
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
