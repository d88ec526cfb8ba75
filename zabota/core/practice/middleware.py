"""A page asks for the clinic and its branches in many places and reads them once."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from zabota.core.practice.queries import reading_once


class ReadOnceMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "GET":
            return self.get_response(request)
        with reading_once():
            return self.get_response(request)
