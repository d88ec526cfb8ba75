"""The pack itself: the page that opens it, the closed pack for the browser, the file."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import policy, public
from zabota.core.practice.models import Branch
from zabota.front.daypack.commands.taking import take_pack
from zabota.front.daypack.models import Way
from zabota.front.daypack.parts import SCRIPTS, STYLES
from zabota.front.daypack.queries.packs import TAKE, branches_of
from zabota.front.daypack.saved_file import saved_file
from zabota.front.daypack.words import words_of_window


@public
@require_GET
def window(request: HttpRequest) -> HttpResponse:
    """Holds nothing of the clinic: what it shows is in the browser, closed, and opens by the phrase alone."""
    shown = {"where": "browser", "words": words_of_window(), "styles": STYLES, "scripts": SCRIPTS}
    return render(request, "daypack/window.html", shown)


@policy(TAKE)
@require_POST
def take(request: StaffRequest) -> HttpResponse:
    """The newest pack of `branch`, closed; nothing where the browser has it already (`have`)."""
    pack = take_pack(branch=asked_branch(request), way=Way.BROWSER, access=request.access)
    if request.POST.get("have") == str(pack.public_id):
        return HttpResponse(status=204)
    return HttpResponse(bytes(pack.sealed), content_type="application/json", headers={"Cache-Control": "no-store"})


@policy(TAKE)
@require_POST
def save_file(request: StaffRequest) -> HttpResponse:
    """The pack as one file."""
    branch = asked_branch(request)
    pack = take_pack(branch=branch, way=Way.FILE, access=request.access)
    name = f"zabota-day-pack-{timezone.now().astimezone(branch.zone):%Y-%m-%d-%H%M}.html"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return HttpResponse(saved_file(pack), content_type="text/html; charset=utf-8", headers=headers)


def asked_branch(request: StaffRequest, permission: str = TAKE) -> Branch:
    """The branch of the address, else the one where the person works, else his first. Raises Http404 for a foreign one."""
    asked = _number(request.GET.get("branch") or request.POST.get("branch"))
    branches = branches_of(request.access, permission)
    for branch in branches:
        if branch.public_id == asked or (asked is None and branch.pk == request.access.branch_id):
            return branch
    if asked is not None or not branches:
        raise Http404
    return branches[0]


def _number(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Http404 from None
