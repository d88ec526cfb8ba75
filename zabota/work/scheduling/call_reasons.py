"""Why a patient may be called: he has not been here for long, and nothing is planned."""

from collections.abc import Mapping, Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zabota.core.practice.queries import the_practice
from zabota.outreach.todos.models import Call
from zabota.outreach.todos.registry import CallReason, Sql, call_reasons
from zabota.work.scheduling.models import Offer
from zabota.work.scheduling.queries import KnownDay, last_visits
from zabota.work.scheduling.queries.calling_round import CONFIRM, DELAY, visits_in_words, words_of_script
from zabota.work.scheduling.queries.candidates import ASKED_FOR_IT, COURSE_GOES_ON, OFFERED_TO_ASLEEP
from zabota.work.scheduling.queries.openings import in_words
from zabota.work.scheduling.queries.windows import FREE_WINDOW

#: Who is planned, or came after the day that the call speaks of.
RETURNED = """EXISTS (
    SELECT 1 FROM scheduling_appointment appointment
    WHERE appointment.patient_id = call.patient_id AND (
        (appointment.status IN ('held', 'planned', 'confirmed') AND appointment.starts_at >= statement_timestamp())
        OR appointment.status IN ('arrived', 'in_room')
        OR (appointment.status = 'completed' AND appointment.wall_start >= to_char(call.since_on + 1, 'YYYY-MM-DD'))))"""

#: Open Dental's reactivation: the last completed visit lies in the window and nothing is planned. The summaries of
#: visits are read inside the window alone, so the cost follows the window. A patient without any appointment is judged
#: by what a file states of his last visit.
_LAST_VISIT_WITHIN = """
    WITH span AS (SELECT ({earliest})::date AS earliest, ({latest})::date AS latest),
    stated AS (
        SELECT fact.patient_id, max(fact."on") AS last_on FROM patients_stated_fact fact, span
        WHERE fact.kind = 'last_visit' AND fact."on" BETWEEN span.earliest AND span.latest
            AND NOT EXISTS (SELECT 1 FROM scheduling_appointment known WHERE known.patient_id = fact.patient_id)
            AND NOT EXISTS (
                SELECT 1 FROM patients_stated_fact later
                WHERE later.patient_id = fact.patient_id AND later.kind = 'last_visit' AND later."on" > span.latest)
        GROUP BY fact.patient_id
    )
    SELECT came.patient_id, coalesce(came.last_branch_id, patient.home_branch_id) AS branch_id,
        came.last_at::date AS since_on, came.paid
    FROM span JOIN scheduling_visit_summary came ON came.last_at >= span.earliest AND came.last_at < span.latest + 1
    JOIN patients_patient patient ON patient.id = came.patient_id
    WHERE NOT EXISTS (
        SELECT 1 FROM scheduling_appointment planned
        WHERE planned.patient_id = came.patient_id AND (planned.status IN ('arrived', 'in_room') OR
            planned.status IN ('held', 'planned', 'confirmed') AND planned.starts_at >= statement_timestamp()))
    UNION ALL
    SELECT stated.patient_id, patient.home_branch_id, stated.last_on,
        (SELECT max(fact.amount) FROM patients_stated_fact fact
            WHERE fact.patient_id = stated.patient_id AND fact.kind = 'total_paid')
    FROM stated JOIN patients_patient patient ON patient.id = stated.patient_id"""

MONTHS_AGO = "current_date - make_interval(months => %s)"
DAYS_AGO = "current_date - %s::int"


def sleeping(days: int | None) -> Sql:
    """R033: three to six months since the last visit, unless the clinic chose another window."""
    practice = the_practice()
    text = _LAST_VISIT_WITHIN.format(earliest=MONTHS_AGO, latest=MONTHS_AGO)
    return Sql(text, (practice.sleeping_to_months, practice.sleeping_from_months))


