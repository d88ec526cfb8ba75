"""Bookings for the MIS and those asleep as lists that may be taken out to Excel."""

from zabota.base.ui.registry import ListSource, list_sources
from zabota.work.scheduling.queries.lists import asleep_listing, mis_listing

for source in (
    ListSource(
        "scheduling.for_mis",
        "scheduling.enter_into_mis",
        "audit.export_lists",
        lambda request: mis_listing(request, request.access).sheet,
    ),
    ListSource(
        "scheduling.asleep",
        "todos.oversee",
        "todos.export_calls",
        lambda request: asleep_listing(request, request.access).sheet,
    ),
):
    list_sources.register(source.key, source)
