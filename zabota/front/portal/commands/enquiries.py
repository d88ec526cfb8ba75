"""«Leave your number, we call back» (R059), and services that are booked by request only."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from zabota.base.accounts.roles import Role
from zabota.core.patients.commands.leads import open_lead
from zabota.core.patients.models import Channel, Lead
from zabota.core.practice.queries import branches_now
from zabota.front.portal.models import ConsentText
from zabota.front.portal.queries.pledges import can_send_codes
from zabota.front.portal.queries.trail import Trail
from zabota.front.portal.rules import PATIENT
from zabota.outreach.messaging.commands.sending import send_to_address
from zabota.outreach.messaging.models import Purpose
from zabota.outreach.todos.commands.todos import add_todo
from zabota.work.scheduling.commands.requests import Request, made_before

CALL_WITHIN = timedelta(minutes=30)


@transaction.atomic
def ask_for_call(
    *, name: str, phone: str, reason: str, consent: ConsentText, trail: Trail, request_key: UUID | None = None
) -> Lead:
    """An enquiry, sent under the text of consent that was shown, and a task to call back. A repeated `request_key` answers
    with the enquiry that the first request made. Raises NotAContact, NothingToGoBy, AnotherRequest."""
    request = Request.of(request_key, "ask_for_call", name=name, phone=phone, reason=reason)
    if (known := request.answer()) is not None:
        return made_before(Lead.objects.all(), known)
    lead = open_lead(name=name, phone=phone, reason=reason, source=trail.words, consent_form=consent.form, by=PATIENT)
    with translation.override(settings.LANGUAGE_CODE):
        add_todo(
            title=_("Call back an enquiry from the site: %(name)s") % {"name": lead.name or _("without a name")},
            text=str(lead.reason), role=Role.FRONT_DESK, due_at=timezone.now() + CALL_WITHIN, by=PATIENT,
        )  # fmt: skip
    _send_contacts(lead, trail)
    request.keep(lead.pk)
    return lead


def _send_contacts(lead: Lead, trail: Trail) -> None:
    """R059: whoever leaves his number gets the clinic's, where the clinic has a channel."""
    if can_send_codes():
        send_to_address(
            address=str(lead.phone), channel=Channel.SMS, purpose=Purpose.CONTACTS, source=f"enquiry:{lead.public_id}",
            branch=next(iter(branches_now()), None), language=trail.language, by=PATIENT,
        )  # fmt: skip
