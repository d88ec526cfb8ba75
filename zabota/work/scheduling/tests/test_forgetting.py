"""Who is to come is not forgotten; what was done and paid stays in the books without a name."""

from datetime import timedelta

import pytest
from django.utils import timezone

from zabota.core.patients.commands import CannotErase, erase_patient
from zabota.core.patients.models import PatientState
from zabota.core.patients.testing import karina
from zabota.core.staff.testing import nina
from zabota.work.scheduling.models import Appointment, Status
from zabota.work.scheduling.testing import a_visit, an_appointment

pytestmark = pytest.mark.django_db


def test_a_planned_visit_comes_first():
    patient = karina()
    visit = an_appointment(patient=patient, on=timezone.localdate() + timedelta(days=3), status=Status.PLANNED)
    with pytest.raises(CannotErase, match="запланирован визит"):
        erase_patient(patient=patient, because="asked", by=nina().as_actor())
    patient.refresh_from_db()
    assert (patient.state, patient.contacts.count()) == (PatientState.ACTIVE, 2)

    Appointment.objects.filter(pk=visit.pk).update(status=Status.CANCELLED)
    erase_patient(patient=patient, because="asked", by=nina().as_actor())
    patient.refresh_from_db()
    assert patient.state == PatientState.ERASED


def test_the_books_keep_day_service_and_sum_without_a_word_of_the_person():
    patient = karina()
    visit = a_visit(patient=patient, days=40, paid=4500, comment="просила Карина", cancel_reason="Демидова уехала")
    erase_patient(patient=patient, because="asked", by=nina().as_actor())
    kept = Appointment.objects.get()
    assert (kept.patient.full_name, str(kept.comment), kept.cancel_reason) == ("", "", "")
    assert (kept.amount, kept.wall_start, kept.status) == (visit.amount, visit.wall_start, Status.COMPLETED)
