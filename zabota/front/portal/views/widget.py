"""The one line of script that puts a button into the clinic's own site."""

from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from zabota.base.ui.policies import public

SCRIPT = Path(__file__).parents[1] / "static" / "portal" / "widget.js"
AN_HOUR = 3600


@public
@require_GET
def widget(request: HttpRequest) -> HttpResponse:
    """Under an address that never changes: it stands in other people's pages."""
    answer = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = f"public, max-age={AN_HOUR}"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@cache
def _script() -> bytes:
    return SCRIPT.read_bytes()