def not_returned(days: int | None) -> Sql:
    """R218, R219: so many days without a visit, before the patient counts as asleep."""
    text = _LAST_VISIT_WITHIN.format(earliest=f"{MONTHS_AGO} + interval '1 day'", latest=DAYS_AGO)
    return Sql(text, (the_practice().sleeping_from_months, days))


def since_last_visit(calls: Sequence[Call]) -> Mapping[int, str]:
    """«Последний приём 12 марта 2026, 5 месяцев назад», and by which file where no appointment is known."""
    days = last_visits([call.patient_id for call in calls])
    return {call.pk: _in_words(days.get(call.patient_id)) for call in calls}


def _in_words(day: KnownDay | None) -> str:
    if day is None:
        return _("No visit is known.")
    months = max(1, round(day.days_ago / 30.44))
    ago = ngettext("%(count)d month ago", "%(count)d months ago", months) % {"count": months}
    words = {"day": date_format(day.on, "j E Y"), "ago": ago, "source": day.source}
    if day.is_stated:
        return _("Last visit %(day)s, %(ago)s (by the file “%(source)s”), nothing is planned.") % words
    return _("Last visit %(day)s, %(ago)s, nothing is planned.") % words


SCRIPT_SLEEPING = gettext_lazy(
    "Good afternoon, {addressed_as}. This is {operator}, clinic “{clinic}”. You have not been with us for a while, and "
    "your doctor asked us to find out how you are. Is it convenient to talk for a minute?\n"
    "— How have you been since your last visit?\n"
    "— If you like, I shall find a convenient day with your doctor.\n"
    "Do not insist. Whatever the answer: “Thank you, take care of yourself.”"
)
SCRIPT_NOT_RETURNED = gettext_lazy(
    "Good afternoon, {addressed_as}. This is {operator}, clinic “{clinic}”. You were with us some time ago, and we would "
    "like to know whether everything suited you. Is it convenient to talk for a minute?\n"
    "— What could we do better?\n"
    "— Would you like me to book you for a follow-up?\n"
    "Listen to the end and write down what was said."
)

SCRIPT_CONFIRM = gettext_lazy(
    "Good afternoon, {addressed_as}. This is {operator}, clinic “{clinic}”. You are booked with us: {visit}.\n"
    "— Does this time still suit you?\n"
    "{preparation}\n"
    "If it does not suit: “No harm done, let us find another time.”"
)
SCRIPT_DELAY = gettext_lazy(
    "Good afternoon, {addressed_as}. This is {operator}, clinic “{clinic}”. I am calling about your visit today: {visit}.\n"
    "The doctor is delayed, and we are sorry for that. (How long, the note above says.)\n"
    "— Would you like to come later, or shall I find another day?"
)
#: Nothing of that day waits for an answer any more.
CONFIRMED = """NOT EXISTS (
    SELECT 1 FROM scheduling_appointment visit
    WHERE visit.patient_id = call.patient_id AND visit.status IN ({statuses})
        AND visit.starts_at > statement_timestamp()
        AND left(visit.wall_start, 10) = to_char(call.since_on, 'YYYY-MM-DD'))"""

call_reasons.register(
    "sleeping",
    CallReason(
        "sleeping",
        gettext_lazy("Has not been for long"),
        SCRIPT_SLEEPING,
        candidates=sleeping,
        settled=RETURNED,
        explain=since_last_visit,
    ),
)
call_reasons.register(
    "not_returned",
    CallReason(
        "not_returned",
        gettext_lazy("Has not returned: find out why"),
        SCRIPT_NOT_RETURNED,
        is_on=False,
        default_days=60,
        candidates=not_returned,
        settled=RETURNED,
        explain=since_last_visit,
    ),
)
call_reasons.register(
    CONFIRM,
    CallReason(
        CONFIRM,
        gettext_lazy("Confirm the visit"),
        SCRIPT_CONFIRM,
        is_service=True,
        settled=CONFIRMED.format(statuses="'planned'"),
        explain=visits_in_words,
        words=words_of_script,
    ),
)
call_reasons.register(
    DELAY,
    CallReason(
        DELAY,
        gettext_lazy("The doctor is late"),
        SCRIPT_DELAY,
        is_service=True,
        settled=CONFIRMED.format(statuses="'planned', 'confirmed'"),
        explain=visits_in_words,
        words=words_of_script,
    ),
)

