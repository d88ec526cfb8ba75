"""Bookings for the MIS and those asleep as lists that may be taken out to Excel."""

from zabota.base.ui.registry import ListSource, list_sources
from zabota.work.scheduling.queries.hours import hours_listing
from zabota.work.scheduling.queries.lists import asleep_listing, mis_listing
from zabota.work.scheduling.queries.refilled import openings_listing
from zabota.work.scheduling.queries.session_lists import sessions_listing
from zabota.work.scheduling.queries.set_up import places_listing, services_listing
from zabota.work.scheduling.queries.visit_list import visits_listing
from zabota.work.scheduling.queries.waitlist import waiting_listing

for source in (
    ListSource(
        "scheduling.for_mis",
        "scheduling.enter_into_mis",
        "audit.export_lists",
        lambda request: mis_listing(request, request.access).sheet,
    ),
    ListSource(
        "scheduling.visits",
        "scheduling.view_calendar",
        "audit.export_lists",
        lambda request: visits_listing(request, request.access).sheet,
    ),
    ListSource(
        "scheduling.services",
        "scheduling.set_up",
        "audit.export_lists",
        lambda request: services_listing(request).sheet,
    ),
    ListSource(
        "scheduling.places",
        "scheduling.set_up",
        "audit.export_lists",
        lambda request: places_listing(request, request.access).sheet,
    ),
    ListSource(
        "scheduling.hours",
        "scheduling.set_up",
        "audit.export_lists",
        lambda request: hours_listing(request, request.access).sheet,
    ),
    ListSource(
        "scheduling.asleep",
        "todos.oversee",
        "todos.export_calls",
        lambda request: asleep_listing(request, request.access).sheet,
    ),
    ListSource(
        "scheduling.sessions",
        "scheduling.view_calendar",
        "audit.export_lists",
        lambda request: sessions_listing(request, request.access).sheet,
    ),
    ListSource(
        "scheduling.waiting",
        "scheduling.book_in_network",
        "audit.export_lists",
        lambda request: waiting_listing(request, request.access).sheet,
    ),
    ListSource(
        "scheduling.openings",
        "todos.oversee",
        "audit.export_lists",
        lambda request: openings_listing(request, request.access).sheet,
    ),
):
    list_sources.register(source.key, source)
