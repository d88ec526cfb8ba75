"""How the views of the door answer."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from zabota.lib.errors import Refused


@contextmanager
def refusals_into(form: forms.BaseForm) -> Iterator[None]:
    """A refusal inside the block becomes an error of the form, beside the field that it names."""
    try:
        yield
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def shown_form(request: HttpRequest, template: str, form: forms.Form, **context: object) -> HttpResponse:
    """The page with its form; 422 if something in it was refused."""
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, "next": next_address(request), **context}, status=status)


def next_address(request: HttpRequest, default: str = "/") -> str:
    """Where the person wanted to go; only ever a page of this site (A36)."""
    wanted = request.POST.get("next") or request.GET.get("next") or default
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else default


def go_on(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(next_address(request))
