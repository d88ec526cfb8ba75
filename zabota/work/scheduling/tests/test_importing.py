from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from zabota.base.events.models import Event
from zabota.core.patients.models import Patient
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.commands import (
    ImportedAppointment,
    ImportResult,
    import_appointments,
    remove_imported_appointments,
)
from zabota.work.scheduling.models import Appointment, Occupancy

pytestmark = pytest.mark.django_db


@pytest.fixture
def journal() -> list[ImportedAppointment]:
    boris = Patient.objects.create(surname="Зимин", given="Борис", patronymic="Петрович")
    came = ImportedAppointment(
        source_key="journal:1",
        patient_id=boris.pk,
        on=date(2025, 6, 6),
        at=time(18, 15),
        branch_id=samara_centre().pk,
        doctor_id=anna().pk,
        amount=Decimal("1800.00"),
        late_minutes=12,
        booked_by="call",
        comment="просил окно у стены",
    )
    cancelled = ImportedAppointment(
        source_key="journal:2",
        patient_id=boris.pk,
        on=date(2025, 7, 1),
        status="cancelled",
        cancelled_by="patient",
        cancel_reason="заболел",
    )
    return [came, cancelled]


def test_a_journal_becomes_appointments_in_the_time_of_the_branch(journal):
    assert import_appointments(journal, source="batch-1", by=SYSTEM) == ImportResult(created=2, changed=0, unchanged=0)

    came, cancelled = Appointment.objects.order_by("source_key")
    assert came.starts_at == datetime(2025, 6, 6, 18, 15, tzinfo=ZoneInfo("Europe/Samara"))
    assert (came.wall_start, came.wall_day, came.wall_time) == ("2025-06-06 18:15", date(2025, 6, 6), time(18, 15))
    assert (came.amount, came.late_minutes, came.comment) == (Decimal("1800.00"), 12, "просил окно у стены")
    # R013: a cancelled visit is kept like a completed one, with its reason.
    assert (cancelled.status, cancelled.cancelled_by, cancelled.cancel_reason) == ("cancelled", "patient", "заболел")
    assert (cancelled.wall_start, cancelled.has_time, cancelled.wall_time) == ("2025-07-01", False, None)
    assert Appointment.objects.filter(must_enter_into_mis=True).count() == 0


def test_the_same_journal_again_changes_nothing(journal):
    import_appointments(journal, source="batch-1", by=SYSTEM)
    before = list(Appointment.objects.order_by("pk").values())

    assert import_appointments(journal, source="batch-2", by=SYSTEM) == ImportResult(0, 0, unchanged=2)

    assert list(Appointment.objects.order_by("pk").values()) == before
    assert not Event.objects.exists()


def test_a_corrected_line_changes_its_appointment(journal):
    import_appointments(journal, source="batch-1", by=SYSTEM)
    came, cancelled = journal
    corrected = [replace(came, comment="просил окно у двери"), replace(cancelled, status="no_show", cancelled_by="")]

    assert import_appointments(corrected, source="batch-2", by=SYSTEM) == ImportResult(0, changed=2, unchanged=0)

    first, second = Appointment.objects.order_by("source_key")
    assert (first.comment, first.source) == ("просил окно у двери", "batch-2")
    assert (second.status, second.cancelled_by, second.cancel_reason) == ("no_show", "", "заболел")


def test_a_line_twice_in_one_file_is_one_appointment(journal):
    came, _cancelled = journal
    result = import_appointments([came, replace(came, amount=Decimal(2000))], source="batch-1", by=SYSTEM)

    assert result == ImportResult(1, 0, 0)
    assert Appointment.objects.get().amount == Decimal(2000)


def test_history_takes_nobodys_time(journal):
    came, _cancelled = journal
    at_the_same_time = replace(came, source_key="journal:3")

    import_appointments([came, at_the_same_time], source="batch-1", by=SYSTEM)

    assert (Appointment.objects.count(), Occupancy.objects.count()) == (2, 0)


def test_a_batch_is_removed_as_a_whole(journal):
    came, cancelled = journal
    import_appointments([came], source="batch-1", by=SYSTEM)
    import_appointments([cancelled], source="batch-2", by=SYSTEM)

    assert remove_imported_appointments(source="batch-1", by=SYSTEM) == 1
    assert [each.source_key for each in Appointment.objects.all()] == ["journal:2"]


def test_a_known_visit_makes_the_card_more_complete_until_the_import_is_undone(journal):
    # R004, R065: the date of the last visit is one of the five fields required at first.
    boris = Patient.objects.get(pk=journal[0].patient_id)
    import_appointments(journal, source="batch", by=SYSTEM)
    boris.refresh_from_db()
    with_visit = boris.completeness
    remove_imported_appointments(source="batch", by=SYSTEM)
    boris.refresh_from_db()
    assert with_visit - boris.completeness == 20
