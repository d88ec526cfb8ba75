"""What was typed into a form survives the proof that is asked for when it is sent."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from zabota.base.accounts.forms import KeptForm

TOKEN = "csrfmiddlewaretoken"  # noqa: S105
PRECONDITION_REQUIRED = 428
#: A button alone was pressed: it is sent again, too.
NOTHING_TYPED = "&"


def can_be_kept(request: HttpRequest) -> bool:
    """Forms of a page, without files. A fragment's own page stays as it is anyway."""
    return request.method == "POST" and not request.FILES


def ask_for_proof(request: HttpRequest) -> HttpResponse:
    """The proof in place of the answer, carrying what was sent; it goes nowhere else, neither session nor address."""
    typed = request.POST.copy()
    typed.pop(TOKEN, None)
    form = KeptForm(initial={"kept": typed.urlencode() or NOTHING_TYPED, "next": request.get_full_path()})
    response = render(request, "accounts/prove.html", {"form": form}, status=PRECONDITION_REQUIRED)
    add_never_cache_headers(response)
    return response


def fields_of(kept: str) -> list[tuple[str, str]]:
    """(name, value) in the order in which they were typed."""
    return [(name, str(value)) for name, values in QueryDict(kept).lists() for value in values if name != TOKEN]
