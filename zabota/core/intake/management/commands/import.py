"""`zabota import FILE... [--dry-run] [--json]`"""
# ruff: noqa: N999 - the command is called so

import json
import sys
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zabota.core.intake.commands import AtTheShell, NewFile, check_batch, discard_batch, open_batch, take_batch
from zabota.core.intake.models import BatchState, ImportBatch
from zabota.core.intake.queries.batches import report_of, unfinished_batch_of
from zabota.lib.actors import SYSTEM
from zabota.lib.errors import Refused


class Command(BaseCommand):
    help = gettext_noop("Import files of patients and visits: xlsx, xls, ods, csv, html, xml, dbf, vcf.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar=_("FILE"))
        parser.add_argument(
            "--dry-run", action="store_true", help=_("say what the import would do, and change nothing")
        )
        parser.add_argument("--json", action="store_true", help=_("print the report as one JSON object"))

    def handle(self, *args: Any, files: list[Path], dry_run: bool, **options: Any) -> None:
        if missing := [str(path) for path in files if not path.is_file()]:
            raise CommandError(_("There is no such file: %(names)s") % {"names": ", ".join(missing)})
        run = AtTheShell(lambda line: self.stderr.write(line) if sys.stderr.isatty() else None)
        try:
            batch = self._batch(files)
            if dry_run:
                check_batch(batch=batch, run=run)
                report = report_of(batch)
                discard_batch(batch=batch)
            else:
                take_batch(batch=batch, run=run, by=SYSTEM)
                report = report_of(batch)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self._print(report, as_json=options["json"])
        if batch.state == BatchState.FAILED or all(each["error"] for each in report["files"]):
            raise SystemExit(1)

    def _batch(self, files: list[Path]) -> ImportBatch:
        """A batch of the same files that was killed half-way goes on; else a new one begins."""
        with ExitStack() as stack:
            content = [NewFile(path.name, stack.enter_context(path.open("rb"))) for path in files]
            batch = open_batch(files=content, by=SYSTEM)
        if unfinished := unfinished_batch_of(batch):
            discard_batch(batch=batch)
            return unfinished
        return batch

    def _print(self, report: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
            return
        for key in ("rows", "created", "merged", "changed", "unchanged", "problems", "doubts"):
            self.stdout.write(f"{key:>10} {report[key]}")
        for file in report["files"]:
            self.stdout.write(f"{file['rows']:>10} {file['name']} {file['error']}".rstrip())
