"""Files as clinics have them, made in code, and imports run in the test's own connection."""

import io
from collections.abc import Iterable, Sequence

import openpyxl

from zabota.core.intake.commands import AtTheShell, NewFile, open_batch, take_batch
from zabota.core.intake.models import ImportBatch
from zabota.lib.actors import SYSTEM, Actor

Lines = Iterable[Sequence[object]]


def a_csv(lines: Lines, *, encoding: str = "utf-8", delimiter: str = ";") -> bytes:
    """Lines of cells as a delimited file; cells are written as they are, without quotes."""
    return "".join(delimiter.join(map(str, line)) + "\r\n" for line in lines).encode(encoding)


def a_workbook(**sheets: Lines) -> bytes:
    """An xlsx with a sheet a keyword."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, lines in sheets.items():
        sheet = workbook.create_sheet(name)
        for line in lines:
            sheet.append(list(line))
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


PATIENT_TITLES = ("№ карты", "ФИО", "Дата рождения", "Телефон", "Последний визит", "Оплачено всего", "Примечание")
JOURNAL_TITLES = ("Дата", "Время", "Пациент", "Тел.", "Врач", "Услуга", "Статус", "Сумма", "Причина отмены")


def a_list_of_patients() -> bytes:
    """The cast's patients as an MIS exports them: letterhead, totals, a note of each kind."""
    return a_csv(
        [
            ("ООО «Забота» — выгрузка пациентов",),
            (),
            PATIENT_TITLES,
            ("1024", "Демидова Карина Олеговна", "12.03.1992", "8 (916) 123-12-34", "05.06.2026", "12 450 р.", ""),
            ("1025", "ЗИМИН БОРИС ПЕТРОВИЧ", "1955", "89272223344", "01.02.2026", "3 100 р.", "не звонить"),
            ("1026", "Сорокин П.И.", "31.02.1980", "+7 927 000", "", "", "в командировке до весны"),
            ("", "", "12.12.1990", "", "", "", "кто это?"),
            ("Итого:", "4", "", "", "", "15 550 р.", ""),
        ],
        encoding="cp1251",
    )


def a_journal() -> bytes:
    """Visits of the same people; Карина is written in another way."""
    return a_csv(
        [
            JOURNAL_TITLES,
            ("05.06.2026", "10:30", "Демидова Карина Олеговна", "+79161231234", "Громова А.В.", "Осмотр ортопеда", "состоялся", "2600", ""),
            ("01.02.2026", "09:00", "Зимин Борис Петрович", "8-927-222-33-44", "Громова А.В.", "Рентген колена", "состоялся", "1800", ""),
            ("08.08.2026", "12:15", "Демидова Карина", "+79161231234", "Абрамян Л.", "Осмотр офтальмолога", "отмена клиникой", "", "врач заболел"),
            ("2026", "12:15", "Демидова Карина", "+79161231234", "Абрамян Л.", "Осмотр офтальмолога", "состоялся", "", ""),
        ],
        encoding="utf-8-sig",
    )  # fmt: skip


def a_batch(by: Actor = SYSTEM, **files: bytes) -> ImportBatch:
    """Files on their way in, called by the keywords: `a_batch(patients_csv=...)` is «patients.csv»."""
    named = [NewFile(name.replace("_", "."), io.BytesIO(content)) for name, content in files.items()]
    return open_batch(files=named, by=by)


def an_import(by: Actor = SYSTEM, **files: bytes) -> ImportBatch:
    """The same, imported."""
    batch = a_batch(by, **files)
    take_batch(batch=batch, run=AtTheShell(), by=by)
    return batch
