"""Keep the call list true: add whom a reason names, settle whose reason has gone, check each one's lawful ground.

All of it is set-based: one statement selects the candidates of a reason, `patients` decides on all of them at once, one
statement writes them. What an operator has in hand is left alone.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from zabota.base.events.commands import record
from zabota.core.patients.models import Channel, ConsentPurpose, LegalBasis
from zabota.core.patients.queries.contacting import ContactFacts, Decision, contact_facts, decide
from zabota.core.practice.queries import the_practice
from zabota.lib.actors import Actor
from zabota.outreach.todos.commands.merged import call_once
from zabota.outreach.todos.events import CallListRefreshed
from zabota.outreach.todos.models import CallState
from zabota.outreach.todos.queries.reasons import days_of, is_on
from zabota.outreach.todos.registry import CallReason, call_reasons

#: Refusals after which there is nothing to mend: such a patient is not on the list at all.
NOT_ON_THE_LIST = ("no_card", "deceased", "do_not_contact", "contact_after", "refused")
NO_NUMBER = "no_number"


@dataclass(frozen=True, slots=True)
class Candidate:
    patient_id: int
    branch_id: int | None
    since_on: date | None
    value: Decimal
    number_index: bytes | None
    #: A grown-up of one card whose ledger holds no refusal and no end of a consent: his newest consent to calls
    #: (public id), or whether a file claims one, decides. Everybody else is decided with all his facts.
    is_plain: bool
    consent: UUID | None
    claim: UUID | None


@dataclass(frozen=True, slots=True)
class Refreshed:
    added: int
    settled: int


@transaction.atomic
def refresh_call_list(*, by: Actor) -> Refreshed:
    """Bring every reason up to date. Safe to repeat and to run twice at once: the second waits for the first."""
    _one_at_a_time()
    _follow_merges()
    call_once()
    settled = sum(_settle(reason) for reason in call_reasons)
    added = sum(_fill(reason) for reason in call_reasons if reason.candidates and is_on(reason))
    _return_to_greenwich()
    if added or settled:
        record(CallListRefreshed(added, settled), by=by, triggers=False)
    return Refreshed(added, settled)


def decision_for(reason: CallReason, facts: ContactFacts, since_on: date | None) -> Decision:
    """May this person be called for this reason now? A care reason is its own ground, and so is a booking; all else needs
    a consent."""
    if reason.is_service:
        return decide(facts, ConsentPurpose.SERVICE, Channel.CALL, timezone.now())
    if reason.is_care:
        return decide(facts, ConsentPurpose.CARE, Channel.CALL, timezone.now(), f"{reason.key}:{since_on}")
    return decide(facts, ConsentPurpose.ADVERTISING, Channel.CALL, timezone.now())


def _one_at_a_time() -> None:
    """Also sets the clinic's own day for the refreshing: `current_date` is not that of Greenwich."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('todos.refresh_call_list')), set_config('TimeZone', %s, true)",
            [settings.TIME_ZONE],
        )


def _return_to_greenwich() -> None:
    """Instants that the rest of the transaction reads are taken for those of Greenwich by Django."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('TimeZone', 'UTC', true)")


def _follow_merges() -> None:
    """A call that stayed with a merged card goes to the surviving one, unless that is to be called for the same reason."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW_MERGES)


def _settle(reason: CallReason) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            _SETTLE.format(settled=reason.settled),
            {"reason": reason.key, "is_on": is_on(reason) or reason.candidates is None},
        )
        return int(cursor.rowcount)


def _fill(reason: CallReason) -> int:
    candidates = _candidates(reason)
    decisions = _decisions(reason, candidates)
    rows = [(each, decisions[each.patient_id]) for each in candidates]
    return _write(reason, [(each, found) for each, found in rows if found.reason not in NOT_ON_THE_LIST])


def _decisions(reason: CallReason, candidates: list[Candidate]) -> dict[int, Decision]:
    """The same answers as `may_contact` gives one by one; most ledgers are plain, and need no second look."""
    intricate = [each for each in candidates if reason.is_care or not each.is_plain]
    facts = contact_facts([each.patient_id for each in intricate])
    decided_on = the_practice().calls_without_consent_decided_on
    is_decided = decided_on is not None and decided_on <= timezone.localdate()
    found = {each.patient_id: _plain_decision(each, decided_on if is_decided else None) for each in candidates}
    return found | {each.patient_id: decision_for(reason, facts[each.patient_id], each.since_on) for each in intricate}


