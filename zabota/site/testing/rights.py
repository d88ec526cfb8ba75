"""The matrix of rights: every route x every role x {own, other branch, missing}, asked of the running program (T2, T3, T7).

What is expected stands in `zabota/site/tests/rights_matrix.txt`, a line a route and method:

    staff:person GET | 200 director senior_administrator, 403 others | other: 200 director, 404 ... | missing: 200>404

`others` are all roles not named, `everyone` all of them; `missing: 200>404` says that whoever got 200 gets 404 there. An
anonymous visitor is sent to sign in unless the line says otherwise. A module shows an object for its routes in its
`route_examples.py`:

    examples = {"patients:card": lambda place: {"public_id": a_patient(home_branch=place.branch).public_id}}
    bodies = {"patients:rename": lambda place: {"surname": "Лосева"}}       # where an empty POST says too little

`place.branch` is the branch to make it in, `place.user` the person it should belong to. Objects are made anew for each
question and rolled back after it.
"""

import importlib
import time
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.http import urlencode
from django.utils.module_loading import module_has_submodule

from zabota.base.accounts.access import Access
from zabota.base.accounts.models import User
from zabota.base.accounts.roles import WITH_SECOND_FACTOR, Role
from zabota.base.accounts.testing import signed_in, with_phone
from zabota.core.practice.models import Branch
from zabota.core.practice.queries import the_practice
from zabota.core.practice.testing import samara_centre, samara_volga
from zabota.core.staff.testing import an_employee

MATRIX = Path(__file__).parents[1] / "tests" / "rights_matrix.txt"
HEAD = """\
# Who gets what answer from every address: written by `python -m zabota rights --write`, read by people.
# How to read a line, and how a module shows an object for its routes: zabota/site/testing/rights.py.
"""
METHODS = ("GET", "POST")
DENIALS = {403, 404}
METHOD_NOT_ALLOWED = 405
#: A doctor's account gets its doctor only with the object that is made for it.
MADE_BY_EXAMPLES = {Role.DOCTOR}
#: Who works for the whole network, as in the cast; the others belong to one branch.
NETWORK_ROLES = WITH_SECOND_FACTOR | {Role.CHIEF_DOCTOR, Role.MARKETER, Role.ACCOUNTANT, Role.DATA_STEWARD}
#: Tables that a refused or a reading request may write: the trail, and when somebody was last seen.
MAY_ALWAYS_CHANGE = {"audit_entry", "django_session"}
#: What every form carries, so that no POST is taken for an empty one.
TOKEN = {"csrfmiddlewaretoken": "-"}
FORM = "application/x-www-form-urlencoded"
HOW_TO_WRITE = "Run `python -m zabota rights --write`, read the difference, and commit it if it is what you mean."


@dataclass(frozen=True)
class Place:
    """Where and for whom an example is made."""

    branch: Branch
    user: User


Example = Callable[[Place], dict[str, Any]]


@dataclass(frozen=True)
class Route:
    """A named address. `parameters` are the names in its path, `permission` what its policy asks for, if anything."""

    name: str
    parameters: frozenset[str]
    permission: str | None
    is_public: bool


@dataclass(frozen=True)
class Question:
    """What is asked of the program: the address of an object, and what a POST would send."""

    address: str
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """What one person got. `to_sign_in`: he was sent away to sign in. `changed`: tables that the request wrote.

    `is_piece`: a part of a page with no page round it, which only HTMX may get.
    """

    status: int
    to_sign_in: bool
    changed: frozenset[str]
    is_piece: bool

    @property
    def is_denial(self) -> bool:
        return self.status in DENIALS or self.to_sign_in


def routes() -> list[Route]:
    """Every route of the program, by name."""
    return sorted(_routes(get_resolver(), ""), key=lambda route: route.name)


def _routes(resolver: URLResolver, space: str) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            assert pattern.name, f"The address {pattern.pattern} has no name: give it one in its urls.py."
            asks = pattern.callback.policy  # type: ignore[attr-defined]
            parameters = frozenset(pattern.pattern.converters)
            yield Route(f"{space}{pattern.name}", parameters, asks.permission, asks.is_public)
        else:
            yield from _routes(pattern, f"{pattern.namespace}:" if pattern.namespace else space)


def declared(name: str) -> dict[str, Any]:
    """What the modules say in their `route_examples.py` under `name`, all together."""
    found: dict[str, Any] = {}
    for app in apps.get_app_configs():
        if app.name.startswith("zabota.") and module_has_submodule(app.module, "route_examples"):
            found |= getattr(importlib.import_module(f"{app.name}.route_examples"), name, {})
    return found


