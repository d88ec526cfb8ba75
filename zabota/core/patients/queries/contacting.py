"""May this person be contacted? One answer for calls, messages, campaigns, with its reason.

`decide` is pure: everything it looks at is in `ContactFacts`. The strictest rule wins.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zabota.core.patients.models import (
    Channel,
    ConsentAction,
    ConsentEntry,
    ConsentPurpose,
    ContactPoint,
    LegalBasis,
    Mark,
    MarkKind,
    Patient,
    PatientState,
)
from zabota.core.patients.queries.gate import JoinedCard, cards_and_guardians
from zabota.core.patients.queries.naming import age_on
from zabota.core.practice.models import Practice

OF_AGE = 18

#: A refusal of the first also closes the second.
CLOSED_WITH = {ConsentPurpose.HEALTH_ADVERTISING: (ConsentPurpose.ADVERTISING,)}
REFUSALS = (ConsentAction.REFUSE, ConsentAction.WITHDRAW)

REASONS = {
    "no_card": _("there is no such card"),
    "deceased": _("the person has died"),
    "do_not_contact": _("asked not to be contacted"),
    "contact_after": _("is to be contacted later"),
    "minor": _("a child: nobody is known who answers for it"),
    "representative": _("whoever answers for the child may not be contacted"),
    "refused": _("refused this"),
    "no_consent": _("there is no consent"),
    "only_claimed": _("a file says so, but nobody has confirmed it"),
    "consent": _("consent was given"),
    "care_reason": _("a reason of care"),
    "service": _("concerns a booking"),
    "clinic_decision": _("by decision of the clinic"),
}


@dataclass(frozen=True, slots=True)
class Decision:
    """`basis` is a LegalBasis value where allowed, else ""; `reason` a key of REASONS; `evidence` what it rests on:
    "consent:<public id>", "mark:<id>", "relation:<patient id>", or the care reason as it was given."""

    allowed: bool
    basis: str
    reason: str
    evidence: str = ""

    @property
    def sentence(self) -> str:
        return str(REASONS[self.reason])


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A line of the ledger. Lines of cards merged into this one say when these became one (`merged_at`)."""

    id: int
    public_id: str
    purpose: str
    channel: str
    action: str
    at: datetime
    card_id: int = 0
    merged_at: datetime | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class MarkFact:
    id: str
    kind: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """Everything that the decision rests on. `representatives` answer for this person; `has_number_of_another` is true
    where a contact of the card is known to be somebody else's, such as a mother's."""

    patient_id: int
    is_active: bool = True
    is_deceased: bool = False
    birth_date: date | None = None
    birth_year: int | None = None
    marks: tuple[MarkFact, ...] = ()
    ledger: tuple[LedgerLine, ...] = ()
    representatives: tuple["ContactFacts", ...] = ()
    has_number_of_another: bool = False
    calls_decided_on: date | None = None


def decide(facts: ContactFacts, purpose: str, channel: str, at: datetime, care_reason: str = "") -> Decision:
    """Whether to contact the person for `purpose` by `channel` at the moment `at`, by the strictest rule."""
    day = timezone.localdate(at)
    return (
        closing(facts, day)
        or _child_alone(facts, day)
        or _refusal(facts, purpose, channel)
        or _ground(facts, purpose, channel, day, care_reason)
    )


def closing(facts: ContactFacts, day: date) -> Decision | None:
    """What closes every purpose and channel on that day: no card, a death, a mark."""
    return _closed_card(facts) or _mark_in_force(facts, day)


def _refuse(reason: str, evidence: str = "") -> Decision:
    return Decision(False, "", reason, evidence)


def _closed_card(facts: ContactFacts) -> Decision | None:
    if not facts.is_active:
        return _refuse("no_card")
    return _refuse("deceased") if facts.is_deceased else None


