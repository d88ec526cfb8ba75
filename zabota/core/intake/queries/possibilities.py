"""What this base allows today: tools that need little data work first (R078), and how much of it is there (R065)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zabota.core.patients.models import (
    ConsentAction,
    ConsentEntry,
    ConsentPurpose,
    ContactKind,
    ContactPoint,
    ContactState,
    Mark,
    MarkKind,
    Patient,
    PatientState,
    StatedFact,
    StatedFactKind,
)
from zabota.core.patients.registry import visit_sources
from zabota.core.practice.queries import the_practice

DAYS_A_MONTH = 30.44
CARDS_AT_ONCE = 20_000


@dataclass(frozen=True)
class Possibility:
    """One thing that the clinic can do today, and with how many people of all."""

    key: str
    title: object
    count: int
    total: int

    @property
    def per_cent(self) -> int:
        return 100 * self.count // self.total if self.total else 0


def possibilities(today: date | None = None) -> list[Possibility]:
    """Counts over the whole base."""
    cards = Patient.objects.filter(state=PatientState.ACTIVE, is_deceased=False)
    total = cards.count()
    with_phone = cards.filter(_has_contact(ContactKind.PHONE))
    asleep = _asleep(today or timezone.localdate())
    lines: list[tuple[str, object, Callable[[], int]]] = [
        ("call", _("can be called"), with_phone.exclude(_closed()).count),
        ("asleep", _("have not come for three to six months and can be woken by a call"), with_phone.exclude(_closed()).filter(pk__in=asleep).count),
        ("email", _("have an e-mail address"), cards.filter(_has_contact(ContactKind.EMAIL)).count),
        ("claimed", _("are said to agree to advertising: ask them to confirm"), _said(cards, ConsentAction.CLAIM).count),
        ("consented", _("may be sent advertising: the consent is confirmed"), _said(cards, ConsentAction.GRANT).count),
        ("birthday", _("can be greeted on their birthday"), cards.filter(birth_date__isnull=False).count),
    ]  # fmt: skip
    return [Possibility(key, title, count(), total) for key, title, count in lines]


def _has_contact(kind: str) -> Exists:
    return Exists(ContactPoint.objects.filter(patient=OuterRef("pk"), kind=kind).exclude(state=ContactState.WRONG))


def _closed() -> Q:
    in_force = Mark.objects.filter(patient=OuterRef("pk"), kind=MarkKind.DO_NOT_CONTACT, lifted_at__isnull=True)
    return Q(Exists(in_force))


def _said(cards: QuerySet[Patient], action: str) -> QuerySet[Patient]:
    """People whose newest word on advertising is this."""
    newest = ConsentEntry.objects.filter(patient=OuterRef("pk"), purpose=ConsentPurpose.ADVERTISING).order_by("-id")
    return cards.annotate(last_word=newest.values("action")[:1]).filter(last_word=action)


def _asleep(today: date) -> set[int]:
    """Cards whose last visit, by appointments or else by what files state, lies in the clinic's window."""
    practice = the_practice()
    earliest = today - timedelta(days=round(practice.sleeping_to_months * DAYS_A_MONTH))
    latest = today - timedelta(days=round(practice.sleeping_from_months * DAYS_A_MONTH))
    stated = StatedFact.objects.filter(kind=StatedFactKind.LAST_VISIT, on__isnull=False).order_by("on")
    last = dict(stated.values_list("patient_id", "on"))
    for source in visit_sources:
        ids = list(
            Patient.objects.filter(pk__in=source.visited().values("patient"), state=PatientState.ACTIVE).values_list(
                "pk", flat=True
            )
        )
        for start in range(0, len(ids), CARDS_AT_ONCE):
            last |= {
                patient: span.last_on for patient, span in source.spans(ids[start : start + CARDS_AT_ONCE]).items()
            }
    return {patient for patient, on in last.items() if on and earliest <= on <= latest}
