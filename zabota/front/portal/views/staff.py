"""What the staff sees of the public door: who waits for a call, where patients give up, how the door is set up."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zabota.base.accounts.requests import StaffRequest
from zabota.base.accounts.views.answers import refusals_into, shown_form
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.front.portal.commands.consents import write_consent_text
from zabota.front.portal.commands.rules import change_portal_rules
from zabota.front.portal.forms import ConsentTextsForm, PortalRulesForm
from zabota.front.portal.models import Step
from zabota.front.portal.queries.consents import consent_texts, languages, text_in_use
from zabota.front.portal.queries.desk import visit_waiting_for_call, waiting_for_call
from zabota.front.portal.queries.obstacles import PERIODS, obstacles
from zabota.front.portal.queries.rules import portal_rules
from zabota.work.scheduling.commands import accept_held
from zabota.work.scheduling.views.visit import changed


@policy("scheduling.book")
@require_GET
def online(request: StaffRequest) -> HttpResponse:
    return render(request, "portal/online.html", {"visits": waiting_for_call(request.access)[:200]})


@policy("scheduling.book")
@require_POST
def accept(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """The patient was called and comes."""
    visit = accept_held(appointment=visit_waiting_for_call(request.access, public_id), by=request.access.actor)
    toast(request, _("The visit is booked."))
    return changed(request, visit) if request.htmx else redirect("portal:online")


@policy("portal.see_obstacles")
@require_GET
def where_they_leave(request: StaffRequest) -> HttpResponse:
    asked = request.GET.get("days", "")
    days = int(asked) if asked in {str(period) for period in PERIODS} else PERIODS[1]
    found, source = obstacles(days=days), request.GET.get("source", "")
    context = {
        "found": found, "chart": found.chart(source), "days": days, "periods": PERIODS, "source": source,
        "steps": Step.labels,
    }  # fmt: skip
    return render(request, "portal/obstacles.html", context)


@policy("practice.change")
@require_http_methods(["GET", "POST"])
def rules(request: StaffRequest) -> HttpResponse:
    now = portal_rules()
    form = PortalRulesForm.of(now, request.POST)
    if form.is_valid():
        with refusals_into(form):
            change_portal_rules(by=request.access.actor, **form.cleaned_data)
            toast(request, _("The rules of online booking are saved."))
            return redirect("portal:rules")
    texts = [text_in_use(language) for language in languages()]
    public = settings.ZABOTA_PUBLIC_URL.rstrip("/")
    return shown_form(request, "portal/rules.html", form, texts=texts, public=public)


@policy("practice.change")
@require_http_methods(["GET", "POST"])
def consents(request: StaffRequest) -> HttpResponse:
    """What patients agree to, by language; another wording is another version, and the old ones stay to be read."""
    form = ConsentTextsForm(request.POST, {language: text_in_use(language).text for language in languages()})
    if form.is_valid():
        for language, text in form.cleaned_data.items():
            write_consent_text(language=language, text=text, by=request.access.actor)
        toast(request, _("The texts of consent are saved."))
        return redirect("portal:consents")
    return shown_form(request, "portal/consents.html", form, versions=consent_texts()[:200])