def _mark_in_force(facts: ContactFacts, day: date) -> Decision | None:
    """Marks hold through their last day (R037)."""
    for kind in (MarkKind.DO_NOT_CONTACT, MarkKind.CONTACT_AFTER):
        for mark in facts.marks:
            if mark.kind == kind and mark.since <= day and (mark.until is None or day <= mark.until):
                return _refuse(kind, f"mark:{mark.id}")
    return None


def _child_alone(facts: ContactFacts, day: date) -> Decision | None:
    """A child is reached only through whoever answers for it, and only while that person may be contacted."""
    if not is_minor(facts.birth_date, facts.birth_year, day):
        return None
    for adult in facts.representatives:
        if closing(adult, day) is None:
            return None
    if facts.representatives:
        return _refuse("representative", f"relation:{facts.representatives[0].patient_id}")
    return None if facts.has_number_of_another else _refuse("minor")


def is_minor(birth_date: date | None, birth_year: int | None, day: date) -> bool:
    """Under eighteen; where only the year is known, until the end of the year in which one comes of age."""
    if birth_date is not None:
        return age_on(birth_date, day) < OF_AGE
    return birth_year is not None and day.year - birth_year <= OF_AGE


def _refusal(facts: ContactFacts, purpose: str, channel: str) -> Decision | None:
    for each in (purpose, *CLOSED_WITH.get(ConsentPurpose(purpose), ())):
        line = _standing_refusal(facts.ledger, each, channel)
        if line is not None:
            return _refuse("refused", f"consent:{line.public_id}")
    return None


def _standing_refusal(ledger: Sequence[LedgerLine], purpose: str, channel: str) -> LedgerLine | None:
    """The newest refusal of this channel, or of every channel, that no later consent has taken back.

    A consent to every channel does not reopen a channel that was refused by name. A consent written on another card
    reopens nothing: merging cards never widens consent.
    """
    own = [line for line in ledger if line.purpose == purpose and line.channel in ("", channel)]
    for line in sorted(own, key=lambda line: (line.at, line.id), reverse=True):
        if line.action in REFUSALS and not any(_takes_back(later, line) for later in own):
            return line
    return None


def _takes_back(later: LedgerLine, refusal: LedgerLine) -> bool:
    if later.action != ConsentAction.GRANT or (later.at, later.id) <= (refusal.at, refusal.id):
        return False
    if refusal.channel and not later.channel:
        return False
    if later.card_id == refusal.card_id:
        return True
    return later.merged_at is None and refusal.merged_at is not None and later.at > refusal.merged_at


def _ground(facts: ContactFacts, purpose: str, channel: str, day: date, care_reason: str) -> Decision:
    consent, claim = _consent_and_claim(facts.ledger, purpose, channel)
    if consent is not None:
        return Decision(True, LegalBasis.CONSENT, "consent", f"consent:{consent.public_id}")
    if purpose == ConsentPurpose.CARE and care_reason:
        return Decision(True, LegalBasis.CARE_REASON, "care_reason", care_reason)
    if purpose == ConsentPurpose.SERVICE:
        return Decision(True, LegalBasis.SERVICE, "service")
    if _clinic_decided(facts, purpose, channel, day):
        return Decision(True, LegalBasis.CLINIC_DECISION, "clinic_decision", f"decision:{facts.calls_decided_on}")
    return _refuse("only_claimed", f"consent:{claim.public_id}") if claim else _refuse("no_consent")


def _consent_and_claim(
    ledger: Sequence[LedgerLine], purpose: str, channel: str
) -> tuple[LedgerLine | None, LedgerLine | None]:
    """The newest consent in force, and the newest claim of a file. An expiry ends what came before it on its card."""
    newest: dict[tuple[int, str], LedgerLine] = {}
    claim = None
    for line in sorted(ledger, key=lambda line: (line.at, line.id)):
        if line.purpose != purpose or line.channel not in ("", channel):
            continue
        if line.action == ConsentAction.CLAIM:
            claim = line
        else:
            newest[line.card_id, line.channel] = line
    standing = [line for line in newest.values() if line.action == ConsentAction.GRANT]
    return max(standing, key=lambda line: (line.at, line.id), default=None), claim


