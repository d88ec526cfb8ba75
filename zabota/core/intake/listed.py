"""Imports as a list that may be taken out to Excel."""

from collections.abc import Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from zabota.base.ui.registry import ListSource, Sheet, list_sources
from zabota.core.intake.models import ImportBatch
from zabota.core.intake.queries.batches import batches, figures_of

READ_AT_ONCE = 1000
TITLES = (_("When"), _("Files"), _("State"), _("Rows"), _("New cards"), _("Problems"))


def all_batches(request: Any) -> Sheet:
    return Sheet(TITLES, map(_line, batches().iterator(chunk_size=READ_AT_ONCE)))


def _line(batch: ImportBatch) -> Sequence[object]:
    when = date_format(localtime(batch.created_at), "SHORT_DATETIME_FORMAT")
    names = ", ".join(file.name for file in batch.files.all())
    figures = figures_of(batch)
    return [when, names, batch.get_state_display(), figures["rows"], figures["created"], figures["problems"]]


list_sources.register("intake.batches", ListSource("intake.batches", "intake.import", "intake.export", all_batches))
