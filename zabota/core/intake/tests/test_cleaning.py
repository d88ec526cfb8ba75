"""Cells as written become canonical values; what is doubtful is said (R007)."""

from datetime import date
from pathlib import Path

import pytest

from zabota.core.intake.cleaning import DoubtKind, Setting, TableCleaner, marks_in, propose_values, unpack
from zabota.core.intake.cleaning.marks import NoteMarkKind
from zabota.core.intake.reading import open_file
from zabota.core.intake.recognising import knows_title, recognise
from zabota.core.intake.registry import fields_of
from zabota.core.intake.testing import a_csv

TODAY = date(2026, 11, 22)


@pytest.fixture
def cleaned(tmp_path):
    def of(titles, *rows, **setting):
        path = Path(tmp_path) / "file.csv"
        path.write_bytes(a_csv([titles, *rows]))
        [table] = open_file(path, knows_title).tables
        block = table.first_block()
        found = recognise(table, block.cells, today=TODAY)
        return TableCleaner(table, found.mapping, importer=found.importer, setting=Setting(TODAY, **setting)).clean(
            block
        )

    return of


def told(clean, *columns):
    return clean.frame.select(columns).rows()


def test_names_in_any_order_case_and_alphabet(cleaned):
    clean = cleaned(
        ("ФИО", "Телефон"),
        ("ДЕМИДОВА  карина олеговна", "1"),
        ("Борис Петрович Зимин", "1"),
        ("Cорокин Пaвел Ильич", "1"),
        ("Громова (Орлова) А. В.", "1"),
    )
    assert told(clean, "surname", "given_name", "patronymic", "maiden_name") == [
        ("Демидова", "Карина", "Олеговна", None),
        ("Зимин", "Борис", "Петрович", None),
        ("Сорокин", "Павел", "Ильич", None),
        ("Громова", "А.", "В.", "Орлова"),
    ]


def test_phones_two_in_a_cell_with_a_word_beside_them(cleaned):
    clean = cleaned(
        ("ФИО", "Телефон", "Телефон мамы"), ("Зимин Борис", "8(927)222-33-44 мама, 9161231234", "89161231235")
    )
    assert [phone[:2] for phone in unpack(clean.frame["phones"][0])] == [
        ["+79272223344", "мама"],
        ["+79161231234", ""],
        ["+79161231235", "мамы"],
    ]


def test_fast_and_slow_ways_read_the_same(cleaned):
    # A single odd cell in a column must not change how the others are read.
    plain = cleaned(
        ("ФИО", "Телефон", "Дата рождения", "Оплачено всего"),
        ("Зимин Борис Петрович", "89272223344", "12.03.1965", "1 300 р."),
    )
    odd = cleaned(
        ("ФИО", "Телефон", "Дата рождения", "Оплачено всего"),
        ("Зимин Борис Петрович.", "8-927-222-33-44.", "12 марта 1965", "1300 руб 00 коп"),
    )
    columns = ("surname", "given_name", "patronymic", "birth_date", "total_paid")
    assert told(plain, *columns) == told(odd, *columns)
    assert unpack(plain.frame["phones"][0]) == unpack(odd.frame["phones"][0])


def test_a_day_padded_with_a_space_is_the_same_day(cleaned):
    dates = ("12.03.1965", "12. 3.1965", "1965-03-12", "1965- 3-12")
    clean = cleaned(("ФИО", "Дата рождения"), *(("Зимин Борис", written) for written in dates))
    assert set(clean.frame["birth_date"]) == {"1965-03-12"}


def test_doubtful_cells_say_row_line_column_and_what_was_meant(cleaned):
    clean = cleaned(
        ("ФИО", "Дата рождения", "Почта", "Пол", "СНИЛС"),
        ("Зимин Борис Петрович", "31.02.1965", "boris@mal.ru", "ж", "112-233-445 95"),
        ("Лосева Вера Андреевна", "12.03.2077", "vera@@mail.ru", "ж", "112-233-445 00"),
    )
    assert [(doubt.row, doubt.line, doubt.column, doubt.kind, doubt.suggestion) for doubt in clean.doubts] == [
        (1, 2, "Дата рождения", DoubtKind.DATE_IMPOSSIBLE, "1965-02-28"),
        (1, 2, "Почта", DoubtKind.EMAIL_SLIP, "boris@mail.ru"),
        (1, 2, "Пол", DoubtKind.SEX_AGAINST_NAME, "m"),
        (2, 3, "Дата рождения", DoubtKind.DATE_IN_THE_FUTURE, "1977-03-12"),
        (2, 3, "Почта", DoubtKind.EMAIL_BROKEN, "vera@mail.ru"),
        (2, 3, "СНИЛС", DoubtKind.SNILS_WRONG, ""),
    ]


