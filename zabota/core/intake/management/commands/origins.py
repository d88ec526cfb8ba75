"""`zabota origins OUT.csv [--proposals OUT2.csv]`: which card every imported row stands on."""

import csv
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zabota.core.intake.queries.batches import origins
from zabota.core.patients.models import DuplicatePair, PairState


class Command(BaseCommand):
    help = gettext_noop("Write down which row of which file is on which card.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("out", type=Path, metavar="OUT.csv", help=_("where to: file,row,patient"))
        parser.add_argument(
            "--proposals", type=Path, metavar="OUT2.csv", help=_("where pairs to decide go: patient,other")
        )

    def handle(self, *args: Any, out: Path, proposals: Path | None, **options: Any) -> None:
        with out.open("w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file)
            lines.writerow(["file", "row", "patient"])
            lines.writerows(origins())
        if proposals:
            waiting = DuplicatePair.objects.filter(state__in=(PairState.OPEN, PairState.LATER, PairState.AT_VISIT))
            with proposals.open("w", encoding="utf-8", newline="") as file:
                lines = csv.writer(file)
                lines.writerow(["patient", "other"])
                lines.writerows(waiting.order_by("-weight", "id").values_list("patient_id", "other_id"))
