"""Workbooks that another program wrote, from the file to the visits (R019, F8); how they came about: files/README.md."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from zabota.core.intake.queries.batches import report_of
from zabota.core.intake.reading import FileFormat, Reason, open_file
from zabota.core.intake.recognising import knows_title
from zabota.core.intake.testing import an_import
from zabota.core.patients.models import Patient
from zabota.core.staff.models import Doctor

FILES = Path(__file__).parent / "files"
JOURNALS = ("journal.xls", "journal.ods")

JANUARY = [
    ("2026-01-12", "Демидова Карина Олеговна", "89161231234", "Громова А.В.", "2600.5"),
    ("2026-01-12", "Зимин Борис Петрович", "8 (927) 222-33-44", "Громова А.В.", "1800"),
    ("46035", "Сорокин Пётр Ильич", "+7 927 000-11-22", "Абрамян Л.", "900"),
]
FEBRUARY = [("2026-02-03", "Демидова Карина Олеговна", "89161231234", "Абрамян Л.", "1200")]


@pytest.mark.parametrize("name", JOURNALS)
def test_a_sheet_a_month_with_merged_cells_and_dates_as_numbers(name):
    found = open_file(FILES / name, knows_title)
    assert found.format is (FileFormat.OLD_WORKBOOK if name.endswith(".xls") else FileFormat.WORKBOOK)
    assert [(table.sheet, table.near) for table in found.tables] == [
        ("Январь 2026", (2026, 1)),
        ("Февраль 2026", (2026, 2)),
    ]
    blocks = list(found.blocks())
    assert [block.cells.rows() for _, block in blocks] == [JANUARY, FEBRUARY]
    assert [block.lines.to_list() for _, block in blocks] == [[4, 5, 6], [4]]
    assert [[(each.last, each.reason) for each in block.passed_over] for _, block in blocks] == [
        [(7, Reason.TOTAL)],
        [(5, Reason.TOTAL)],
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("name", JOURNALS)
def test_its_people_and_visits_come_into_the_base(name):
    report = report_of(an_import(**{name.replace(".", "_"): (FILES / name).read_bytes()}))
    assert (report["rows"], report["problems"]) == (4, 0)
    assert sorted(Patient.objects.filter(state="active").values_list("surname", flat=True)) == [
        "Демидова",
        "Зимин",
        "Сорокин",
    ]
    assert sorted(Doctor.objects.values_list("surname", flat=True)) == ["Абрамян", "Громова"]
    karina = Patient.objects.get(surname="Демидова", state="active")
    visits = [
        (visit.wall_day, visit.amount, visit.doctor.surname) for visit in karina.appointments.order_by("starts_at")
    ]
    assert visits == [
        (date(2026, 1, 12), Decimal("2600.50"), "Громова"),
        (date(2026, 2, 3), Decimal("1200.00"), "Абрамян"),
    ]
