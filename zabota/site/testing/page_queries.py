"""How many queries each page takes, counted in a small and in a larger demo clinic.

What is expected stands in `zabota/site/tests/page_queries.txt`, a line a route that answers GET:

    patients:list | director 9, front_desk 9

A page may take `LIMIT` queries, but for the few of `MAY_TAKE_MORE`, and not one more where there are more rows. A module shows an object for its routes in
its `route_examples.py`: `examples` as the matrix of rights has them, and for pages about an object with rows of its own

    crowded = {"patients:card": lambda place, count: {"public_id": ...}}        # the same with `count` rows in each list
    asked = {"scheduling:feed": lambda place, count: {"day": ...}}              # with `count` rows and asked with these words
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zabota.base.accounts.models import User
from zabota.base.accounts.testing import signed_in
from zabota.core.practice.models import Branch
from zabota.site.demo.loading import load_demo
from zabota.site.testing.cluster import TestCluster
from zabota.site.testing.rights import Place, Route, declared, routes

COUNTS = Path(__file__).parents[1] / "tests" / "page_queries.txt"
HEAD = """\
# How many queries each page takes: written by `pytest zabota/site/tests/test_page_queries.py --write-page-queries`.
# How to read a line: zabota/site/testing/page_queries.py.
"""
LIMIT = 12
#: Pages that may take more, with the reason.
MAY_TAKE_MORE = {
    "patients:erase",  # counts what every module would erase, table by table
    "daypack:note",  # what was promised, what stands against it, and the nearest times by the whole timetable
    "scheduling:move_chain",  # the same for every service of a visit
}
#: Who opens the pages: role -> login in the demo.
READERS = {"director": "nina", "front_desk": "vera"}
#: People of the demo and rows of an object, in the small clinic and in the larger one.
SMALL, LARGE = (60, 3), (240, 9)
#: Long past, so that the counts do not hang on the day of the test: what the demo opens ahead of today is no more.
NOW = datetime(2026, 9, 18, 8, 0, tzinfo=UTC)
#: These begin and end savepoints; they read nothing.
NOT_QUERIES = ("SAVEPOINT", "RELEASE", "ROLLBACK")
HOW_TO_WRITE = (
    "Run `pytest zabota/site/tests/test_page_queries.py --write-page-queries`, read the difference, and commit it if it "
    "is what you mean."
)

Crowded = Callable[[Place, int], dict[str, Any]]
#: Queries of one page by who opened it; whoever may not open it is left out.
Counts = dict[str, int]


class DemoPages:
    """Opens pages of a demo clinic; what a page writes is rolled back."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.examples: Mapping[str, Callable[[Place], dict[str, Any]]] = declared("examples")
        self.crowded: Mapping[str, Crowded] = declared("crowded")
        self.asked: Mapping[str, Crowded] = declared("asked")
        self.people = {role: User.objects.get(login=login) for role, login in READERS.items()}
        self.cookies = {role: _cookie_of(user) for role, user in self.people.items()}
        self.handler = BaseHandler()
        self.handler.load_middleware()

    def queries_of(self, route: Route) -> dict[str, list[str]]:
        """The statements that the page runs, by who opened it; whoever may not open it is left out."""
        asked = {role: self._ask(route, role) for role in READERS}
        return {role: statements for role, statements in asked.items() if statements is not None}

    def _ask(self, route: Route, role: str) -> list[str] | None:
        with transaction.atomic():
            address = reverse(route.name, kwargs=self._arguments(route, role)) + self._asked(route, role)
            with CaptureQueriesContext(connection) as captured:
                answer = self._open(address, role)
            transaction.set_rollback(True)
        if answer.status_code != 200:
            return None
        statements = [query["sql"] for query in captured.captured_queries]
        return [each for each in statements if not each.startswith(NOT_QUERIES)]

    def _open(self, address: str, role: str) -> HttpResponseBase:
        request = RequestFactory().get(address)
        request.COOKIES[settings.SESSION_COOKIE_NAME] = self.cookies[role]
        answer = self.handler.get_response(request)
        if getattr(answer, "streaming", False):
            b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        return answer

    def _asked(self, route: Route, role: str) -> str:
        if route.name not in self.asked:
            return ""
        place = Place(Branch.objects.get(name="Самара-Центр"), self.people[role])
        return "?" + urlencode(self.asked[route.name](place, self.rows))

    def _arguments(self, route: Route, role: str) -> dict[str, Any]:
        place = Place(Branch.objects.get(name="Самара-Центр"), self.people[role])
        if route.name in self.crowded:
            return self.crowded[route.name](place, self.rows)
        return self.examples[route.name](place) if route.parameters else {}


@contextmanager
def demo_pages(cluster: TestCluster, people: int, rows: int) -> Iterator[DemoPages]:
    """In a database of its own: one long transaction would hold up the delivery of events in the tests beside it."""
    with cluster.copy(f"pages_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"):
        load_demo(patients=people, report=lambda done, total: None, now=NOW)
        yield DemoPages(rows)


def counted(cluster: TestCluster, people: int, rows: int) -> dict[str, Counts]:
    """Queries of every page that answers GET, by route."""
    with demo_pages(cluster, people, rows) as pages:
        found = {route.name: pages.queries_of(route) for route in routes()}
    return {name: {role: len(each) for role, each in asked.items()} for name, asked in found.items() if asked}


def line_of(name: str, counts: Counts) -> str:
    return f"{name} | {', '.join(f'{role} {count}' for role, count in counts.items())}"


def written_lines() -> list[str]:
    lines = COUNTS.read_text().splitlines() if COUNTS.exists() else []
    return [line for line in lines if line and not line.startswith("#")]


def write_lines(lines: list[str]) -> None:
    COUNTS.write_text(HEAD + "\n".join(lines) + "\n")


def _cookie_of(user: User) -> str:
    """A session that is not written anew while the pages are opened: it was used an hour ahead."""
    client = signed_in(Client(), user)
    session = client.session
    session["seen_at"] += timedelta(hours=1).total_seconds()
    session.save()
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-page-queries", action="store_true", help=f"write {COUNTS.name} anew")
