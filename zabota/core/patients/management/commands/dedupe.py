"""`zabota dedupe [--json]`: one person, one card."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zabota.core.patients.commands.deduplicating import Deduplication, deduplicate
from zabota.lib.actors import SYSTEM


class AtTheShell:
    """Shows the progress on one line of the terminal; Ctrl+C stops it, and what was merged stays merged."""

    def __init__(self, terminal: TextIO) -> None:
        self.terminal = terminal

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with transaction.atomic():
            yield

    def progress(self, done: int, total: int | None = None, *, step: str | None = None) -> None:
        per_cent = f" {100 * done // total} %" if total else ""
        if self.terminal.isatty():
            self.terminal.write(f"\r\033[K{step or ''}{per_cent}")
            self.terminal.flush()


class Command(BaseCommand):
    help = gettext_noop("Find cards of one person: merge the certain ones, leave the doubtful to people.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help=_("one JSON object instead of words"))

    def handle(self, *args: Any, **options: Any) -> None:
        terminal = AtTheShell(self.stderr)  # type: ignore[arg-type]
        result = deduplicate(run=terminal, by=SYSTEM)
        if self.stderr.isatty():
            self.stderr.write("\r\033[K", ending="")
        self.stdout.write(json.dumps(result.as_dict()) if options["json"] else in_words(result))


def in_words(result: Deduplication) -> str:
    return (
        f"{result.records} records, {result.patients_before} patients before, {result.patients_after} after:"
        f" {result.merged} merged, {result.proposals} pairs to decide, {result.seconds} s"
    )
