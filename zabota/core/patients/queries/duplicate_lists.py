"""Merges and decided pairs as tables with filters."""

from datetime import datetime

from django.db.models import Q
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from zabota.base.ui.listing import Column, Filter, Listing
from zabota.core.patients.models import PairState
from zabota.core.patients.queries.duplicates import decided_pairs, merges_shown


def _moment(moment: datetime | None) -> str:
    return date_format(localtime(moment), "SHORT_DATETIME_FORMAT") if moment else ""


MERGE_COLUMNS = (
    Column(
        "survivor", _("Card that stayed"), sort=("survivor__name_key",), cell=lambda merge: merge.survivor.full_name
    ),
    Column("retired", _("Merged into it"), sort=("retired__name_key",), cell=lambda merge: merge.retired.full_name),
    Column("how", _("How"), cell=lambda merge: merge.merged_by or _("by itself")),
    Column("weight", _("Certainty, %"), sort=("weight",), is_number=True, is_optional=True),
    Column("when", _("When"), sort=("merged_at",), cell=lambda merge: _moment(merge.merged_at)),
    Column("part", ""),
)
MERGED_HOW = {
    "auto": Q(is_automatic=True, undone_at__isnull=True),
    "hand": Q(is_automatic=False, undone_at__isnull=True),
    "parted": Q(undone_at__isnull=False),
}
MERGED_BY = Filter(
    "how",
    _("How"),
    [
        ("auto", _("by itself")),
        ("hand", _("by hand")),
        ("parted", _("parted again")),
    ],
    lambda merges, value: merges.filter(MERGED_HOW[value]),
)
PAIR_COLUMNS = (
    Column("one", _("Card"), sort=("patient__name_key",), cell=lambda pair: pair.patient.full_name),
    Column("other", _("Other card"), sort=("other__name_key",), cell=lambda pair: pair.other.full_name),
    Column("state", _("Decision"), cell=lambda pair: pair.get_state_display()),
    Column("who", _("Who decided"), is_optional=True, cell=lambda pair: pair.decided_by),
    Column("when", _("When"), sort=("decided_at",), cell=lambda pair: _moment(pair.decided_at)),
    Column("anew", ""),
)
PAIR_STATE = Filter(
    "state",
    _("Decision"),
    [(PairState.DIFFERENT, PairState.DIFFERENT.label), (PairState.AT_VISIT, PairState.AT_VISIT.label)],
    lambda pairs, value: pairs.filter(state=value),
)


def merge_listing(request: HttpRequest) -> Listing:
    return Listing(
        request,
        merges_shown(),
        key="patients.merges",
        columns=MERGE_COLUMNS,
        filters=[MERGED_BY],
        sorted_by="-when",
    )


def decided_listing(request: HttpRequest) -> Listing:
    return Listing(
        request,
        decided_pairs(),
        key="patients.decided_pairs",
        columns=PAIR_COLUMNS,
        filters=[PAIR_STATE],
        sorted_by="-when",
    )
