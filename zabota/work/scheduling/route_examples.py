"""Objects for the matrix of rights."""

from typing import Any

from zabota.core.patients.models import Patient
from zabota.core.patients.testing import a_patient
from zabota.work.scheduling.models import Status
from zabota.work.scheduling.testing import an_appointment, days_ago


def _patient(place: Any) -> Patient:
    return a_patient("Сорокин", "Павел", "Ильич", home_branch=place.branch)


def _crowded(place: Any, count: int) -> dict[str, Any]:
    """A patient who came `count` times and is booked once."""
    patient = _patient(place)
    for number in range(count):
        an_appointment(patient=patient, on=days_ago(30 + number), branch=place.branch)
    an_appointment(patient=patient, on=days_ago(-3), status=Status.PLANNED, branch=place.branch)
    return {"public_id": patient.public_id}


def _booked(place: Any) -> dict[str, Any]:
    booked = an_appointment(
        patient=_patient(place), on=days_ago(-3), status=Status.PLANNED, branch=place.branch, must_enter_into_mis=True
    )
    return {"public_id": booked.public_id}


def _many_booked(place: Any, count: int) -> dict[str, Any]:
    for _number in range(count):
        _booked(place)
    return {}


examples = {
    **{
        f"scheduling:{name}": lambda place: {"public_id": _patient(place).public_id}
        for name in ("appointments", "behaviour")
    },
    **dict.fromkeys(("scheduling:enter", "scheduling:put_back"), _booked),
}
crowded = {
    "scheduling:for_mis": _many_booked,
    **{f"scheduling:{name}": _crowded for name in ("appointments", "behaviour")},
}
