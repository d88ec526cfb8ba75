"""Pages for what goes wrong, in words of a person. Named as Django's handlers in `site/urls.py`."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from zabota.base.ui.policies import public


@public
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "ui/errors/400.html", status=400)


@public
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`PermissionDenied(title)` names the missing right, so that the person knows what to ask for."""
    return render(
        request, "ui/errors/403.html", {"permission": exception.args[0] if exception.args else ""}, status=403
    )


@public
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "ui/errors/404.html", status=404)


@public
def out_of_order(request: HttpRequest) -> HttpResponse:
    """Drawn without a person, a database or a context processor: any of them may be what broke."""
    return HttpResponse(render_to_string("ui/errors/500.html"), status=500)


@public
def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was opened before the person signed in anew."""
    return render(request, "ui/errors/stale_form.html", status=403)
