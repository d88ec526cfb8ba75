"""«Leave your number, we call back» (R059), also for services that are booked by request."""

from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from zabota.base.accounts.views.answers import refusals_into
from zabota.core.catalog.models import Service
from zabota.front.portal.commands.enquiries import ask_for_call
from zabota.front.portal.commands.limits import count_request
from zabota.front.portal.commands.steps import note_step
from zabota.front.portal.forms import CallbackForm
from zabota.front.portal.models import Step
from zabota.front.portal.queries.offering import service_to_ask_for
from zabota.front.portal.views.door import address, open_door, shown, shown_consent


@open_door
@require_http_methods(["GET", "POST"])
def callback(request: Any) -> HttpResponse:
    service = _asked_for(request.GET.get("service") or request.POST.get("service"))
    form = CallbackForm(request.POST or None)
    if form.is_valid():
        count_request("callback", address(request))
        with refusals_into(form):
            _ask(request, service, form)
            return shown(request, "portal/called_back.html", service=service)
    return shown(
        request, "portal/callback.html", status=422 if form.errors else 200, form=form, service=service,
        consent=shown_consent(request), request_key=uuid4(),
    )  # fmt: skip


def _ask(request: Any, service: Service | None, form: CallbackForm) -> None:
    typed = form.cleaned_data
    reason = ". ".join(part for part in (service.name if service else "", typed["reason"]) if part)
    ask_for_call(
        name=typed["name"], phone=typed["phone"], reason=reason, consent=typed["consent"], trail=request.trail,
        request_key=typed["request_key"],
    )  # fmt: skip
    note_step(trail=request.trail, step=Step.PHONE)


def _asked_for(text: str | None) -> Service | None:
    if not text:
        return None
    try:
        service = service_to_ask_for(UUID(text))
    except ValueError:
        service = None
    if service is None:
        raise Http404
    return service
