"""What the patient's page shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zabota.base.accounts.access import Access
from zabota.core.patients.models import Patient, Relation, StatedFact, StatedFactKind
from zabota.core.patients.queries.gate import card_ids
from zabota.core.patients.registry import Alert, Panel, VisitSpan, alerts, panels, visit_sources

LEVELS = ("danger", "warning", "info")


def panels_for(access: Access) -> list[Panel]:
    """The panels that this person may see, in their order."""
    return sorted((panel for panel in panels if access.may(panel.permission)), key=lambda panel: panel.order)


def alerts_for(patient: Patient, access: Access) -> list[Alert]:
    """The alert bar: what must be known before one says a word, the gravest first."""
    found = [alert for source in alerts for alert in source.find(patient, access)]
    return sorted(found, key=lambda alert: LEVELS.index(alert.level))


@dataclass(frozen=True)
class KnownVisits:
    """First and last visit, number of visits and sum paid; `source` and `stated_on` where only a file tells."""

    first_on: date | None = None
    last_on: date | None = None
    count: int | None = None
    paid: object = None
    source: str = ""
    stated_on: date | None = None


def known_visits(patients: Sequence[Patient]) -> dict[int, KnownVisits]:
    """By appointments where there are any, else as a file stated them, with its name and date (two queries and more
    by module, whatever the number of cards)."""
    ids = [patient.pk for patient in patients]
    spans = [source.spans(ids) for source in visit_sources]
    stated = _stated(ids)
    return {each: _from_spans([known[each] for known in spans if each in known]) or stated[each] for each in ids}


def _from_spans(spans: Sequence[VisitSpan]) -> KnownVisits | None:
    if not spans:
        return None
    paid = [span.paid for span in spans if span.paid is not None]
    return KnownVisits(
        min(span.first_on for span in spans),
        max(span.last_on for span in spans),
        sum(span.count for span in spans),
        sum(paid) if paid else None,
    )


def _stated(patient_ids: Sequence[int]) -> dict[int, KnownVisits]:
    """The newest statement of each kind counts; of one day, the later visit and the larger sum."""
    found: dict[int, dict[str, StatedFact]] = {each: {} for each in patient_ids}
    facts = StatedFact.objects.filter(patient_id__in=patient_ids).order_by("stated_on", "on", "amount", "id")
    for fact in facts:
        found[fact.patient_id][fact.kind] = fact
    return {each: _as_stated(own) for each, own in found.items()}


def _as_stated(facts: dict[str, StatedFact]) -> KnownVisits:
    if not facts:
        return KnownVisits()
    first, last = facts.get(StatedFactKind.FIRST_VISIT), facts.get(StatedFactKind.LAST_VISIT)
    count, paid = facts.get(StatedFactKind.VISITS), facts.get(StatedFactKind.TOTAL_PAID)
    newest = max(facts.values(), key=lambda fact: fact.stated_on)
    return KnownVisits(
        first.on if first else None,
        last.on if last else None,
        int(count.amount) if count and count.amount is not None else None,
        paid.amount if paid else None,
        newest.source,
        newest.stated_on,
    )


@dataclass(frozen=True)
class Kin:
    """A relative on the family panel. `answers`: decides for the patient; `is_ward`: the patient decides for him."""

    patient: Patient
    title: str
    answers: bool
    is_ward: bool


def family_of(patient: Patient) -> list[Kin]:
    """Who answers for the patient first, then by age."""
    wards = set(Relation.objects.filter(relative=patient, answers=True).values_list("patient_id", flat=True))
    links = Relation.objects.filter(patient=patient, relative__state="active").select_related("relative")
    kin = [Kin(each.relative, each.get_kind_display(), each.answers, each.relative_id in wards) for each in links]
    return sorted(kin, key=lambda each: (not each.answers, each.patient.birth_date or date.max, each.patient.pk))


def on_the_same_phone(patient: Patient) -> list[Patient]:
    """Other cards that share a number with this one and are not yet its relatives: likely the family."""
    indexes = list(patient.contacts.filter(kind="phone").values_list("value_index", flat=True))
    related = Relation.objects.filter(patient=patient).values("relative_id")
    others = Patient.objects.filter(contacts__value_index__in=indexes, state="active")
    return list(others.exclude(pk__in=[patient.pk, *card_ids(patient)]).exclude(pk__in=related).distinct()[:10])
