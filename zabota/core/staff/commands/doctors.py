"""Doctors join the clinic by hand, or because a journal names them."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from zabota.base.accounts.models import User
from zabota.base.events.commands import record
from zabota.core.practice.models import Branch
from zabota.core.staff.events import DoctorAdded
from zabota.core.staff.models import Doctor
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused


@transaction.atomic
def add_doctor(
    *,
    surname: str,
    given: str = "",
    patronymic: str = "",
    speciality: str = "",
    grade: str = "",
    branches: Iterable[Branch] = (),
    user: User | None = None,
    by: Actor,
) -> Doctor:
    if not surname.strip():
        raise Refused(_("A doctor needs a surname."), field="surname")
    doctor = Doctor.objects.create(
        surname=surname.strip(), given=given.strip(), patronymic=patronymic.strip(), speciality=speciality, grade=grade,
        user=user,
    )  # fmt: skip
    doctor.branches.set(branches)
    record(DoctorAdded(doctor.pk), by=by)
    return doctor


def doctor_for(*, surname: str, given: str = "", patronymic: str = "", by: Actor) -> Doctor:
    """The doctor whom a journal means: `given` and `patronymic` may be initials; several candidates count as none.

    A doctor whom nobody fits joins the clinic under the name of the journal.
    """
    same_surname = list(Doctor.objects.filter(surname__iexact=surname.strip()))
    same_name = [doctor for doctor in same_surname if _is_called(doctor, given, patronymic)]
    fitting = same_name or [doctor for doctor in same_surname if _may_be(doctor, given, patronymic)]
    if len(fitting) == 1:
        return fitting[0]
    return add_doctor(surname=surname, given=given, patronymic=patronymic, by=by)


def _is_called(doctor: Doctor, given: str, patronymic: str) -> bool:
    return (_folded(doctor.given), _folded(doctor.patronymic)) == (_folded(given), _folded(patronymic))


def _may_be(doctor: Doctor, given: str, patronymic: str) -> bool:
    return _agrees(doctor.given, given) and _agrees(doctor.patronymic, patronymic)


def _agrees(known: str, said: str) -> bool:
    known, said = _folded(known), _folded(said)
    return known.startswith(said) or said.startswith(known)


def _folded(name: str) -> str:
    return name.strip(". ").lower()