class Matrix:
    """Asks the program, inside the transaction of a test."""

    def __init__(self) -> None:
        the_practice()
        self.examples: Mapping[str, Example] = declared("examples")
        self.bodies: Mapping[str, Example] = declared("bodies")
        self.people = {role: _person(role) for role in Role}
        self.stranger = _person(Role.SERVICE_MANAGER, "stranger", samara_volga())
        self.cookies = {role: _cookie_of(user) for role, user in self.people.items()}
        #: Of routes whose ids are numbers alone, where what is missing needs no object that is there.
        self.known_ids: dict[str, dict[str, Any]] = {}
        self.handler = BaseHandler()
        self.handler.load_middleware()

    def line(self, route: Route, method: str) -> str:
        """The line of the file, or nothing where the address does not take the method at all."""
        let_in = [role for role in Role if self._has_right(role, route)]
        if let_in and self.ask(route, method, "own", let_in[0]).status == METHOD_NOT_ALLOWED:
            return ""
        own_let_in = [] if route.is_public else let_in
        own = self.answers(route, method, "own", own_let_in)
        own |= self._of_one_object(route, method, "own", set(Role) - set(own_let_in))
        own = {role: own[role] for role in Role}
        texts = [_listing(own)]
        anonymous = self.ask(route, method, "own", None)
        if not anonymous.to_sign_in:
            texts[0] += f"; anonymous {anonymous.status}"
        if route.parameters:
            for variant in ("other", "missing"):
                texts.append(f"{variant}: {_compared(own, own | self._of_one_object(route, method, variant, let_in))}")
        return f"{route.name} {method} | {' | '.join(texts)}"

    def answers(self, route: Route, method: str, variant: str, roles: Iterable[Role] = Role) -> dict[Role, int]:
        return {role: self.ask(route, method, variant, role).status for role in roles}

    def _of_one_object(self, route: Route, method: str, variant: str, roles: Collection[Role]) -> dict[Role, int]:
        """One object serves all who have none of their own: it is another's, or missing, or at a public door; and whoever
        lacks the route's right is refused before any object is looked for."""
        with transaction.atomic():
            question = self._question(route, variant, None)
            others = [role for role in roles if role not in MADE_BY_EXAMPLES]
            found = {role: self._put(question, route, method, variant, role).status for role in others}
            transaction.set_rollback(True)
        return found | self.answers(route, method, variant, MADE_BY_EXAMPLES & set(roles))

    def _has_right(self, role: Role, route: Route) -> bool:
        return route.permission is None or Access(self.people[role]).may(route.permission)

    def ask(self, route: Route, method: str, variant: str, role: Role | None) -> Answer:
        """One question about an object made for it, rolled back; a refusal that changed a row, or a GET that did, fails here."""
        with transaction.atomic():
            answer = self._put(self._question(route, variant, role), route, method, variant, role)
            transaction.set_rollback(True)
        return answer

    def _question(self, route: Route, variant: str, role: Role | None) -> Question:
        place = self._place(variant, role)
        address = self._address(route, place, is_missing=variant == "missing")
        return Question(address, self.bodies[route.name](place) if route.name in self.bodies else {})

    def _put(self, question: Question, route: Route, method: str, variant: str, role: Role | None) -> Answer:
        with transaction.atomic():
            answer = self._answered(question, method, role)
            transaction.set_rollback(True)
        who = f"{route.name} {method}, {variant}, {role or 'anonymous'}"
        assert answer.status < 500, f"{who}: the program broke ({answer.status})"
        if answer.is_denial:
            assert not answer.changed, f"{who}: refused, and yet changed {sorted(answer.changed)} (T3)"
        if method == "GET":
            assert not answer.changed, f"{who}: a GET changed {sorted(answer.changed)} (T7)"
            assert not answer.is_piece, f"{who}: opened by its address, it is a bare piece of a page"
        return answer

    def _answered(self, question: Question, method: str, role: Role | None) -> Answer:
        request = RequestFactory().generic(method, question.address, urlencode({**question.body, **TOKEN}), FORM)
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        if role is not None:
            request.COOKIES[settings.SESSION_COOKIE_NAME] = self.cookies[role]
        before = _changed_rows()
        response = self.handler.get_response(request)
        changed = {table for table, rows in _changed_rows().items() if rows != before.get(table, 0)}
        to_sign_in = response.status_code == 302 and response.headers["Location"].startswith(settings.LOGIN_URL)
        kept = frozenset(changed - MAY_ALWAYS_CHANGE)
        return Answer(response.status_code, to_sign_in and role is None, kept, is_piece_of_page(response))

    def _place(self, variant: str, role: Role | None) -> Place:
        if variant == "other":
            return Place(samara_volga(), self.stranger)
        return Place(samara_centre(), self.people[role or Role.DIRECTOR])

    def _address(self, route: Route, place: Place, *, is_missing: bool) -> str:
        if not route.parameters:
            return reverse(route.name)
        assert route.name in self.examples, (
            f"{route.name} needs an example: add `examples = {{{route.name!r}: lambda place: {{...}}}}` with "
            f"{sorted(route.parameters)} to the route_examples.py of its module."
        )
        if is_missing and route.name in self.known_ids and place.user != self.people[Role.DOCTOR]:
            return reverse(route.name, kwargs=_missing(self.known_ids[route.name]))
        arguments = self.examples[route.name](place)
        if all(isinstance(value, uuid.UUID | int) for value in arguments.values()):
            self.known_ids[route.name] = arguments
        return reverse(route.name, kwargs=_missing(arguments) if is_missing else arguments)


