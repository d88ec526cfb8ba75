"""Whom to offer a freed time, and in which order: urgency, how long he waits, how often he was passed over, how it fits."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.access import Reach
from zabota.core.catalog.models import Service
from zabota.core.patients.models import Channel, ConsentPurpose
from zabota.core.patients.queries.contacting import contact_facts, decide
from zabota.core.practice.queries import the_practice
from zabota.outreach.todos.models import Call, CallAttempt, CallState
from zabota.work.scheduling.models import (
    AHEAD,
    INSIDE,
    Appointment,
    Offer,
    OfferState,
    Opening,
    Performer,
    Status,
    VisitSummary,
    WaitingEntry,
    WaitState,
)
from zabota.work.scheduling.queries.acceptance import accepts_patient, limits_of
from zabota.work.scheduling.queries.bits import cells_in
from zabota.work.scheduling.queries.courses import unfinished_courses
from zabota.work.scheduling.queries.prepayment import booking_rules
from zabota.work.scheduling.queries.sleepers import sleepers
from zabota.work.scheduling.registry import Candidate, candidate_sources

#: Reasons to call: who asked for a time, whose course is not finished, and who did not ask.
ASKED_FOR_IT, COURSE_GOES_ON, OFFERED_TO_ASLEEP = "offered_time", "course_goes_on", "offered_to_asleep"
#: What each point of the order is worth; the sum decides, and the screen shows the parts.
URGENCY_POINTS = {0: 0, 1: 60, 2: 150}
ASKED_POINTS = 100
POINTS_A_DAY, MOST_FOR_DAYS = 1, 60
POINTS_A_TIME_PASSED_OVER, MOST_FOR_PASSED_OVER = 15, 60
#: What suits especially -> points and words.
FIT: dict[str, tuple[int, Any]] = {
    "service": (10, _("exactly this service")),
    "doctor": (10, _("wants this doctor")),
    "course": (40, _("the next session of a course")),
    "came_before": (10, _("came for it or to this doctor")),
}
WORDS: dict[str, Any] = {
    "urgency": _("urgency"),
    "asked": _("asked for it"),
    "waits": _("days of waiting"),
    "passed_over": _("was passed over"),
    **{code: words for code, (_points, words) in FIT.items()},
}
#: Of those who did not ask, so many at most are thought of for one time.
SLEEPERS = 20


@dataclass(frozen=True)
class Ranked:
    """A candidate with what his place rests on: code -> points, none of them 0."""

    candidate: Candidate
    points: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.points.values())


def candidates_for(opening: Opening) -> list[Ranked]:
    """Whom this time suits and who was not offered it yet, the best first; each patient once."""
    return in_order(opening, [each for source in candidate_sources for each in source.find(opening)])


def in_order(opening: Opening, found: Sequence[Candidate]) -> list[Ranked]:
    if not found:
        return []
    left_out = _left_out(opening, [each.patient.pk for each in found])
    ranked = sorted((ranked_as(each) for each in found if each.patient.pk not in left_out), key=_place)
    once: dict[int, Ranked] = {}
    for each in ranked:
        once.setdefault(each.candidate.patient.pk, each)
    return list(once.values())


def ranked_as(candidate: Candidate) -> Ranked:
    waits = (timezone.localdate() - candidate.since).days if candidate.since else 0
    points = {
        "urgency": URGENCY_POINTS[candidate.urgency],
        "asked": ASKED_POINTS if candidate.since else 0,
        "waits": min(waits * POINTS_A_DAY, MOST_FOR_DAYS),
        "passed_over": min(candidate.passed_over * POINTS_A_TIME_PASSED_OVER, MOST_FOR_PASSED_OVER),
        **{code: FIT[code][0] for code in candidate.fit},
    }
    return Ranked(candidate, {code: value for code, value in points.items() if value})


def _place(ranked: Ranked) -> tuple[int, date, int]:
    since = ranked.candidate.since or timezone.localdate()
    return -ranked.total, since, ranked.candidate.patient.pk


def reasons_of(points: Mapping[str, int]) -> list[tuple[str, int]]:
    """Why a place in the order, in words with their points, the weightiest first."""
    return [(str(WORDS.get(code, code)), value) for code, value in sorted(points.items(), key=lambda each: -each[1])]


def _left_out(opening: Opening, patient_ids: Collection[int]) -> set[int]:
    """Who was offered this time already or has another offer now, who freed it, and who is elsewhere at that hour."""
    offers = Offer.objects.filter(Q(opening=opening) | Q(state=OfferState.OFFERED), patient_id__in=patient_ids)
    visits = Appointment.objects.filter(
        patient_id__in=patient_ids, status__in=[*AHEAD, *INSIDE], starts_at__lt=opening.ends_at,
        starts_at__gt=opening.starts_at - timedelta(hours=12),
    )  # fmt: skip
    busy = {each.patient_id for each in visits if each.has_time and each.ends_at > opening.starts_at}
    freed_by = {opening.freed_visit.patient_id} if opening.freed_visit else set()
    return {*offers.values_list("patient_id", flat=True), *busy, *freed_by}


def who_waits(opening: Opening) -> list[Candidate]:
    """Wishes of the waiting list that exactly this time fulfils."""
    fits = _Fits(opening)
    entries = entries_fitting(opening).select_related("patient", "service", "doctor", "earlier_than__service")
    return [found for each in entries if (found := fits.as_candidate(each)) is not None]


def entries_fitting(opening: Opening) -> QuerySet[WaitingEntry]:
    """By doctor, branch, day, weekday and hour; whether the service fits into the time is judged by `who_waits`."""
    wall = opening.wall
    begins, ends = wall.time(), (wall + timedelta(minutes=opening.minutes)).time()
    in_branch = WaitingEntry.branches.through.objects.filter(waitingentry=OuterRef("pk"))
    return WaitingEntry.objects.filter(
        Q(doctor=None) | Q(doctor=opening.doctor_id),
        Q(speciality="") | Q(speciality=opening.doctor.speciality),
        ~Exists(in_branch) | Exists(in_branch.filter(branch=opening.branch_id)),
        Q(weekdays=[]) | Q(weekdays__contains=[wall.weekday()]),
        Q(hours_from=None) | Q(hours_from__lte=begins),
        Q(hours_until=None) | Q(hours_until__gte=ends),
        Q(earliest=None) | Q(earliest__lte=wall.date()),
        Q(latest=None) | Q(latest__gte=wall.date()),
        Q(earlier_than=None) | Q(earlier_than__status__in=AHEAD, earlier_than__starts_at__gt=opening.starts_at),
        state=WaitState.WAITING,
        valid_until__gte=timezone.localdate(),
    )


class _Fits:
    """What the doctor of an opening performs within its time, and for whom."""

    def __init__(self, opening: Opening) -> None:
        self.opening = opening
        self.limits = limits_of(opening.doctor)
        performers = list(Performer.objects.values_list("service_id", "doctor_id", "minutes"))
        self.performed = {service: minutes for service, doctor, minutes in performers if doctor == opening.doctor_id}
        self.given_by_few = {service for service, _doctor, _minutes in performers}

    def as_candidate(self, entry: WaitingEntry) -> Candidate | None:
        """The wish with the service and minutes that it takes here, or None where the time does not suit."""
        visit = entry.earlier_than
        service = (visit.service if visit else None) or entry.service or self.opening.service
        minutes = visit.minutes if visit else self._minutes(service)
        if not (self._is_performed(service, minutes) and accepts_patient(self.limits, entry.patient)):
            return None
        fit = {"service": entry.service_id == self.opening.service_id, "doctor": entry.doctor_id is not None}
        return Candidate(
            entry.patient, service, minutes, ASKED_FOR_IT, urgency=entry.urgency,
            since=timezone.localdate(entry.created_at), passed_over=entry.passed_over,
            fit=tuple(code for code, suits in fit.items() if suits), entry=entry, visit=visit,
        )  # fmt: skip

    def _minutes(self, service: Service) -> int:
        if service.pk == self.opening.service_id:
            return self.opening.minutes
        return self.performed.get(service.pk) or service.minutes

    def _is_performed(self, service: Service, minutes: int) -> bool:
        is_own = service.pk == self.opening.service_id
        may = is_own or (service.is_active and (service.pk in self.performed or service.pk not in self.given_by_few))
        return may and _cells(service, minutes) <= _cells(self.opening.service, self.opening.minutes)


def _cells(service: Service, minutes: int) -> int:
    """With the time to prepare and to clean up."""
    return cells_in(service.minutes_before) + cells_in(minutes) + cells_in(service.minutes_after)


def whose_course_goes_on(opening: Opening) -> list[Candidate]:
    """Who has come to some sessions of a course of this service and is booked for none, once the next one is due."""
    limits = limits_of(opening.doctor)
    last_ones = unfinished_courses(opening.service, by=opening.wall.date())
    return [
        Candidate(each.patient, opening.service, opening.minutes, COURSE_GOES_ON, fit=("course",))
        for each in last_ones
        if accepts_patient(limits, each.patient)
    ]


def goes_on_with_course(offer: Offer) -> bool:
    """Whether the time was offered as the next session of a course."""
    return offer.entry_id is None and "course" in offer.points


def who_sleeps(opening: Opening) -> list[Candidate]:
    """Who has not been for long, came for this service or to this doctor before, and may be called about it now."""
    if not booking_rules().offers_to_asleep:
        return []
    came = Appointment.objects.filter(
        Q(service=opening.service_id) | Q(doctor=opening.doctor_id),
        patient=OuterRef("patient"),
        status=Status.COMPLETED,
    )
    asleep = left_alone(sleepers(Reach(False, frozenset([opening.branch_id])))).filter(Exists(came))
    dearest = asleep.select_related("patient").order_by(F("paid").desc(nulls_last=True), "pk")[:SLEEPERS]
    patients = [each.patient for each in dearest]
    limits = limits_of(opening.doctor)
    allowed = who_may_be_called(each.pk for each in patients if accepts_patient(limits, each))
    return [
        Candidate(each, opening.service, opening.minutes, OFFERED_TO_ASLEEP, fit=("came_before",))
        for each in patients
        if each.pk in allowed
    ]


def left_alone(asleep: QuerySet[VisitSummary]) -> QuerySet[VisitSummary]:
    """Those whom nobody is to call and nobody has called lately."""
    lately = timezone.now() - timedelta(days=the_practice().contact_interval_days)
    called = CallAttempt.objects.filter(patient=OuterRef("patient"), at__gt=lately, undone_at__isnull=True)
    waiting = Call.objects.filter(patient=OuterRef("patient"), state__in=(CallState.OPEN, CallState.HELD))
    return asleep.exclude(Exists(called)).exclude(Exists(waiting))


def who_may_be_called(patient_ids: Iterable[int]) -> set[int]:
    """Those who may be called about what they did not ask for."""
    now = timezone.now()
    facts = contact_facts(patient_ids)
    return {pk for pk, known in facts.items() if decide(known, ConsentPurpose.ADVERTISING, Channel.CALL, now).allowed}
