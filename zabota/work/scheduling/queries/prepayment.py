"""Whom the clinic books with a prepayment only, and how much it is. Counted from what people confirmed, never by date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zabota.core.catalog.models import Service
from zabota.core.catalog.queries import price_of
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.work.scheduling.models import BookingRules, Status

WHOLE = Decimal(1)


class MissedVisit(NamedTuple):
    """A visit to which the patient did not come, or which he cancelled too late."""

    on: date
    status: str

    @property
    def words(self) -> object:
        return _("did not come") if self.status == Status.NO_SHOW else _("cancelled too late")


@dataclass(frozen=True)
class PrepaymentRule:
    """Why a patient books with a prepayment only: so many visits missed within so many days, all merged cards counted.
    `missed` are these visits, the latest first."""

    no_shows: int
    late_cancellations: int
    window_days: int
    missed: tuple[MissedVisit, ...]

    @property
    def words(self) -> str:
        """For whoever books: "2 no-shows in 365 days: with a prepayment only"."""
        missed = []
        if self.no_shows:
            missed.append(ngettext("%(count)d no-show", "%(count)d no-shows", self.no_shows) % {"count": self.no_shows})
        if self.late_cancellations:
            late = self.late_cancellations
            missed.append(
                ngettext("%(count)d late cancellation", "%(count)d late cancellations", late) % {"count": late}
            )
        window = ngettext("%(count)d day", "%(count)d days", self.window_days) % {"count": self.window_days}
        return _("%(missed)s in %(window)s: with a prepayment only") % {"missed": ", ".join(missed), "window": window}


def booking_rules() -> BookingRules:
    """The clinic's rules; the usual ones until the director writes his own."""
    return BookingRules.objects.filter(pk=1).first() or BookingRules(pk=1)


#: One statement for any number of patients: their cards, at any depth of merging, what was missed there since the last
#: so many visits that forgive, and the rules beside it.
_MISSED = """
    WITH RECURSIVE rules AS (
        SELECT misses_limit, window_days, amnesty_visits, free_cancel_hours, asks_for_prepayment
        FROM scheduling_booking_rules
        UNION ALL
        SELECT %(misses_limit)s, %(window_days)s, %(amnesty_visits)s, %(free_cancel_hours)s, %(asks)s
        WHERE NOT EXISTS (SELECT 1 FROM scheduling_booking_rules)
    ), card AS (
        SELECT id AS patient_id, id FROM unnest(%(patient_ids)s::bigint[]) AS id
        UNION
        SELECT card.patient_id, merged.id FROM patients_patient merged JOIN card ON merged.merged_into_id = card.id
    ), missed AS (
        SELECT card.patient_id, visit.starts_at, visit.status, visit.wall_start
        FROM rules, card JOIN scheduling_appointment visit ON visit.patient_id = card.id
        WHERE rules.asks_for_prepayment AND visit.status IN ('no_show', 'cancelled')
            AND visit.starts_at > %(now)s - rules.window_days * interval '1 day'
            AND (visit.status = 'no_show'
                OR visit.cancelled_by = 'patient' AND visit.hours_before < rules.free_cancel_hours)
    ), forgiven AS (
        SELECT missed.patient_id, rules.amnesty_visits <= (
            SELECT count(*) FROM card JOIN scheduling_appointment visit ON visit.patient_id = card.id
            WHERE card.patient_id = missed.patient_id AND visit.status = 'completed'
                AND visit.starts_at > max(missed.starts_at)) AS is_forgiven
        FROM missed, rules GROUP BY missed.patient_id, rules.amnesty_visits
    )
    SELECT missed.patient_id, count(*) FILTER (WHERE missed.status = 'no_show'),
        count(*) FILTER (WHERE missed.status = 'cancelled'), rules.window_days,
        array_agg(left(missed.wall_start, 10) ORDER BY missed.starts_at DESC),
        array_agg(missed.status ORDER BY missed.starts_at DESC)
    FROM missed JOIN forgiven USING (patient_id) CROSS JOIN rules
    WHERE is_forgiven IS NOT TRUE
    GROUP BY missed.patient_id, rules.window_days, rules.misses_limit
    HAVING count(*) >= rules.misses_limit
"""


def prepayment_rule_for(patient_ids: Sequence[int]) -> dict[int, PrepaymentRule]:
    """Of these patients those who book with a prepayment only, by id, in one query."""
    usual = BookingRules()
    values: dict[str, Any] = {
        "patient_ids": list(patient_ids),
        "now": timezone.now(),
        "misses_limit": usual.misses_limit,
        "window_days": usual.window_days,
        "amnesty_visits": usual.amnesty_visits,
        "free_cancel_hours": usual.free_cancel_hours,
        "asks": usual.asks_for_prepayment,
    }
    with connection.cursor() as cursor:
        cursor.execute(_MISSED, values)
        return {patient_id: _rule(*rest) for patient_id, *rest in cursor.fetchall()}


def _rule(no_shows: int, late: int, window_days: int, days: list[str], statuses: list[str]) -> PrepaymentRule:
    missed = (MissedVisit(date.fromisoformat(day), status) for day, status in zip(days, statuses, strict=True))
    return PrepaymentRule(no_shows, late, window_days, tuple(missed))


@dataclass(frozen=True)
class AskedPrepayment:
    """What a booking waits for: `amount` in the clinic's currency, until when, and why."""

    rule: PrepaymentRule
    amount: Decimal
    until: datetime


def asked_prepayment(
    patient_id: int, *, service: Service | None, doctor: Doctor | None, branch: Branch, starts_at: datetime
) -> AskedPrepayment | None:
    """What the clinic's rules ask of this patient for this visit; None where they ask nothing."""
    rule = prepayment_rule_for([patient_id]).get(patient_id)
    if rule is None:
        return None
    rules = booking_rules()
    amount = prepayment_of(rules, service=service, doctor=doctor, branch=branch, starts_at=starts_at)
    return AskedPrepayment(rule, amount, prepayment_deadline(rules, starts_at))


def prepayment_of(
    rules: BookingRules, *, service: Service | None, doctor: Doctor | None, branch: Branch, starts_at: datetime
) -> Decimal:
    """In the clinic's currency, whole units: a share of the price of that day, or the clinic's sum, never above the price."""
    day = starts_at.astimezone(branch.zone).date()
    price = price_of(service, on=day, branch=branch, grade=doctor.grade if doctor else "") if service else None
    if price is None:
        return rules.prepayment_amount
    if rules.prepayment_share is None:
        return min(rules.prepayment_amount, price)
    return (price * rules.prepayment_share / 100).quantize(WHOLE, ROUND_HALF_UP)


def prepayment_deadline(rules: BookingRules, starts_at: datetime) -> datetime:
    """Until when the visit is held: the clinic's hours, but half of the time to the visit at most, so that what is not
    paid can still be given to somebody else."""
    now = timezone.now()
    return now + min(timedelta(hours=rules.prepayment_hours), (starts_at - now) / 2)
