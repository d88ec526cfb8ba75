"""The words of messages, and whether the channels work."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.lib.errors import Refused
from zabota.outreach.messaging.commands.templates import write_template
from zabota.outreach.messaging.commands.trying import send_trial
from zabota.outreach.messaging.forms import TemplateForm, TrialForm
from zabota.outreach.messaging.queries.outbox import trials
from zabota.outreach.messaging.queries.templates import preview_of, template_lines, template_page
from zabota.outreach.messaging.registry import channels

WRITE, CHECK = "messaging.write_templates", "messaging.check_channels"


@policy(WRITE)
@require_GET
def templates(request: StaffRequest) -> HttpResponse:
    return render(request, "messaging/templates.html", {"lines": template_lines()})


@policy(WRITE)
@require_http_methods(["GET", "POST"])
def template(request: StaffRequest, template: str, channel: str, language: str) -> HttpResponse:
    page = template_page(template, channel, language)
    form = TemplateForm(request.POST or None, page=page)
    if form.is_valid():
        try:
            written = write_template(
                template=template, channel=channel, language=language, by=request.access.actor, **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            toast(request, _("The new words are in use.") if written else _("Nothing has changed."))
            return redirect("messaging:templates")
    subject, text = (str(form[name].value() or "") if name in form.fields else "" for name in ("subject", "text"))
    shown = {"page": page, "form": form, "preview": preview_of(page, subject, text)}
    return render(request, "messaging/template.html", shown, status=422 if form.is_bound else 200)


@policy(WRITE)
@require_POST
def preview(request: StaffRequest, template: str, channel: str, language: str) -> HttpResponse:
    """How the words being typed would read."""
    page = template_page(template, channel, language)
    shown = preview_of(page, request.POST.get("subject", ""), request.POST.get("text", ""))
    return render(request, "messaging/_preview.html", {"page": page, "preview": shown})


@policy(CHECK)
@require_http_methods(["GET", "POST"])
def channel_check(request: StaffRequest) -> HttpResponse:
    form = TrialForm(request.POST or None)
    if form.is_valid():
        try:
            send_trial(by=request.access.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("address", str(refusal))
        else:
            toast(request, _("The trial message is on its way. Look below what becomes of it."))
            return redirect("messaging:channels")
    shown = {"channels": [(each, each.is_configured()) for each in channels], "form": form, "trials": trials()}
    return render(request, "messaging/channels.html", shown, status=422 if form.is_bound else 200)
