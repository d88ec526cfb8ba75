"""Files become cards and appointments (R006, R008, F8)."""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from zabota.base.accounts.testing import access_of
from zabota.base.events.models import Event
from zabota.core.intake.commands import (
    AtTheShell,
    CannotBeUndone,
    LeftBecause,
    check_batch,
    discard_batch,
    take_batch,
    undo_batch,
)
from zabota.core.intake.models import BatchState, DoubtfulCell, ImportBatch, SourceRow, StagedChunk
from zabota.core.intake.queries.batches import origins, report_of
from zabota.core.intake.queries.canonical import canonical_dump
from zabota.core.intake.testing import a_batch, a_csv, a_journal, a_list_of_patients, an_import
from zabota.core.patients.commands import change_patient, erase_patient, register_patient
from zabota.core.patients.models import ConsentEntry, Mention, Patient, PatientState
from zabota.core.patients.queries.timeline import timeline_of
from zabota.core.patients.testing import karina
from zabota.core.staff.testing import vera
from zabota.lib.actors import SYSTEM

pytestmark = pytest.mark.django_db


def test_a_list_of_patients_becomes_cards():
    batch = an_import(patients_csv=a_list_of_patients())
    report = report_of(batch)
    assert (report["rows"], report["created"], report["problems"]) == (4, 3, 1)
    karina_card = Patient.objects.get(card_number="1024")
    assert karina_card.full_name == "Демидова Карина Олеговна"
    assert karina_card.birth_date == date(1992, 3, 12)
    assert [str(contact.value) for contact in karina_card.contacts.all()] == ["+79161231234"]
    facts = {fact.kind: fact.on or fact.amount for fact in karina_card.stated_facts.all()}
    assert facts == {"last_visit": date(2026, 6, 5), "total_paid": Decimal("12450.00")}
    boris = Patient.objects.get(card_number="1025")
    assert (boris.full_name, boris.birth_date, boris.birth_year) == ("Зимин Борис Петрович", None, 1955)
    assert [mark.kind for mark in boris.marks.all()] == ["do_not_contact"]


def test_doubtful_cells_are_listed_with_line_column_and_what(settings):
    batch = an_import(patients_csv=a_list_of_patients())
    doubts = [
        (each.line, each.column, each.kind, str(each.written))
        for each in DoubtfulCell.objects.filter(file__batch=batch)
    ]
    assert doubts == [
        (6, "ФИО", "name_incomplete", "Сорокин П.И."),
        (6, "Дата рождения", "date_impossible", "31.02.1980"),
        (6, "Телефон", "phone_incomplete", "+7 927 000"),
        (7, "", "no_person", "12.12.1990 | кто это?"),
    ]


def test_nothing_of_a_person_lies_in_the_staging_tables_in_clear():
    batch = a_batch(patients_csv=a_list_of_patients())
    check_batch(batch=batch, run=AtTheShell())
    [chunk] = StagedChunk.objects.filter(file__batch=batch)
    file = batch.files.get()
    assert "Демидова".encode() not in bytes(chunk.content)
    assert "Демидова" not in str(file.tables)


def test_a_journal_brings_visits_with_their_outcomes():
    an_import(journal_csv=a_journal())
    visits = [
        (
            visit.wall_start,
            visit.doctor.surname,
            visit.service.name,
            visit.status,
            visit.cancelled_by,
            visit.cancel_reason,
            visit.amount,
        )
        for visit in Patient.objects.get(given="Борис").appointments.all()
    ]
    assert visits == [("2026-02-01 09:00", "Громова", "Рентген колена", "completed", "", "", Decimal("1800.00"))]
    cancelled = [
        (visit.status, visit.cancelled_by, visit.cancel_reason)
        for card in Patient.objects.filter(given="Карина")
        for visit in card.appointments.filter(status="cancelled")
    ]
    assert cancelled == [("cancelled", "clinic", "врач заболел")]


def test_a_row_without_a_day_is_kept_as_a_problem():
    batch = an_import(journal_csv=a_journal())
    assert list(SourceRow.objects.filter(file__batch=batch).exclude(problem="").values_list("row", "problem")) == [
        (4, "no_date")
    ]
    assert report_of(batch)["problems"] == 1


def test_the_same_files_again_change_nothing():
    files = {"patients_csv": a_list_of_patients(), "journal_csv": a_journal()}
    an_import(**files)
    before = list(canonical_dump())
    again = report_of(an_import(**files))
    assert (again["created"], again["changed"], again["added"]) == (0, 0, 0)
    assert list(canonical_dump()) == before


