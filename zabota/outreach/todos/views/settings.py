"""What is said, and whom the list holds."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.lib.errors import Refused
from zabota.outreach.todos.commands.settings import set_reason_rule, write_script
from zabota.outreach.todos.forms import ReasonRuleForm, ScriptForm
from zabota.outreach.todos.queries.reasons import ReasonPage, reason_pages
from zabota.outreach.todos.registry import call_reasons


@policy("todos.write_scripts")
@require_GET
def scripts(request: StaffRequest) -> HttpResponse:
    return _page(request)


@policy("todos.write_scripts")
@require_POST
def write(request: StaffRequest, reason: str) -> HttpResponse:
    _known(reason)
    form = ScriptForm(request.POST)
    try:
        if form.is_valid():
            written = write_script(reason=reason, text=form.cleaned_data["text"], by=request.access.actor)
            toast(request, _("The new words are in use.") if written else _("Nothing has changed."))
            return redirect("todos:scripts")
    except Refused as refusal:
        form.add_error("text", str(refusal))
    return _page(request, {reason: form}, status=422)


@policy("todos.set_rules")
@require_POST
def set_rule(request: StaffRequest, reason: str) -> HttpResponse:
    _known(reason)
    form = ReasonRuleForm(request.POST)
    if form.is_valid():
        set_reason_rule(reason=reason, by=request.access.actor, **form.cleaned_data)
        toast(request, _("Saved. The list follows within the hour, or at once by “Refresh”."))
        return redirect("todos:scripts")
    return _page(request, rules={reason: form}, status=422)


def _known(reason: str) -> None:
    if reason not in call_reasons:
        raise Http404


def _page(
    request: StaffRequest,
    scripts: dict[str, ScriptForm] | None = None,
    rules: dict[str, ReasonRuleForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Every reason with its words and its rule; the forms that were refused keep what was typed."""
    pages = [
        {
            "reason": each.reason,
            "script": each.script,
            "form": (scripts or {}).get(each.reason.key) or ScriptForm(initial={"text": each.script.text}),
            "rule": (rules or {}).get(each.reason.key) or _rule_form(each),
            "is_on": each.is_on,
        }
        for each in reason_pages()
    ]
    shown = {"pages": pages, "may_set_rules": request.access.may("todos.set_rules")}
    return render(request, "todos/scripts.html", shown, status=status)


def _rule_form(page: ReasonPage) -> ReasonRuleForm | None:
    if page.reason.candidates is None:
        return None
    form = ReasonRuleForm(initial={"is_on": page.is_on, "after_days": page.days})
    if page.reason.default_days is None:
        del form.fields["after_days"]
    return form
