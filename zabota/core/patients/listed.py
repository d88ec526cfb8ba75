"""Patients, enquiries and contacts to check as lists that may be taken out to Excel; contacts stay masked (R019)."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.access import Access
from zabota.base.ui.registry import ListSource, Sheet, list_sources
from zabota.core.patients.models import Lead
from zabota.core.patients.queries.duplicate_lists import decided_listing, merge_listing
from zabota.core.patients.queries.leads import leads_for
from zabota.core.patients.queries.lists import LIST_TITLES, listed_rows
from zabota.core.patients.queries.stewardship import WHY, cards_to_check
from zabota.lib.phones import MaskedPhone

READ_AT_ONCE = 1000
LEAD_TITLES = (_("When"), _("Name"), _("Contact"), _("Source"), _("Branch"), _("Who answers"), _("State"))
TO_CHECK_TITLES = (_("Patient"), _("Card"), _("Branch"), _("What to check"))


def patients(request: Any) -> Sheet:
    return Sheet(LIST_TITLES, (row.as_line() for row in listed_rows(request.access, request.GET.dict())))


def leads(request: Any) -> Sheet:
    state = "finished" if request.GET.get("state") == "finished" else "open"
    rows = leads_for(request.access, state).iterator(chunk_size=READ_AT_ONCE)
    return Sheet(LEAD_TITLES, (_lead_line(lead) for lead in rows))


def _lead_line(lead: Lead) -> Sequence[object]:
    when = date_format(localtime(lead.created_at), "SHORT_DATETIME_FORMAT")
    phone = MaskedPhone(str(lead.phone)) if lead.phone else ""
    return [when, lead.name, phone, lead.source, lead.branch, lead.responsible, lead.get_state_display()]


def to_check(request: Any) -> Sheet:
    return Sheet(TO_CHECK_TITLES, _lines_to_check(request.access))


def _lines_to_check(access: Access) -> Iterator[Sequence[object]]:
    for urgency, cards in cards_to_check(access).items():
        for card in cards.select_related("home_branch").iterator(chunk_size=READ_AT_ONCE):
            yield [card.full_name, card.card_number, card.home_branch, WHY[urgency]]


REVIEW, EXPORT = "patients.review_duplicates", "patients.export_list"

for source in (
    ListSource("patients.list", "patients.view_list", EXPORT, patients),
    ListSource("patients.leads", "patients.work_leads", "audit.export_lists", leads),
    ListSource("patients.to_check", "patients.keep_base", EXPORT, to_check),
    ListSource("patients.merges", REVIEW, EXPORT, lambda request: merge_listing(request).sheet),
    ListSource("patients.decided_pairs", REVIEW, EXPORT, lambda request: decided_listing(request).sheet),
):
    list_sources.register(source.key, source)