def test_the_same_people_under_another_name_of_the_file_are_known():
    an_import(patients_csv=a_list_of_patients())
    again = report_of(an_import(export_of_march_csv=a_list_of_patients()))
    assert (again["created"], again["unchanged"]) == (0, 3)


def test_every_row_tells_where_it_went():
    an_import(patients_csv=a_list_of_patients())
    ids = dict(Patient.objects.values_list("card_number", "id"))
    assert list(origins()) == [("patients.csv", row, ids[str(1023 + row)]) for row in (1, 2, 3)]


def test_a_batch_is_one_event_that_triggers_nothing():
    """However many files and chunks it has; the card itself still tells that a file spoke of the person."""
    batch = an_import(patients_csv=a_list_of_patients(), journal_csv=a_journal())
    of_matching = ("patients.merged", "patients.deduplicated")
    of_import = Event.objects.exclude(kind__in=of_matching).exclude(kind__regex="^(staff|catalog)")
    assert [(event.kind, event.triggers, event.data) for event in of_import] == [
        (
            "intake.files_imported",
            False,
            {"batch_id": batch.pk, "rows": 8, "created": 6, "changed": 0, "added": 3},
        )
    ]
    card = Patient.objects.get(card_number="1024")
    assert "patients.mentioned" in [line.kind for line in timeline_of(card, access_of(vera()))]


def test_consent_of_a_file_is_a_claim_and_a_refusal_counts_at_once():
    an_import(
        forms_csv=a_csv(
            [
                ("Фамилия", "Имя", "Отчество", "Мобильный", "Согласие на рассылку"),
                ("Демидова", "Карина", "Олеговна", "9161231234", "да"),
                ("Зимин", "Борис", "Петрович", "9272223344", "нет"),
            ]
        )
    )
    said = ConsentEntry.objects.order_by("patient__surname").values_list("patient__surname", "purpose", "action")
    assert list(said) == [("Демидова", "marketing_general", "claim"), ("Зимин", "marketing_general", "refuse")]


def test_a_dry_run_tells_and_changes_nothing():
    karina()
    before = list(canonical_dump())
    batch = a_batch(patients_csv=a_list_of_patients(), journal_csv=a_journal())
    check_batch(batch=batch, run=AtTheShell())
    report = report_of(batch)
    assert (report["rows"], report["created"], report["problems"]) == (8, 6, 2)
    assert batch.state == BatchState.CHECKED
    assert list(canonical_dump()) == before


def test_files_that_were_only_looked_at_leave_nothing_behind(settings):
    batch = a_batch(patients_csv=a_list_of_patients())
    [place] = batch.files.values_list("place", flat=True)
    copy = Path(settings.ZABOTA_HOME) / "files" / place
    assert "Демидова".encode("cp1251") not in copy.read_bytes()
    discard_batch(batch=batch)
    assert not copy.exists()
    assert not ImportBatch.objects.exists()


def test_an_import_taken_back_leaves_the_base_as_it_was():
    karina()
    before = list(canonical_dump())
    batch = an_import(patients_csv=a_list_of_patients(), journal_csv=a_journal())
    undo_batch(batch=batch, run=AtTheShell(), by=SYSTEM)
    assert list(canonical_dump()) == before
    assert batch.state == BatchState.UNDONE
    assert not SourceRow.objects.filter(file__batch=batch).exists()


def test_a_card_that_somebody_has_touched_since_is_left_and_listed():
    batch = an_import(patients_csv=a_list_of_patients())
    boris = Patient.objects.get(card_number="1025")
    change_patient(patient=boris, occupation="часовщик", by=SYSTEM)
    figures = undo_batch(batch=batch, run=AtTheShell(), by=SYSTEM)
    assert figures["left"] == 1
    assert list(batch.cards.exclude(left_because="").values_list("patient_id", "left_because")) == [
        (boris.pk, LeftBecause.TOUCHED)
    ]
    assert list(Patient.objects.filter(state=PatientState.ACTIVE)) == [boris]


def test_after_thirty_days_an_import_stays():
    batch = an_import(patients_csv=a_list_of_patients())
    ImportBatch.objects.filter(pk=batch.pk).update(done_at="2026-01-01T00:00Z")
    before = list(canonical_dump())
    with pytest.raises(CannotBeUndone):
        undo_batch(batch=batch, run=AtTheShell(), by=SYSTEM)
    assert list(canonical_dump()) == before


