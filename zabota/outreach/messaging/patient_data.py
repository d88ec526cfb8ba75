"""Messages of a card: merged, shown and erased with it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zabota.core.patients.patient_rows import PatientData
from zabota.core.patients.registry import patient_data
from zabota.outreach.messaging.models import Message
from zabota.outreach.messaging.queries.outbox import masked_address

messages = PatientData(
    Message,
    title=_("Messages"),
    written="created_at",
    author="created_by_id",
    masks={"address": masked_address, "text": lambda message: ""},
    words={
        "created_at": pgettext_lazy("of an event", "when"),
        "purpose": _("purpose"),
        "channel": _("channel"),
        "address": _("number or address"),
        "subject": _("subject"),
        "text": _("text"),
        "state": _("state"),
        "sent_at": _("sent on"),
        "delivered_at": _("delivered on"),
    },
    silent=frozenset(
        (
            "branch", "template", "source", "language", "segments", "not_before", "expires_at", "attempts", "failures",
            "lease_until", "gateway_id", "basis", "evidence", "error",
        )
    ),
)  # fmt: skip
patient_data.register(messages.key, messages)