def is_piece_of_page(response: HttpResponseBase) -> bool:
    """HTML that is no document. Files, data and redirects are none."""
    if response.streaming or response.status_code != 200:
        return False
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    return is_html and b"<!doctype html" not in response.content[:200].lower()  # type: ignore[attr-defined]


def written_lines() -> dict[str, str]:
    """The file, by `route METHOD`."""
    lines = MATRIX.read_text().splitlines() if MATRIX.exists() else []
    return {line.partition(" | ")[0]: line for line in lines if line and not line.startswith("#")}


def write_lines(observed: Mapping[str, list[str]]) -> None:
    """Lines of the routes that were asked replace theirs; those of routes that are gone go."""
    names = {route.name for route in routes()}
    kept = [line for key, line in written_lines().items() if key.split()[0] in names - set(observed)]
    lines = sorted([*kept, *(line for lines in observed.values() for line in lines)])
    MATRIX.write_text(HEAD + "\n".join(lines) + "\n")


def _person(role: Role, login: str = "", branch: Branch | None = None) -> User:
    """Somebody who holds this role, with whatever keys it asks for."""
    place = None if role in NETWORK_ROLES else branch or samara_centre()
    user = an_employee(login or f"matrix-{role.value}", role.value, role, place)
    return with_phone(user) if role in WITH_SECOND_FACTOR else user


def _cookie_of(user: User) -> str:
    """A session whose proof of identity stays fresh, however long the questions take."""
    client = signed_in(Client(), user)
    session = client.session
    session["proven_at"] = time.time() + timedelta(days=1).total_seconds()
    session.save()
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def _missing(arguments: dict[str, Any]) -> dict[str, Any]:
    """The same address with ids that nobody has."""
    return {
        name: uuid.uuid4() if isinstance(value, uuid.UUID) else 2_000_000_000 if isinstance(value, int) else value
        for name, value in arguments.items()
    }


def _changed_rows() -> dict[str, int]:
    """Rows written in this transaction so far, by table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
        )
        return dict(cursor.fetchall())


def _listing(answers: dict[Role, int]) -> str:
    """`200 director operator, 403 others`: the refused, or else the most, are the others."""
    roles_by_status: dict[int, list[str]] = {}
    for role, status in answers.items():
        roles_by_status.setdefault(status, []).append(role.value)
    if len(roles_by_status) == 1:
        return f"{next(iter(roles_by_status))} everyone"
    others = 403 if 403 in roles_by_status else max(roles_by_status, key=lambda each: len(roles_by_status[each]))
    named = [f"{each} {' '.join(roles)}" for each, roles in sorted(roles_by_status.items()) if each != others]
    return ", ".join([*named, f"{others} others"])


def _compared(own: dict[Role, int], answers: dict[Role, int]) -> str:
    if own == answers:
        return "as own"
    became: dict[int, set[int]] = {}
    for role, status in own.items():
        became.setdefault(status, set()).add(answers[role])
    if any(len(statuses) > 1 for statuses in became.values()):
        return _listing(answers)
    changes = [f"{status}>{next(iter(after))}" for status, after in sorted(became.items()) if {status} != after]
    return ", ".join(changes)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-rights", action="store_true", help=f"write {MATRIX.name} anew instead of comparing")


@pytest.fixture(scope="module")
def rights_matrix(django_db_setup: None, django_db_blocker: Any) -> Iterator[Matrix]:
    """One cast for all questions of the module, in a transaction that never commits."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Matrix()
        transaction.set_rollback(True)