class PulledPlug(Exception):
    """Stands for a kill between two chunks."""


class RunUntil(AtTheShell):
    """Dies before its n-th transaction commits."""

    def __init__(self, deaths_at: int) -> None:
        super().__init__()
        self._left = deaths_at

    def progress(self, done, total=None, *, step=None):
        self._left -= 1
        if self._left == 0:
            raise PulledPlug


def test_an_import_that_died_goes_on_to_the_same_end():
    lines = [("Фамилия", "Имя", "Отчество", "Телефон")]
    lines += [("Сорокин", "Павел", f"Ильич{'а' * (number % 3)}", f"+7916{number:07d}") for number in range(2_500)]
    content = a_csv(lines)
    batch = a_batch(people_csv=content)
    for deaths_at in (1, 1, 2):
        with pytest.raises(PulledPlug):
            take_batch(batch=ImportBatch.objects.get(pk=batch.pk), run=RunUntil(deaths_at), by=SYSTEM)
    take_batch(batch=ImportBatch.objects.get(pk=batch.pk), run=AtTheShell(), by=SYSTEM)
    batch.refresh_from_db()
    assert batch.summary["taken"]["rows"] == 2_500
    assert SourceRow.objects.filter(file__batch=batch).count() == 2_500
    assert io.BytesIO(content).read() == content


def test_a_name_of_ours_in_latin_letters_comes_home_and_a_foreign_one_stays():
    """R007: the card is written in Cyrillic, the mention keeps what the file says."""
    lines = [
        ("ФИО", "Дата рождения", "Телефон"),
        ("Ivanova Anna Petrovna", "12.03.1992", "9161231234"),
        ("John Smith", "01.02.1980", "9161231235"),
    ]
    an_import(abroad_csv=a_csv(lines))
    assert sorted(card.full_name for card in Patient.objects.all()) == ["John Smith", "Иванова Анна Петровна"]
    assert sorted(Mention.objects.values_list("surname", flat=True)) == ["Ivanova", "John"]


def test_of_two_writings_that_are_merged_the_cyrillic_one_wins():
    """Melnikova could be Мелникова: only another file tells."""
    born_and_phone = ("12.03.1992", "9161231234")
    titles = ("№ карты", "ФИО", "Дата рождения", "Телефон")
    an_import(abroad_csv=a_csv([titles, ("77", "Melnikova Anna Petrovna", *born_and_phone)]))
    assert Patient.objects.get().full_name == "Melnikova Anna Petrovna"
    an_import(home_csv=a_csv([titles, ("", "Мельникова Анна Петровна", *born_and_phone)]))
    assert Patient.objects.get(state=PatientState.ACTIVE).full_name == "Мельникова Анна Петровна"


def test_an_old_file_does_not_bring_back_who_asked_to_be_forgotten():
    """F21: the row is held as a problem to decide, and not a word of it is kept."""
    an_import(patients_csv=a_list_of_patients())
    erase_patient(patient=Patient.objects.get(card_number="1024"), because="asked", by=SYSTEM)
    old = a_csv([("Пациент", "Телефон"), ("Демидова Карина", "8 916 123-12-34"), ("Демидов Олег", "8 916 123-12-34")])
    batch = a_batch(old_csv=old)
    assert check_batch(batch=batch, run=AtTheShell())["problems"] == 1
    take_batch(batch=batch, run=AtTheShell(), by=SYSTEM)
    report = report_of(batch)
    assert (report["rows"], report["created"], report["problems"]) == (2, 1, 1)
    assert [(row.row, row.problem) for row in SourceRow.objects.filter(file__batch=batch, mention=None)] == [
        (1, "forgotten")
    ]
    assert [(each.line, each.kind, str(each.written)) for each in DoubtfulCell.objects.filter(file__batch=batch)] == [
        (2, "forgotten", "")
    ]
    assert not Patient.objects.filter(surname="Демидова").exists()


def test_whoever_comes_back_himself_is_forgotten_no_more():
    an_import(patients_csv=a_list_of_patients())
    erase_patient(patient=Patient.objects.get(card_number="1024"), because="asked", by=SYSTEM)
    register_patient(surname="Демидова", given="Карина", birth_date=date(1992, 3, 12), by=SYSTEM)
    batch = an_import(old_csv=a_csv([("Пациент", "Телефон"), ("Демидова Карина", "8 916 123-12-34")]))
    assert report_of(batch)["problems"] == 0