#: The offer has ended: somebody was faster, or the deadline has passed.
OFFER_IS_OVER = """NOT EXISTS (
    SELECT 1 FROM scheduling_offer offer WHERE offer.call_id = call.id AND offer.state = 'offered')"""


def what_is_offered(calls: Sequence[Call]) -> Mapping[int, str]:
    """«12 марта, чт, 15:30, Громова А. В., Приём ортопеда. Держим до 15:45.»"""
    offers = Offer.objects.filter(call__in=[call.pk for call in calls])
    told = offers.select_related("opening__doctor", "opening__branch", "opening__service", "visit")
    return {offer.call_id: in_words(offer) for offer in told if offer.call_id is not None}


SCRIPT_OFFERED = gettext_lazy(
    "Good afternoon, {addressed_as}. This is {operator}, clinic “{clinic}”. You asked us to find a time, and one has just "
    "been freed. Does it suit you?\n"
    "Name the day, the hour and the doctor.\n"
    "— We keep it for you only for a few minutes, so please say at once.\n"
    "If it does not suit: “You stay on the list, we shall call when there is another one.”"
)
SCRIPT_OFFERED_TO_ASLEEP = gettext_lazy(
    "Good afternoon, {addressed_as}. This is {operator}, clinic “{clinic}”. You have not been with us for a while; your "
    "doctor has a free time soon. Would you like to come?\n"
    "Name the day, the hour and the doctor. Do not insist."
)
SCRIPT_COURSE_GOES_ON = gettext_lazy(
    "Good afternoon, {addressed_as}. This is {operator}, clinic “{clinic}”. Your course is not finished, and a time for its "
    "next session has just been freed. Does it suit you?\n"
    "Name the day, the hour and the doctor.\n"
    "If it does not suit: “I can look for another day at once.” Ask whether something keeps you from going on, and write it "
    "down for the doctor."
)
SCRIPT_FREE_WINDOW = gettext_lazy(
    "Good afternoon, {addressed_as}. This is {operator}, clinic “{clinic}”. A doctor whom it is usually hard to get to has "
    "free hours in the coming weeks, and we thought of you. Would you like me to find a convenient day?\n"
    "Do not insist. Whatever the answer: “Thank you, take care of yourself.”"
)

call_reasons.register(
    ASKED_FOR_IT,
    CallReason(
        ASKED_FOR_IT,
        gettext_lazy("A time was freed that he asked for"),
        SCRIPT_OFFERED,
        is_care=True,
        settled=OFFER_IS_OVER,
        explain=what_is_offered,
    ),
)
call_reasons.register(
    COURSE_GOES_ON,
    CallReason(
        COURSE_GOES_ON,
        gettext_lazy("A time was freed for the next session of a course"),
        SCRIPT_COURSE_GOES_ON,
        is_care=True,
        settled=OFFER_IS_OVER,
        explain=what_is_offered,
    ),
)
call_reasons.register(
    OFFERED_TO_ASLEEP,
    CallReason(
        OFFERED_TO_ASLEEP,
        gettext_lazy("A time was freed: offer it"),
        SCRIPT_OFFERED_TO_ASLEEP,
        settled=OFFER_IS_OVER,
        explain=what_is_offered,
    ),
)
call_reasons.register(
    FREE_WINDOW,
    CallReason(
        FREE_WINDOW,
        gettext_lazy("The doctor has free hours"),
        SCRIPT_FREE_WINDOW,
        settled=RETURNED,
        explain=since_last_visit,
    ),
)
