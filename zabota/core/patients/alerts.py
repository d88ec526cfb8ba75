"""What must be known of a person before one says a word to him."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from zabota.core.patients.models import ContactState, Mark, MarkKind, NoteKind, Patient
from zabota.core.patients.queries.contacting import is_minor
from zabota.core.patients.queries.details import marks_in_force
from zabota.core.patients.queries.duplicates import visit_questions
from zabota.core.patients.queries.gate import contact_states
from zabota.core.patients.registry import Alert, AlertSource, alerts


class Look(NamedTuple):
    level: str
    icon: str


LOOKS: dict[str, Look] = {
    MarkKind.DO_NOT_CONTACT: Look("danger", icon="phone-off"),
    MarkKind.CONFLICT: Look("danger", icon="flame"),
    MarkKind.DEBT: Look("warning", icon="coin"),
    MarkKind.CONTACT_AFTER: Look("warning", icon="clock-pause"),
    MarkKind.MOVED_AWAY: Look("info", icon="map-pin-off"),
    MarkKind.VIP: Look("info", icon="star"),
}


def of_marks(patient: Patient, access: Any) -> Iterator[Alert]:
    for mark in marks_in_force(patient):
        yield Alert(text=_sentence(mark), **LOOKS[mark.kind]._asdict())


def _sentence(mark: Mark) -> str:
    until = date_format(mark.until, "j E Y") if mark.until else ""
    if mark.kind == MarkKind.CONTACT_AFTER:
        words = _("Contact after %(day)s") % {"day": until}
    else:
        words = capfirst(mark.get_kind_display())
        words += " " + _("until %(day)s") % {"day": until} if until else ""
    return f"{words}: {mark.reason}" if mark.reason else words


def of_health(patient: Patient, access: Any) -> Iterator[Alert]:
    """Those who treat read what the allergy is; the desk learns that there is one."""
    allergies = list(patient.notes.filter(kind=NoteKind.ALLERGY, is_current=True))
    if not allergies:
        return
    if access.may("patients.view_health"):
        substances = "; ".join(str(each.text) for each in allergies)
        yield Alert("danger", _("Allergy: %(to)s") % {"to": substances}, icon="alert-octagon")
    elif access.may("patients.view_reason"):
        yield Alert("danger", _("Allergy: ask the doctor"), icon="alert-octagon")


def of_person(patient: Patient, access: Any) -> Iterator[Alert]:
    if patient.is_deceased:
        yield Alert("danger", _("This person has died"), icon="grave-2")
    if is_minor(patient.birth_date, patient.birth_year, timezone.localdate()) and not patient.is_deceased:
        answering = patient.relations.filter(answers=True).select_related("relative").first()
        whom = answering.relative.full_name if answering else _("nobody is known")
        yield Alert("info", _("A child; who answers: %(whom)s") % {"whom": whom}, icon="mood-kid")


def of_contacts(patient: Patient, access: Any) -> Iterator[Alert]:
    states = contact_states(patient)
    if not states:
        yield Alert("warning", _("No contact is known: ask for one"), icon="phone-x")
    elif states <= {ContactState.WRONG}:
        yield Alert("warning", _("Every known contact is wrong: ask for a new one"), icon="phone-x")


def of_duplicates(patient: Patient, access: Any) -> Iterator[Alert]:
    """A doubtful pair that a steward left for the visit: one question clears it."""
    for question in visit_questions([patient.pk]).get(patient.pk, []):
        yield Alert("info", question, icon="help-circle")


for key, find in (
    ("marks", of_marks),
    ("health", of_health),
    ("person", of_person),
    ("contacts", of_contacts),
    ("duplicates", of_duplicates),
):
    alerts.register(f"patients.{key}", AlertSource(f"patients.{key}", find))