def _plain_decision(candidate: Candidate, decided_on: date | None) -> Decision:
    if candidate.consent:
        return Decision(True, LegalBasis.CONSENT, "consent", f"consent:{candidate.consent}")
    if decided_on:
        return Decision(True, LegalBasis.CLINIC_DECISION, "clinic_decision", f"decision:{decided_on}")
    if candidate.claim:
        return Decision(False, "", "only_claimed", f"consent:{candidate.claim}")
    return Decision(False, "", "no_consent")


def _candidates(reason: CallReason) -> list[Candidate]:
    assert reason.candidates is not None
    selected = reason.candidates(days_of(reason))
    practice = the_practice()
    with connection.cursor() as cursor:
        cursor.execute(
            _CANDIDATES.format(candidates=selected.text),
            [*selected.parameters, reason.key, practice.contact_interval_days, practice.contact_attempts_limit],
        )
        return [Candidate(*row) for row in cursor.fetchall()]


def _write(reason: CallReason, rows: list[tuple[Candidate, Decision]]) -> int:
    """Returns how many calls are new."""
    columns: list[list[Any]] = [
        [each.patient_id for each, _ in rows],
        [each.branch_id for each, _ in rows],
        [CallState.OPEN if not _held_because(each, decision) else CallState.HELD for each, decision in rows],
        [_held_because(each, decision) for each, decision in rows],
        [decision.basis for _, decision in rows],
        [decision.evidence for _, decision in rows],
        [each.since_on for each, _ in rows],
        [each.value for each, _ in rows],
        [each.number_index for each, _ in rows],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [reason.key, *columns])
        return int(cursor.fetchone()[0])


def _held_because(candidate: Candidate, decision: Decision) -> str:
    if not decision.allowed:
        return decision.reason
    return "" if candidate.number_index else NO_NUMBER


#: Marks that take a patient off every list while they stand.
_MARKED = """EXISTS (
    SELECT 1 FROM patients_mark mark
    WHERE mark.patient_id = {patient} AND mark.lifted_at IS NULL AND mark.kind IN ({kinds})
        AND mark.since <= current_date AND (mark.until IS NULL OR mark.until >= current_date))"""

#: The number behind which a patient is reached: his own first, then one kept on his card for somebody else, then that
#: of whoever answers for him; preferred and verified before others. A wrong number is none.
_NUMBER = """
    SELECT contact.value_index
    FROM (
        SELECT c.*, 0 AS step FROM patients_contact c WHERE c.patient_id = patient.id
        UNION ALL
        SELECT c.*, 1 FROM patients_relation relation JOIN patients_contact c ON c.patient_id = relation.relative_id
        WHERE relation.patient_id = patient.id AND relation.answers
    ) AS contact
    WHERE contact.kind = 'phone' AND contact.state <> 'wrong'
    ORDER BY contact.step, contact.belongs_to <> '', NOT contact.is_preferred, contact.state <> 'verified',
        contact.position, contact.id
    LIMIT 1"""

_LEDGER = """
    SELECT bool_and(line.action IN ('grant', 'claim')) AS is_plain,
        (array_agg(line.public_id ORDER BY line.at DESC, line.id DESC) FILTER (WHERE line.action = 'grant'))[1] AS consent,
        (array_agg(line.public_id ORDER BY line.at DESC, line.id DESC) FILTER (WHERE line.action = 'claim'))[1] AS claim
    FROM patients_consent line
    WHERE line.patient_id = patient.id AND line.purpose = 'marketing_general' AND line.channel IN ('', 'call')"""

