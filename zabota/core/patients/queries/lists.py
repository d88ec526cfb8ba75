"""The list of patients: filters by codes and ids, the Russian alphabet, pages by key."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.access import Access
from zabota.core.patients.models import ContactState, Mark, MarkKind, Patient, PatientState, Tag
from zabota.core.patients.queries.card import KnownVisits, known_visits
from zabota.core.patients.queries.contacts import masked
from zabota.core.patients.queries.gate import patients_listed_for
from zabota.core.patients.queries.naming import age_of
from zabota.core.practice.queries import branches_now
from zabota.core.staff.models import Doctor
from zabota.lib.masked import MaskedText

PAGE = 25
EXPORTED_AT_ONCE = 1000
CHECK_AFTER = timedelta(days=365)

STATES = {
    "living": (_("living"), lambda: Q(is_deceased=False)),
    "deceased": (_("deceased"), lambda: Q(is_deceased=True)),
    "do_not_contact": (_("not to be contacted"), lambda: _marked(MarkKind.DO_NOT_CONTACT)),
    "conflict": (_("in conflict"), lambda: _marked(MarkKind.CONFLICT)),
    "debt": (_("in debt"), lambda: _marked(MarkKind.DEBT)),
    "vip": (_("VIP"), lambda: _marked(MarkKind.VIP)),
}
COMPLETENESS = {
    "full": (_("complete"), lambda: Q(completeness=100)),
    "part": (_("incomplete"), lambda: Q(completeness__lt=100)),
    "poor": (_("less than half"), lambda: Q(completeness__lt=50)),
}
CHECKED = {
    "year": (_("within a year"), lambda: Q(checked_on__gte=timezone.localdate() - CHECK_AFTER)),
    "older": (_("over a year ago"), lambda: Q(checked_on__lt=timezone.localdate() - CHECK_AFTER)),
    "never": (_("never"), lambda: Q(checked_on__isnull=True)),
}


#: Beside a card in a query: the names of its tags.
TAG_NAMES = ArraySubquery(Tag.objects.filter(patients=OuterRef("pk")).order_by("name").values("name"))
#: Columns of the list taken out to Excel.
LIST_TITLES = (
    _("Patient"), _("Age"), _("Card"), _("Contact"), _("Last visit"), _("Doctor"), _("Branch"), _("Tags"), _("Complete"),
)  # fmt: skip


def is_base_empty() -> bool:
    """No card has come yet, or all that came have left."""
    return not Patient.objects.filter(state=PatientState.ACTIVE).exists()


def _marked(kind: str) -> Q:
    today = timezone.localdate()
    standing = Mark.objects.filter(patient=OuterRef("pk"), kind=kind, lifted_at__isnull=True, since__lte=today)
    return Q(Exists(standing.filter(Q(until__isnull=True) | Q(until__gte=today))))


@dataclass(frozen=True)
class ListRow:
    patient: Patient
    age: int | None
    contact: MaskedText | None
    whose: str
    visits: KnownVisits
    tags: Sequence[str]

    def as_line(self) -> list[object]:
        """The cells of the row under LIST_TITLES; the contact is masked."""
        card = self.patient
        return [
            card.full_name,
            self.age,
            card.card_number,
            f"{self.contact or ''} {self.whose}".strip(),
            self.visits.last_on,
            card.doctor,
            card.home_branch,
            ", ".join(self.tags),
            f"{card.completeness} %",
        ]


@dataclass(frozen=True)
class PatientPage:
    """One page of the list. `after` and `before` are public ids of the neighbours' edges, for links; never a name."""

    rows: Sequence[ListRow]
    count: int
    after: UUID | None
    before: UUID | None
    is_filtered: bool


@dataclass(frozen=True)
class Filter:
    """A control of the list: choices of (code, title), and the code chosen."""

    name: str
    title: object
    choices: Sequence[tuple[str, object]]
    chosen: str


def list_filters(asked: Mapping[str, str]) -> list[Filter]:
    branches = [(str(each.public_id), each.name) for each in branches_now()]
    doctors = [(str(each.public_id), each.short_name) for each in Doctor.objects.filter(is_active=True)]
    tags = [(str(each.pk), each.name) for each in Tag.objects.all()]
    coded = (
        ("state", _("State"), STATES),
        ("filled", _("Card"), COMPLETENESS),
        ("checked", _("Contacts checked"), CHECKED),
    )
    return [
        Filter("branch", _("Branch"), branches, asked.get("branch", "")),
        Filter("doctor", _("Doctor"), doctors, asked.get("doctor", "")),
        Filter("tag", _("Tag"), tags, asked.get("tag", "")),
        *(
            Filter(name, title, [(code, words) for code, (words, _condition) in codes.items()], asked.get(name, ""))
            for name, title, codes in coded
        ),
    ]


