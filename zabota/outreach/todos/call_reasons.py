"""Reasons to call that need no visits: a colleague asks for it, or the day came until which a patient was left alone."""

from collections.abc import Mapping, Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zabota.core.patients.models import Mark, MarkKind
from zabota.outreach.todos.models import Call
from zabota.outreach.todos.registry import CallReason, Sql, call_reasons

SCRIPT_OF_TASK = gettext_lazy(
    "Good afternoon, {addressed_as}. This is {operator}, clinic “{clinic}”. Is it convenient to talk for a minute?\n"
    "Then what the colleague asks you to find out or to say."
)
SCRIPT_OF_RETURN = gettext_lazy(
    "Good afternoon, {addressed_as}. This is {operator}, clinic “{clinic}”. You asked us to call later; is it convenient "
    "now?\n"
    "— How are you?\n"
    "— If you like, I shall find a convenient day with your doctor."
)
#: How long after its end a mark still brings the patient to the list.
MARK_OVER_WITHIN_DAYS = 60


def as_asked(calls: Sequence[Call]) -> Mapping[int, str]:
    return {call.pk: str(call.note) for call in calls}


def whose_mark_ended(days: int | None) -> Sql:
    """R037: «связаться после»: the day has come. A mark that was lifted asks for nothing."""
    return Sql(
        """
        SELECT mark.patient_id, patient.home_branch_id AS branch_id, max(mark.until) AS since_on, NULL::numeric AS paid
        FROM patients_mark mark JOIN patients_patient patient ON patient.id = mark.patient_id
        WHERE mark.kind = 'contact_after' AND mark.lifted_at IS NULL
            AND mark.until < current_date AND mark.until >= current_date - %s::int
        GROUP BY mark.patient_id, patient.home_branch_id""",
        (days,),
    )


def asked_to_wait(calls: Sequence[Call]) -> Mapping[int, str]:
    """«До 1 марта просил не беспокоить: командировка.»"""
    marks = Mark.objects.filter(patient__in=[call.patient_id for call in calls], kind=MarkKind.CONTACT_AFTER)
    reasons = {(patient, until): why for patient, until, why in marks.values_list("patient_id", "until", "reason")}
    return {call.pk: _waited(call, reasons.get((call.patient_id, call.since_on), "")) for call in calls}


def _waited(call: Call, why: str) -> str:
    words = {"day": date_format(call.since_on or call.due_at, "j E"), "why": why}
    return _("Was to be left alone until %(day)s: %(why)s.") % words


call_reasons.register(
    "task", CallReason("task", gettext_lazy("Asked by a colleague"), SCRIPT_OF_TASK, is_care=True, explain=as_asked)
)
call_reasons.register(
    "wait_is_over",
    CallReason(
        "wait_is_over",
        gettext_lazy("The wait is over"),
        SCRIPT_OF_RETURN,
        default_days=MARK_OVER_WITHIN_DAYS,
        candidates=whose_mark_ended,
        explain=asked_to_wait,
    ),
)
