"""The outbox as people look at it: within their branches, numbers masked, codes never."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zabota.base.accounts.access import Access
from zabota.base.accounts.requests import StaffRequest
from zabota.base.audit.commands import keep_audit
from zabota.base.audit.models import Action
from zabota.base.ui.listing import Column, Filter, Listing
from zabota.core.patients.models import Patient
from zabota.core.patients.queries.gate import card_ids
from zabota.core.practice.queries import branches_now
from zabota.lib.emails import MaskedEmail
from zabota.lib.masked import MaskedText
from zabota.lib.phones import MaskedPhone
from zabota.outreach.messaging.models import TROUBLED, Message, MessageState, Purpose
from zabota.outreach.messaging.registry import channels

SEE = "messaging.see_outbox"
TROUBLE = [("trouble", _("did not reach, or nobody knows"))]
SHOWN_ON_CARD = 30


def channel_title(message: Message) -> object:
    known = channels.get(message.channel)
    return known.title if known else message.channel


def masked_address(message: Message) -> MaskedText:
    address = str(message.address)
    return MaskedEmail(address) if "@" in address else MaskedPhone(address)


def _patient_name(message: Message) -> str:
    return message.patient.full_name if message.patient else ""


def _moment(message: Message) -> str:
    return date_format(timezone.localtime(message.created_at), "SHORT_DATETIME_FORMAT")


COLUMNS = (
    Column("at", pgettext_lazy("of an event", "When"), ("created_at",), cell=_moment),
    Column("patient", _("Patient"), ("patient__surname", "patient__given"), cell=_patient_name),
    Column("purpose", _("About"), ("purpose",), cell=lambda message: message.get_purpose_display()),
    Column("channel", _("Channel"), ("channel",), cell=channel_title),
    Column("to", _("To"), is_optional=True, cell=masked_address),
    Column("state", _("State"), ("state",), cell=lambda message: message.get_state_display()),
    Column("error", _("What happened"), is_optional=True, cell=lambda message: message.error),
    Column("segments", _("Parts"), ("segments",), is_number=True, is_optional=True, cell=lambda row: row.segments),
    Column("branch", _("Branch"), ("branch__name",), is_optional=True, cell=lambda message: message.branch),
)


def outbox_for(access: Access) -> QuerySet[Message]:
    """Messages of the branches that the person reaches, and those of no branch."""
    messages = Message.objects.select_related("patient", "branch", "created_by")
    reach = access.reach(SEE)
    return messages if reach.is_network else messages.filter(Q(branch_id__in=reach.branch_ids) | Q(branch_id=None))


def message_for(access: Access, public_id: UUID) -> Message:
    return get_object_or_404(outbox_for(access), public_id=public_id)


def message_shown(access: Access, public_id: UUID) -> Message:
    """The message with its text, and an audit row of who read what the patient was written."""
    message = message_for(access, public_id)
    if message.patient_id is not None:
        keep_audit(
            Action.READ, by=access.actor, object_type="messaging.message", object_id=message.public_id,
            patient_id=message.patient_id, fields=["text"],
        )  # fmt: skip
    return message


def text_shown(message: Message) -> str:
    """What the patient reads; of a code nothing: it opens doors until it is used."""
    return "" if message.purpose == Purpose.CODE else str(message.text)


def message_listing(request: StaffRequest, access: Access) -> Listing:
    return Listing(
        request,
        outbox_for(access),
        key="messaging.outbox",
        columns=COLUMNS,
        filters=[
            Filter("trouble", _("Attention"), TROUBLE, lambda rows, key: rows.filter(state__in=TROUBLED)),
            Filter("state", _("State"), MessageState.choices, lambda rows, key: rows.filter(state=key)),
            Filter("purpose", _("About"), Purpose.choices, lambda rows, key: rows.filter(purpose=key)),
            Filter(
                "channel", _("Channel"), [(each.key, each.title) for each in channels],
                lambda rows, key: rows.filter(channel=key),
            ),
            _branch_filter(access),
        ],
        sorted_by="-at",
    )  # fmt: skip


def _branch_filter(access: Access) -> Filter:
    reach = access.reach(SEE)
    choices = [(str(branch.public_id), branch.name) for branch in branches_now() if reach.covers(branch.pk)]
    return Filter("branch", _("Branch"), choices, lambda rows, key: rows.filter(branch__public_id=key))


def messages_of(patient: Patient) -> QuerySet[Message]:
    """The newest messages of the card and of those merged into it."""
    return Message.objects.filter(patient_id__in=card_ids(patient)).order_by("-created_at", "-id")[:SHOWN_ON_CARD]


def trials() -> QuerySet[Message]:
    """The last trial messages of anybody."""
    return Message.objects.filter(purpose=Purpose.TRIAL).select_related("created_by").order_by("-pk")[:10]