def _clinic_decided(facts: ContactFacts, purpose: str, channel: str, day: date) -> bool:
    """A named, dated decision of the clinic to call without consent covers calls, and neither health advertising nor
    recordings."""
    covered = purpose in (ConsentPurpose.CARE, ConsentPurpose.ADVERTISING, ConsentPurpose.REVIEWS)
    decided = facts.calls_decided_on is not None and facts.calls_decided_on <= day
    return covered and decided and channel == Channel.CALL


def may_contact(
    patient: Patient, purpose: str, channel: str, at: datetime | None = None, *, care_reason: str = ""
) -> Decision:
    """The decision for one card as the base stands now. `care_reason` names what is due: "recommendation:41"."""
    return decide(contact_facts([patient.pk])[patient.pk], purpose, channel, at or timezone.now(), care_reason)


def contact_facts(patient_ids: Iterable[int]) -> dict[int, ContactFacts]:
    """Facts of many cards by a fixed number of queries; an unknown id is a card that is no card."""
    ids = list(dict.fromkeys(patient_ids))
    joined, guardians = cards_and_guardians(ids)
    known = _facts_without_guardians([*ids, *(each for own in guardians.values() for each in own)], joined)
    nobody = {each: ContactFacts(each, is_active=False) for each in ids if each not in known}
    return nobody | {
        each: replace(known[each], representatives=tuple(known[adult] for adult in guardians.get(each, ())))
        for each in ids
        if each in known
    }


def _facts_without_guardians(patient_ids: list[int], joined: Mapping[int, JoinedCard]) -> dict[int, ContactFacts]:
    marks, ledger = _marks_of(patient_ids, joined), _ledger_of(patient_ids, joined)
    decided_on = Practice.objects.filter(pk=1).values("calls_without_consent_decided_on")
    of_another = ContactPoint.objects.filter(patient_id=OuterRef("pk")).exclude(belongs_to="").order_by()
    rows = Patient.objects.filter(pk__in=patient_ids).values_list(
        "id", "state", "is_deceased", "birth_date", "birth_year", Exists(of_another), Subquery(decided_on)
    )
    return {
        patient_id: ContactFacts(
            patient_id,
            state == PatientState.ACTIVE,
            is_deceased,
            birth_date,
            birth_year,
            marks[patient_id],
            ledger[patient_id],
            (),
            has_number_of_another,
            decided_on,
        )
        for patient_id, state, is_deceased, birth_date, birth_year, has_number_of_another, decided_on in rows
    }


def _marks_of(patient_ids: Iterable[int], joined: Mapping[int, JoinedCard]) -> dict[int, tuple[MarkFact, ...]]:
    """Marks of the card and of all cards merged into it: a wish not to be called survives every merge."""
    found: dict[int, list[MarkFact]] = defaultdict(list)
    standing = Mark.objects.filter(
        patient_id__in=list(joined),
        kind__in=(MarkKind.DO_NOT_CONTACT, MarkKind.CONTACT_AFTER),
        lifted_at__isnull=True,
    )
    for mark_id, card, kind, since, until in standing.order_by("since", "id").values_list(
        "id", "patient_id", "kind", "since", "until"
    ):
        found[joined[card].survivor_id].append(MarkFact(str(mark_id), kind, since, until))
    return {patient: tuple(found[patient]) for patient in patient_ids}


def _ledger_of(patient_ids: Iterable[int], joined: Mapping[int, JoinedCard]) -> dict[int, tuple[LedgerLine, ...]]:
    found: dict[int, list[LedgerLine]] = defaultdict(list)
    entries = ConsentEntry.objects.filter(patient_id__in=list(joined)).order_by("id")
    for row in entries.values_list("id", "public_id", "purpose", "channel", "action", "at", "patient_id", "evidence"):
        card = row[6]
        line = LedgerLine(row[0], str(row[1]), *row[2:6], card, joined[card].at, row[7])
        found[joined[card].survivor_id].append(line)
    return {patient: tuple(found[patient]) for patient in patient_ids}
