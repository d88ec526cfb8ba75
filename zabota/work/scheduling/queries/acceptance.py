"""Whom a doctor receives: who performs which service and in how many minutes, patients of which age and sex, and how
many visits of a kind a day. Asked by the search and again, under the lock, by whatever books."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple, Protocol

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from zabota.core.catalog.models import Service
from zabota.core.patients.models import Patient
from zabota.core.patients.queries import age_of
from zabota.core.staff.models import Doctor
from zabota.work.scheduling.models import DoctorRules, Performer
from zabota.work.scheduling.queries.bits import DAY_CELLS

#: Asked of doctor, service, kind and day. Told in the migration `doctors_terms`: a function of the database, as
#: `scheduling_look` beside which it is asked.
LOOK_AT_TERMS = "SELECT * FROM scheduling_look_at_terms(%s, %s, %s, %s)"

#: From here on there is no limit of age.
OLDEST = 130


class Ages(Protocol):
    """Whom a doctor accepts, whether it comes from a row or from the timetable. Full years, both included."""

    @property
    def youngest(self) -> int: ...
    @property
    def oldest(self) -> int: ...
    @property
    def sex(self) -> str: ...


class Terms(NamedTuple):
    """On what terms a doctor receives: `quota` visits of the asked kind that day, None for any number, of which `booked`
    are given away."""

    is_performed: bool
    youngest: int
    oldest: int
    sex: str
    quota: int | None
    booked: int

    @property
    def is_full(self) -> bool:
        return self.quota is not None and self.booked >= self.quota


def accepts(limits: Ages, age: int | None, sex: str) -> bool:
    """What is not known of a patient hinders nobody."""
    right_age = age is None or limits.youngest <= age <= limits.oldest
    return right_age and (not limits.sex or not sex or limits.sex == sex)


def asks_for_age(limits: Ages) -> bool:
    return limits.youngest > 0 or limits.oldest < OLDEST


def accepts_patient(limits: Ages, patient: Patient) -> bool:
    return accepts(limits, age_of(patient), patient.sex)


_BOOKED = """
    SELECT taken.resource_id, coalesce(visit.kind, hold.kind), left(coalesce(visit.wall_start, hold.wall_start), 10),
        count(*)
    FROM scheduling_occupancy taken
    LEFT JOIN scheduling_appointment visit ON visit.id = taken.appointment_id
    LEFT JOIN scheduling_hold hold ON hold.id = taken.hold_id
    WHERE taken.resource = 'doctor' AND taken.resource_id = ANY(%s) AND taken.state IN ('held', 'taken')
        AND taken.first_cell >= %s AND taken.first_cell < %s AND coalesce(visit.kind, hold.kind) <> ''
    GROUP BY 1, 2, 3
"""


def booked_by_kind(doctor_ids: Iterable[int], first_cell: int, last_cell: int) -> dict[tuple[int, date, str], int]:
    """How many visits of each kind doctors have a day, held ones too: what `scheduling_look_at_terms` counts of one."""
    with connection.cursor() as cursor:
        cursor.execute(_BOOKED, [list(doctor_ids), first_cell - DAY_CELLS, last_cell + DAY_CELLS])
        return {(number, date.fromisoformat(day), kind): booked for number, kind, day, booked in cursor.fetchall()}


def limits_of(doctor: Doctor) -> DoctorRules:
    """The doctor's rules, the usual ones where he has none of his own."""
    return DoctorRules.objects.filter(doctor=doctor).first() or DoctorRules(doctor=doctor)


def unaccepted_in_words(doctor: Doctor, patient: Patient) -> str:
    """Why the doctor does not receive this patient, empty where he does."""
    limits = limits_of(doctor)
    return "" if accepts_patient(limits, patient) else accepted_in_words(limits, doctor)


def accepted_in_words(limits: Ages, doctor: Doctor) -> str:
    words = {"doctor": doctor.short_name, "who": _who_in_words(limits)}
    return _("%(doctor)s receives only %(who)s.") % words


def _who_in_words(limits: Ages) -> str:
    who = {"f": _("women"), "m": _("men")}.get(limits.sex, pgettext("whom a doctor receives", "patients"))
    youngest, oldest = limits.youngest, limits.oldest
    if oldest >= OLDEST and not youngest:
        return who
    if oldest >= OLDEST:
        words = ngettext("%(who)s from %(youngest)d year", "%(who)s from %(youngest)d years", youngest)
    elif not youngest:
        words = ngettext("%(who)s up to %(oldest)d year", "%(who)s up to %(oldest)d years", oldest)
    else:
        words = ngettext(
            "%(who)s from %(youngest)d to %(oldest)d year", "%(who)s from %(youngest)d to %(oldest)d years", oldest
        )
    return words % {"who": who, "youngest": youngest, "oldest": oldest}


def doctors_performing(service: Service) -> QuerySet[Doctor]:
    """Active doctors who perform the service; one without performers, as imports bring it, is for every doctor to give."""
    doctors = Doctor.objects.filter(is_active=True)
    return doctors.filter(performs__service=service) if service.performers.exists() else doctors


def minutes_with(doctor: Doctor, service: Service) -> int:
    """How long the service takes this doctor."""
    own = Performer.objects.filter(doctor=doctor, service=service).values_list("minutes", flat=True).first()
    return own or service.minutes
