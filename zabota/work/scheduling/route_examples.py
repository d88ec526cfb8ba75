"""Objects for the matrix of rights."""

from typing import Any

from zabota.core.patients.models import Patient
from zabota.core.patients.testing import a_patient
from zabota.work.scheduling.models import Status
from zabota.work.scheduling.testing import an_appointment, days_ago


def _patient(place: Any) -> Patient:
    return a_patient("Сорокин", "Павел", "Ильич", home_branch=place.branch)


def _booked(place: Any) -> dict[str, Any]:
    booked = an_appointment(
        patient=_patient(place), on=days_ago(-3), status=Status.PLANNED, branch=place.branch, must_enter_into_mis=True
    )
    return {"public_id": booked.public_id}


examples = {
    **{
        f"scheduling:{name}": lambda place: {"public_id": _patient(place).public_id}
        for name in ("appointments", "behaviour")
    },
    **dict.fromkeys(("scheduling:enter", "scheduling:put_back"), _booked),
}
