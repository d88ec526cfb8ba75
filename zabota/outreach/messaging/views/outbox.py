"""The outbox, one message of it, and what a person decides about it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.core.patients.queries.gate import patient_for
from zabota.outreach.messaging.commands.sending import cancel_message, send_again
from zabota.outreach.messaging.queries.outbox import (
    SEE,
    message_for,
    message_listing,
    message_shown,
    messages_of,
    text_shown,
)
from zabota.outreach.messaging.queries.reaching import can_send

OF_PATIENT = "messaging.see_messages_of_patient"


@policy(SEE)
@require_GET
def outbox(request: StaffRequest) -> HttpResponse:
    shown = {
        "listing": message_listing(request, request.access),
        "can_send": can_send(),
        "may_write": request.access.may("messaging.write_templates"),
        "may_check": request.access.may("messaging.check_channels"),
    }
    return render(request, "messaging/outbox.html", shown)


@policy(SEE)
@require_GET
def message(request: StaffRequest, public_id: UUID) -> HttpResponse:
    found = message_shown(request.access, public_id)
    return render(request, "messaging/message.html", {"message": found, "text": text_shown(found)})


@policy(SEE)
@require_POST
def again(request: StaffRequest, public_id: UUID) -> HttpResponse:
    sent = send_again(message=message_for(request.access, public_id), by=request.access.actor)
    toast(request, _("The message is sent once more."))
    return redirect("messaging:message", sent.public_id)


@policy(SEE)
@require_POST
def cancel(request: StaffRequest, public_id: UUID) -> HttpResponse:
    cancel_message(message=message_for(request.access, public_id), by=request.access.actor)
    toast(request, _("The message will not be sent."))
    return redirect("messaging:message", public_id)


@policy(OF_PATIENT)
@require_GET
def messages_of_patient(request: StaffRequest, public_id: UUID) -> HttpResponse:
    patient = patient_for(request.access, public_id, "messages", OF_PATIENT)
    shown = {"messages": messages_of(patient), "may_open": request.access.may(SEE)}
    return render(request, "messaging/_patient_messages.html", shown)
