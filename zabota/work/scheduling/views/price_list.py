"""A price list from a file: choose it, see what it would change, take it."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from zabota.base.accounts.requests import StaffRequest
from zabota.base.accounts.views.answers import refusals_into, shown_form
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.lib.errors import Refused
from zabota.outreach.todos.forms import TypedDateField
from zabota.work.scheduling.commands.price_lists import PriceLine, changes_by, read_price_list, take_price_list

SET_UP = "scheduling.set_up"
SALT = "scheduling.price_list"
SHOWN = 500


class PriceListForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("File: Excel, OpenDocument or CSV"))
    since = TypedDateField(label=gettext_lazy("Prices hold since"))


@policy(SET_UP)
@require_http_methods(["GET", "POST"])
def price_list(request: StaffRequest) -> HttpResponse:
    """The dry run: nothing is written until the changes were looked at."""
    form = PriceListForm(
        request.POST or None, request.FILES or None, initial={"since": f"{timezone.localdate():%d.%m.%Y}"}
    )
    if form.is_valid():
        with refusals_into(form):
            since, lines = form.cleaned_data["since"], _read(form.cleaned_data["file"])
            changes = changes_by(lines, since=since)
            return render(request, "scheduling/price_list_changes.html", {
                "changes": changes[:SHOWN], "count": len(changes), "unchanged": len(lines) - len(changes), "since": since,
                "kept": _sealed(lines, since),
            })  # fmt: skip
    return shown_form(request, "scheduling/price_list.html", form)


@policy(SET_UP)
@require_POST
def take(request: StaffRequest) -> HttpResponse:
    lines, since = _unsealed(request.POST.get("kept", ""))
    changed = take_price_list(lines=lines, since=since, by=request.access.actor)
    toast(request, ngettext("%(count)d line changed.", "%(count)d lines changed.", changed) % {"count": changed})
    return redirect("scheduling:services")


def _read(file: "UploadedFile[bytes]") -> list[PriceLine]:
    with NamedTemporaryFile(suffix=Path(file.name or "").suffix) as copy:
        for piece in file.chunks():
            copy.write(piece)
        copy.flush()
        return read_price_list(Path(copy.name))


def _sealed(lines: list[PriceLine], since: date) -> str:
    """What was looked at is exactly what will be taken: it waits in the page, signed."""
    rows = [[line.name, line.code, line.category, _text(line.price), line.minutes] for line in lines]
    return signing.dumps({"lines": rows, "since": since.isoformat()}, salt=SALT, compress=True)


def _unsealed(kept: str) -> tuple[list[PriceLine], date]:
    try:
        said: dict[str, Any] = signing.loads(kept, salt=SALT, max_age=3600)
    except signing.BadSignature as error:
        raise Refused(_("The price list was looked at too long ago: choose the file again.")) from error
    lines = [
        PriceLine(name, code, category, None if price is None else Decimal(price), minutes)
        for name, code, category, price, minutes in said["lines"]
    ]
    return lines, date.fromisoformat(said["since"])


def _text(price: Decimal | None) -> str | None:
    return None if price is None else str(price)
