"""`zabota copy CARD --reason "..."`: all that is kept about one person, as JSON."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zabota.core.patients.commands.leaving import copy_for_patient
from zabota.core.patients.models import Patient, PatientState
from zabota.core.patients.queries.kept import as_json
from zabota.lib.actors import SYSTEM
from zabota.lib.errors import Refused


class Command(BaseCommand):
    help = gettext_noop("Print all that is kept about one person.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("card", metavar=_("CARD"), help=_("the id in the address of the card"))
        parser.add_argument("--reason", required=True, help=_("who asked for the copy, and how"))

    def handle(self, *args: Any, **options: Any) -> None:
        patient = Patient.objects.filter(public_id=options["card"], state=PatientState.ACTIVE).first()
        if patient is None:
            raise CommandError(_("This card is not in the base."))
        try:
            kept = copy_for_patient(patient=patient, reason=options["reason"], by=SYSTEM)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(json.dumps(as_json(kept), ensure_ascii=False, indent=1))