#: R037, and Open Dental's rule of reactivation: nobody whom we talked to lately, nobody called in vain too often since
#: the day that the reason speaks of. Who is on the list already stays on it, and comes to it by one reason at a time.
_CANDIDATES = f"""
    WITH candidate AS MATERIALIZED ({{candidates}}),
    rule AS (SELECT %s::text AS reason, %s::int AS interval_days, %s::int AS attempts)
    SELECT candidate.patient_id, candidate.branch_id, candidate.since_on,
        round((greatest(coalesce(candidate.paid, 0), 1)
            * power(0.5, greatest(current_date - candidate.since_on, 0) / 180.0))::numeric, 2) AS value,
        number.value_index, plain.is_plain AND coalesce(ledger.is_plain, true), ledger.consent, ledger.claim
    FROM candidate
    CROSS JOIN rule
    JOIN patients_patient patient ON patient.id = candidate.patient_id
    CROSS JOIN LATERAL (
        SELECT (
            CASE WHEN patient.birth_date IS NOT NULL THEN patient.birth_date <= current_date - interval '18 years'
                ELSE coalesce(patient.birth_year < extract(year FROM current_date) - 18, true) END)
            AND NOT EXISTS (SELECT 1 FROM patients_patient merged WHERE merged.merged_into_id = patient.id)
            AS is_plain
    ) AS plain
    LEFT JOIN LATERAL ({_LEDGER}) AS ledger ON true
    LEFT JOIN LATERAL ({_NUMBER}) AS number ON true
    WHERE patient.state = 'active' AND NOT patient.is_deceased
        AND NOT {_MARKED.format(patient="patient.id", kinds="'do_not_contact', 'contact_after', 'moved_away'")}
        AND (
            EXISTS (
                SELECT 1 FROM todos_call call
                WHERE call.patient_id = patient.id AND call.reason = rule.reason AND call.state IN ('open', 'held'))
            OR (SELECT count(*) FILTER (WHERE attempt.at > statement_timestamp() - make_interval(days => rule.interval_days)) = 0
                    AND count(*) FILTER (WHERE candidate.since_on IS NULL OR attempt.at::date >= candidate.since_on)
                        < rule.attempts
                FROM todos_attempt attempt WHERE attempt.patient_id = patient.id AND attempt.undone_at IS NULL))
        AND NOT EXISTS (
            SELECT 1 FROM todos_call call
            WHERE call.patient_id = patient.id AND call.state IN ('open', 'held')
                AND call.reason NOT IN (rule.reason, 'task'))
    ORDER BY candidate.patient_id"""

_WRITE = """
    WITH written AS (
        INSERT INTO todos_call AS kept (public_id, patient_id, reason, branch_id, state, held_because, basis, evidence,
            since_on, value, number_index, is_promised, unanswered, note)
        SELECT gen_random_uuid(), line.patient_id, %s, line.branch_id, line.state, line.held_because, line.basis,
            line.evidence, line.since_on, line.value, line.number_index, false, 0, ''
        FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::date[],
            %s::numeric[], %s::bytea[])
            AS line (patient_id, branch_id, state, held_because, basis, evidence, since_on, value, number_index)
        ON CONFLICT (patient_id, reason) WHERE state IN ('open', 'held') DO UPDATE SET
            branch_id = excluded.branch_id, state = excluded.state, held_because = excluded.held_because,
            basis = excluded.basis, evidence = excluded.evidence, since_on = excluded.since_on,
            value = excluded.value, number_index = excluded.number_index, taken_by_id = NULL, taken_until = NULL
        WHERE (kept.taken_until IS NULL OR kept.taken_until < statement_timestamp())
            AND (kept.branch_id, kept.state, kept.held_because, kept.basis, kept.evidence, kept.since_on, kept.value,
                kept.number_index)
            IS DISTINCT FROM (excluded.branch_id, excluded.state, excluded.held_because, excluded.basis,
                excluded.evidence, excluded.since_on, excluded.value, excluded.number_index)
        RETURNING (xmax = 0) AS is_new
    )
    SELECT count(*) FILTER (WHERE is_new) FROM written"""

_FOLLOW_MERGES = """
    UPDATE todos_call call SET patient_id = merged.merged_into_id
    FROM patients_patient merged
    WHERE merged.id = call.patient_id AND merged.state = 'merged' AND call.state IN ('open', 'held')
        AND call.id = (
            SELECT min(twin.id) FROM todos_call twin JOIN patients_patient card ON card.id = twin.patient_id
            WHERE card.merged_into_id = merged.merged_into_id AND twin.reason = call.reason
                AND twin.state IN ('open', 'held'))
        AND NOT EXISTS (
            SELECT 1 FROM todos_call own
            WHERE own.patient_id = merged.merged_into_id AND own.reason = call.reason AND own.state IN ('open', 'held'))"""

#: A promise given to a patient outlives the reason's being switched off; a visit, a booking, a mark or death do not.
_SETTLE = f"""
    UPDATE todos_call call SET state = 'closed', closed_at = statement_timestamp(), taken_by_id = NULL, taken_until = NULL
    FROM patients_patient patient
    WHERE call.reason = %(reason)s AND call.state IN ('open', 'held') AND patient.id = call.patient_id
        AND (call.taken_until IS NULL OR call.taken_until < statement_timestamp())
        AND (({{settled}})
            OR patient.state <> 'active' OR patient.is_deceased
            OR (NOT %(is_on)s AND NOT call.is_promised)
            OR {_MARKED.format(patient="patient.id", kinds="'do_not_contact', 'moved_away'")})"""
