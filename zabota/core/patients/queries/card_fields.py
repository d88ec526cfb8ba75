"""The fields of a card that a clinic may require, and what it takes for each to be filled (R004, R065)."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from zabota.core.patients.models import (
    ConsentEntry,
    ContactPoint,
    ContactState,
    IdentityDocument,
    Relation,
    StatedFact,
    StatedFactKind,
)
from zabota.core.patients.registry import visit_sources


@dataclass(frozen=True)
class CardField:
    """`filled()` is a condition on rows of Patient; `group` is the form on which the field is written."""

    key: str
    title: object
    group: str
    filled: Callable[[], Q] = field(compare=False)


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


def _contact() -> Q:
    return Q(Exists(ContactPoint.objects.filter(patient=OuterRef("pk")).exclude(state=ContactState.WRONG)))


def _confirmed_contact() -> Q:
    return Q(Exists(ContactPoint.objects.filter(patient=OuterRef("pk"), state=ContactState.VERIFIED)))


def _email() -> Q:
    return Q(Exists(ContactPoint.objects.filter(patient=OuterRef("pk"), kind="email")))


def _document() -> Q:
    return Q(Exists(IdentityDocument.objects.filter(patient=OuterRef("pk"))))


def _family() -> Q:
    return Q(Exists(Relation.objects.filter(patient=OuterRef("pk"))))


def _consent() -> Q:
    return Q(Exists(ConsentEntry.objects.filter(patient=OuterRef("pk"))))


def _last_visit() -> Q:
    """By the appointments that took place, or by what a file stated."""
    stated = StatedFact.objects.filter(patient=OuterRef("pk"), kind=StatedFactKind.LAST_VISIT, on__isnull=False)
    known = Q(Exists(stated))
    for source in visit_sources:
        known |= source.has_visits()
    return known


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
