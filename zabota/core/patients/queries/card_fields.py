"""The fields of a card that a clinic may require, and what it takes for each to be filled (R004, R065)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zabota.core.patients.models import (
    ConsentEntry,
    ContactKind,
    ContactPoint,
    ContactState,
    IdentityDocument,
    Relation,
    StatedFact,
    StatedFactKind,
)
from zabota.core.patients.registry import visit_sources

#: What it takes for a field to be filled: a condition on rows of Patient, or rows of other tables, one of which is enough.
Held = Q | Sequence[QuerySet[Any]]


@dataclass(frozen=True)
class CardField:
    """`group` is the form on which the field is written."""

    key: str
    title: object
    group: str
    held: Callable[[], Held] = field(compare=False)

    def filled(self) -> Q:
        """A condition on rows of Patient, for a few cards: each is looked up in turn."""
        return self._condition(lambda rows: Q(Exists(rows.filter(patient=OuterRef("pk")))))

    def filled_in_base(self) -> Q:
        """The same for the whole base: whoever has such rows is found once."""
        return self._condition(lambda rows: Q(pk__in=rows.order_by().values("patient")))

    def _condition(self, among: Callable[[QuerySet[Any]], Q]) -> Q:
        held = self.held()
        return held if isinstance(held, Q) else reduce(or_, map(among, held))


def _text(name: str) -> Callable[[], Q]:
    return lambda: ~Q(**{name: ""})


def _given(name: str) -> Callable[[], Q]:
    return lambda: Q(**{f"{name}__isnull": False})


def _sealed(name: str) -> Callable[[], Q]:
    return lambda: ~Q(**{name: b""})


def _full_name() -> Q:
    return ~Q(surname="") & ~Q(given="")


def _born() -> Q:
    return Q(birth_date__isnull=False)


def _contact() -> Held:
    return [ContactPoint.objects.exclude(state=ContactState.WRONG)]


def _confirmed_contact() -> Held:
    return [ContactPoint.objects.filter(state=ContactState.VERIFIED)]


def _email() -> Held:
    return [ContactPoint.objects.filter(kind=ContactKind.EMAIL)]


def _document() -> Held:
    return [IdentityDocument.objects.all()]


def _family() -> Held:
    return [Relation.objects.all()]


def _consent() -> Held:
    return [ConsentEntry.objects.all()]


def _last_visit() -> Held:
    """By the appointments that took place, or by what a file stated."""
    stated = StatedFact.objects.filter(kind=StatedFactKind.LAST_VISIT, on__isnull=False)
    return [stated, *(source.visited() for source in visit_sources)]


CARD_FIELDS = {
    each.key: each
    for each in (
        CardField("full_name", _("full name"), "name", _full_name),
        CardField("patronymic", _("patronymic"), "name", _text("patronymic")),
        CardField("birth_date", _("date of birth"), "name", _born),
        CardField("sex", _("sex"), "name", _text("sex")),
        CardField("card_number", _("card number"), "clinic", _given("card_number")),
        CardField("contacts", _("contacts"), "contacts", _contact),
        CardField("confirmed_contact", _("confirmed contact"), "contacts", _confirmed_contact),
        CardField("email", _("e-mail"), "contacts", _email),
        CardField("last_visit", _("date of the last visit"), "visits", _last_visit),
        CardField("reason_for_contact", _("reason for contact"), "clinic", _sealed("reason_for_contact")),
        CardField("source", _("source"), "clinic", _text("source")),
        CardField("doctor", _("doctor"), "clinic", _given("doctor")),
        CardField("home_branch", _("branch"), "clinic", _given("home_branch")),
        CardField("city", _("city"), "address", _text("city")),
        CardField("street", _("street and house"), "address", _sealed("street")),
        CardField("preferred_channel", _("preferred channel"), "contacts", _text("preferred_channel")),
        CardField("books_by", _("prefers to book by"), "contacts", _text("books_by")),
        CardField("marital_status", _("marital status"), "life", _text("marital_status")),
        CardField("children_count", _("children"), "life", _given("children_count")),
        CardField("occupation", _("occupation"), "life", _text("occupation")),
        CardField("income_band", _("income"), "life", _text("income_band")),
        CardField("family", _("family links"), "life", _family),
        CardField("documents", _("identity documents"), "documents", _document),
        CardField("consent", _("a consent or a refusal"), "consents", _consent),
    )
}

#: What a card must hold where the clinic has chosen nothing (R004).
REQUIRED_AT_FIRST = ("full_name", "birth_date", "card_number", "contacts", "last_visit")
