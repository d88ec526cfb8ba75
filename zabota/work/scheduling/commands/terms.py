"""A doctor's own terms, asked again by whatever books: the search shows nothing else, but a form may say anything."""

from django.db import connection
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zabota.core.patients.models import Patient
from zabota.core.staff.models import Doctor
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands.occupying import TimeIsTaken, Wanted
from zabota.work.scheduling.models import VisitKind
from zabota.work.scheduling.queries.acceptance import LOOK_AT_TERMS, Ages, Terms, accepted_in_words, accepts_patient


class NotPerformed(Refused):
    """The doctor does not give this service."""


class PatientIsNotAccepted(Refused):
    """The doctor does not receive patients of this age or sex. The desk may book him with a reason."""


class QuotaIsFull(TimeIsTaken):
    """So many visits of this kind as the doctor receives in a day are booked."""


def terms_for(wanted: Wanted) -> Terms:
    """As of now; whoever books holds the lock of the doctor's day."""
    with connection.cursor() as cursor:
        cursor.execute(LOOK_AT_TERMS, wanted.terms_asked)
        return Terms(*cursor.fetchone())


def refuse_against_terms(terms: Terms, wanted: Wanted, patient: Patient | None, *, accepted_reason: str = "") -> None:
    """`accepted_reason` is why the doctor receives this patient all the same. Over the schedule there are no quotas.

    Raises NotPerformed, PatientIsNotAccepted, QuotaIsFull.
    """
    _refuse_another_performer(terms, wanted)
    if patient is not None and not accepted_reason:
        refuse_unaccepted(terms, wanted.doctor, patient)
    refuse_a_full_day(terms, wanted)


def refuse_a_full_day(terms: Terms, wanted: Wanted) -> None:
    """Seats of a group session are no visits of their own and counted by the session."""
    if terms.is_full and not (wanted.is_over_schedule or wanted.is_group):
        raise QuotaIsFull(_full_in_words(terms, wanted), field="at", wanted=wanted)


def _refuse_another_performer(terms: Terms, wanted: Wanted) -> None:
    if not terms.is_performed:
        told = {"doctor": wanted.doctor.short_name, "service": wanted.service}
        raise NotPerformed(_("%(doctor)s does not perform “%(service)s”.") % told, field="doctor")


def refuse_unaccepted(limits: Ages, doctor: Doctor, patient: Patient) -> None:
    if not accepts_patient(limits, patient):
        raise PatientIsNotAccepted(accepted_in_words(limits, doctor), field="accepted_reason")


def needed_reason(reason: str, limits: Ages, patient: Patient) -> str:
    """What is kept of a reason: nothing where none was needed."""
    return "" if accepts_patient(limits, patient) else reason.strip()


def _full_in_words(terms: Terms, wanted: Wanted) -> str:
    return _(
        "%(doctor)s receives %(quota)d a day of the kind “%(kind)s”, and on %(day)s all are booked. Choose another day."
    ) % {
        "doctor": wanted.doctor.short_name, "quota": terms.quota, "kind": VisitKind(wanted.kind).label,
        "day": date_format(wanted.wall, "j E"),
    }  # fmt: skip
