"""`zabota audit FILE... [--out report.html] [--json]`: needs no clinic, keeps nothing."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zabota.core.intake.auditing import FileToAudit, audit_of, gather
from zabota.core.intake.auditing.report import report_html
from zabota.core.practice.models import Country


class Command(BaseCommand):
    help = gettext_noop("Tell what files really hold: people, doubles, who is asleep, who can be reached.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar=_("FILE"))
        parser.add_argument(
            "--out", type=Path, default=Path("audit.html"), help=_("where the report goes (audit.html)")
        )
        parser.add_argument(
            "--country", choices=("RU", "UA", "KZ"), default="RU", help=_("what numbers without a code and sums mean")
        )
        parser.add_argument("--language", choices=("ru", "uk", "en"), default="ru")
        parser.add_argument("--json", action="store_true", help=_("print the figures as JSON and write no report"))

    def handle(self, *args: Any, files: list[Path], out: Path, country: str, language: str, **options: Any) -> None:
        if missing := [str(path) for path in files if not path.is_file()]:
            raise CommandError(_("There is no such file: %(names)s") % {"names": ", ".join(missing)})
        with translation.override(language):
            audit = audit_of(
                gather([FileToAudit(path.name, path) for path in files], today=timezone.localdate(), country=country)
            )
            if options["json"]:
                self.stdout.write(json.dumps(audit.as_dict(), ensure_ascii=False))
                return
            out.write_text(report_html(audit, currency=Country(country).currency), encoding="utf-8")
            people, doubles = audit.people, audit.doubles
            self.stdout.write(
                _("%(people)d people, %(doubles)d doubles. The report: %(path)s")
                % {"people": people, "doubles": doubles, "path": out}
            )