def test_a_row_that_names_nobody_is_a_problem(cleaned):
    clean = cleaned(
        ("ФИО", "Телефон", "Примечание"), ("Зимин Борис", "", ""), ("", "", "кто это?"), ("", "89272223344", "")
    )
    assert clean.frame["problem"].to_list() == [None, "no_person", None]


def test_statuses_are_mapped_and_decisions_of_people_win(cleaned):
    titles = ("Дата", "Время", "Пациент", "Врач", "Услуга", "Статус")
    rows = [
        ("05.06.2026", "9:00", "Зимин Борис", "Громова А.В.", "УЗИ", status)
        for status in ("Состоялось", "Не явился", "відміна клінікою", "ффф")
    ]
    clean = cleaned(titles, *rows)
    assert clean.frame["status"].to_list() == ["completed", "no_show", "cancelled_by_clinic", None]
    assert [doubt.kind for doubt in clean.doubts] == [DoubtKind.CHOICE_UNKNOWN]
    decided = cleaned(titles, *rows, value_maps={"status": {"ффф": "moved"}})
    assert decided.frame["status"].to_list()[3] == "moved"


def test_values_are_proposed_with_their_counts():
    statuses = fields_of("appointments")["status"]
    proposed = propose_values(statuses, {"пришёл": 7, "перенос на среду": 2, "???": 1})
    assert [(each.written, each.count, each.canonical) for each in proposed] == [
        ("пришёл", 7, "completed"),
        ("перенос на среду", 2, "moved"),
        ("???", 1, ""),
    ]
    doctors = fields_of("appointments")["doctor"]
    proposed = propose_values(doctors, {"Громова А.В.": 5, "громова а. в.": 1, "Абрамян": 1}, known=["Громова А. В."])
    assert [(each.written, each.canonical) for each in proposed] == [
        ("Громова А.В.", "Громова А. В."),
        ("Абрамян", "Абрамян"),
        ("громова а. в.", "Громова А. В."),
    ]


@pytest.mark.parametrize(
    ("note", "kinds", "until"),
    [
        ("не звонить", ["do_not_contact"], None),
        ("Просила не беспокоить до 15.03", ["do_not_contact"], date(2027, 3, 15)),
        ("переехал", ["moved_away"], None),
        ("в командировке до весны", ["contact_after"], date(2027, 3, 1)),
        ("у відрядженні до березня", ["contact_after"], date(2027, 3, 1)),
        ("перезвонить через 2 недели", ["contact_after"], date(2026, 12, 6)),
        ("в отпуске до конца года", ["contact_after"], date(2026, 12, 31)),
        ("VIP", ["vip"], None),
        ("умер", ["deceased"], None),
        ("должен 1500", ["debt"], None),
        ("скандалил, грозился судом", ["conflict"], None),
        ("аллергия на пенициллин", ["allergy"], None),
        ("аллергии нет", [], None),
        ("Аллергоанамнез не отягощён", [], None),
        ("боится бормашины", ["fear"], None),
        ("звонить после 18", ["call_from"], None),
        ("плановый осмотр", [], None),
        ("do not call", ["do_not_contact"], None),
    ],
)
def test_notes_of_clinics_become_marks(note, kinds, until):
    marks = marks_in(note, TODAY)
    assert [mark.kind.value for mark in marks] == kinds
    assert next((mark.until for mark in marks if mark.until), None) == until


def test_a_debt_keeps_its_sum():
    assert [(mark.kind, mark.text) for mark in marks_in("должен 1 500 р. с мая", TODAY)] == [
        (NoteMarkKind.DEBT, "1500.00")
    ]
