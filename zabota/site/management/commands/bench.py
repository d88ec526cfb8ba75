"""`zabota bench [NAME...] [--json]`: measures the product and holds the figures against their budgets."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zabota.base.postgres.scratch import scratch_database
from zabota.base.postgres.server import Server
from zabota.lib.benching import BenchFigure, benches


class Command(BaseCommand):
    help = gettext_noop("Measure the program against its budgets.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help=_("which benches; all when none is named"))
        parser.add_argument("--json", action="store_true", help=_("one JSON object a line"))

    def handle(self, *args: Any, names: list[str], json: bool, **options: Any) -> None:
        autodiscover_modules("benches")
        for name in names or benches.keys():
            if name not in benches:
                there_are = ", ".join(benches.keys())
                raise CommandError(
                    _("There is no bench %(name)s; there are: %(there_are)s.") % {"name": name, "there_are": there_are}
                )
        server = Server(settings.ZABOTA_HOME)
        missed = 0
        for name in names or benches.keys():
            with scratch_database(server, f"bench_{name.replace('-', '_')}"):
                for figure in benches[name]():
                    self.stdout.write(as_json(figure) if json else as_line(figure))
                    self.stdout.flush()
                    missed += not figure.holds
        sys.exit(1 if missed else 0)


def as_json(figure: BenchFigure) -> str:
    return json.dumps(asdict(figure), ensure_ascii=False)


def as_line(figure: BenchFigure) -> str:
    if figure.budget is None:
        return f"       {figure.name}: {figure.figure:g} {figure.unit}"
    verdict = "holds " if figure.holds else "MISSED"
    return f"{verdict} {figure.name}: {figure.figure:g} {figure.unit} (budget {figure.budget:g})"
