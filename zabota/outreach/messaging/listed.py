"""The outbox as a list that may be taken out to Excel."""

from zabota.base.ui.registry import ListSource, list_sources
from zabota.outreach.messaging.queries.outbox import SEE, message_listing

list_sources.register(
    "messaging.outbox",
    ListSource(
        "messaging.outbox",
        SEE,
        "messaging.export_outbox",
        lambda request: message_listing(request, request.access).sheet,
    ),
)