def patient_page(access: Access, asked: Mapping[str, str]) -> PatientPage:
    """The page that the filters and the edge (`after` or `before`, a public id) ask for; unknown codes filter nothing."""
    listed = patients_listed_for(access)
    chosen = _filtered(listed, asked)
    patients, goes_on, came_from = _page_of(chosen, asked)
    first, last = (patients[0], patients[-1]) if patients else (None, None)
    return PatientPage(
        _rows(patients),
        chosen.count(),
        last.public_id if last and goes_on else None,
        first.public_id if first and came_from else None,
        any(asked.get(each) for each in ("branch", "doctor", "tag", "state", "filled", "checked")),
    )


def listed_rows(access: Access, asked: Mapping[str, str]) -> Iterator[ListRow]:
    """Every row that the filters leave, in the order of the list; read in portions, whatever their number."""
    chosen = _filtered(patients_listed_for(access), asked).order_by("sort_key", "id")
    patients = chosen.select_related("home_branch", "doctor").annotate(tag_names=TAG_NAMES).prefetch_related("contacts")
    for portion in _portions(patients.iterator(chunk_size=EXPORTED_AT_ONCE), EXPORTED_AT_ONCE):
        yield from _rows(portion)


def _portions(patients: Iterable[Patient], size: int) -> Iterator[list[Patient]]:
    remaining = iter(patients)
    while portion := list(islice(remaining, size)):
        yield portion


def _filtered(patients: QuerySet[Patient], asked: Mapping[str, str]) -> QuerySet[Patient]:
    for name, path in (("branch", "home_branch__public_id"), ("doctor", "doctor__public_id")):
        public_id = _uuid(asked.get(name, ""))
        patients = patients.filter(**{path: public_id}) if public_id else patients
    if asked.get("tag", "").isdecimal() and len(asked["tag"]) < 10:
        patients = patients.filter(tags=int(asked["tag"]))
    for name, codes in (("state", STATES), ("filled", COMPLETENESS), ("checked", CHECKED)):
        if asked.get(name) in codes:
            patients = patients.filter(codes[asked[name]][1]())
    return patients


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _page_of(patients: QuerySet[Patient], asked: Mapping[str, str]) -> tuple[list[Any], bool, bool]:
    """The cards, and whether there are more after them and before them. On the side of the edge there is the edge."""
    rows = patients.select_related("home_branch", "doctor").annotate(tag_names=TAG_NAMES).prefetch_related("contacts")
    for name, is_after in (("after", True), ("before", False)):
        place = _uuid(asked.get(name, ""))
        edge = Patient.objects.filter(public_id=place).first() if place else None
        if edge is not None:
            beyond = list(_beyond(rows, edge, is_after=is_after)[: PAGE + 1])
            page, has_more = beyond[:PAGE], len(beyond) > PAGE
            return (page, has_more, True) if is_after else (page[::-1], True, has_more)
    beginning = list(rows.order_by("sort_key", "id")[: PAGE + 1])
    return beginning[:PAGE], len(beginning) > PAGE, False


def _beyond(patients: QuerySet[Patient], edge: Patient, *, is_after: bool) -> QuerySet[Patient]:
    """Cards after (or before, nearest first) the edge; the first condition alone lets the index begin at the edge."""
    if is_after:
        further = Q(sort_key__gte=edge.sort_key) & (Q(sort_key__gt=edge.sort_key) | Q(pk__gt=edge.pk))
        return patients.filter(further).order_by("sort_key", "id")
    further = Q(sort_key__lte=edge.sort_key) & (Q(sort_key__lt=edge.sort_key) | Q(pk__lt=edge.pk))
    return patients.filter(further).order_by("-sort_key", "-id")


def _rows(patients: Sequence[Patient]) -> list[ListRow]:
    visits = known_visits(patients)
    return [_row(patient, visits[patient.pk]) for patient in patients]


def _row(patient: Any, visits: KnownVisits) -> ListRow:
    contacts = [each for each in patient.contacts.all() if each.state != ContactState.WRONG]
    best = min(contacts, key=lambda each: (not each.is_preferred, each.position), default=None)
    return ListRow(
        patient,
        age_of(patient),
        masked(best) if best else None,
        best.belongs_to if best else "",
        visits,
        patient.tag_names,
    )
