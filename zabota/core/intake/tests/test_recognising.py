"""Columns are recognised in three languages, whatever they are called, by their titles and by what stands in them (R006, R010, R011)."""

from datetime import date
from pathlib import Path

import pytest

from zabota.core.intake.reading import open_file
from zabota.core.intake.recognising import knows_title, recognise, shape_of
from zabota.core.intake.testing import a_csv

TODAY = date(2026, 11, 22)
NAMES = ("Демидова Карина Олеговна", "Зимин Борис Петрович", "Сорокин Павел Ильич", "Лосева Вера Андреевна")
PHONES = ("8 (916) 123-12-34", "+79272223344, мама", "9161231235", "89161231236")
BIRTHS = ("12.03.1992", "1955", "1980-01-02", "05.06.2014")
VISITS = ("05.06.2026", "01.02.2026", "2026-03-01", "12.10.2026")


@pytest.fixture
def recognised(tmp_path):
    def of(titles, *columns):
        path = Path(tmp_path) / "file.csv"
        rows = [[column[number % len(column)] for column in columns] for number in range(40)]
        path.write_bytes(a_csv([titles, *rows] if titles else rows))
        [table] = open_file(path, knows_title).tables
        return recognise(table, table.first_block().cells, today=TODAY)

    return of


def fields_of(recognition):
    return [guess.field for guess in recognition.columns]


@pytest.mark.parametrize(
    ("titles", "fields"),
    [
        (("№ а/к", "Ф.И.О. пациента", "Д/р", "Моб. тел.", "Посл. визит"), ["card_number", "full_name", "birth_date", "phone", "last_visit"]),
        (("Код", "Клиент", "Год рождения", "Контактный телефон", "Когда был"), ["card_number", "full_name", "birth_date", "phone", "last_visit"]),
        (("Номер картки", "ПІБ пацієнта", "Дата народження", "Мобільний", "Останній візит"), ["card_number", "full_name", "birth_date", "phone", "last_visit"]),
        (("Chart number", "Patient name", "DOB", "Cell phone", "Last seen"), ["card_number", "full_name", "birth_date", "phone", "last_visit"]),
        (("Номер медицинской карты", "Пациент (ФИО полностью)", "Дата рождения пациента", "Телефон для связи", "Дата последнего посещения клиники"), ["card_number", "full_name", "birth_date", "phone", "last_visit"]),
        (("NCARD", "FIO", "DATAR", "TEL", "Последний прием"), ["card_number", "full_name", "birth_date", "phone", "last_visit"]),
    ],
)  # fmt: skip
def test_a_list_of_patients_in_any_words(recognised, titles, fields):
    found = recognised(titles, ("1024", "1025", "1026", "1027"), NAMES, BIRTHS, PHONES, VISITS)
    assert (found.importer, fields_of(found)) == ("patients", fields)


def test_a_sum_under_a_group_of_visits_is_no_number_of_visits(recognised):
    titles = ("ФИО", "Визиты / Последний", "Визиты / Сумма, руб.", "Визиты / Количество")
    found = recognised(titles, NAMES, VISITS, ("48 951 р.", "3 100 р.", "700"), ("3", "12"))
    assert fields_of(found) == ["full_name", "last_visit", "total_paid", "visits_count"]


@pytest.mark.parametrize(
    ("filled_at", "source", "consent"),
    [
        ("Отметка времени", "8. Откуда Вы о нас узнали", "11. Согласны ли Вы получать информацию об акциях"),
        ("Позначка часу", "Звідки про нас дізнались?", "Чи згодні отримувати інформацію про акції?"),
        ("Timestamp", "How did you find us?", "May we send you offers?"),
    ],
)
def test_an_online_form_says_when_it_was_filled_in(recognised, filled_at, source, consent):
    titles = (filled_at, "ФИО", source, consent)
    found = recognised(titles, ("01.05.2026 10:00:00",), NAMES, ("Сайт", "знакомые"), ("да", "нет"))
    assert fields_of(found) == ["registered_on", "full_name", "source", "consent_marketing"]


@pytest.mark.parametrize(
    "titles",
    [
        ("Дата приёма", "Время", "Пациент", "Телефон", "Специалист", "Процедура", "Явка", "Стоимость, руб."),
        ("Дата прийому", "Час", "Пацієнт", "Телефон", "Лікар", "Послуга", "Статус візиту", "Сума"),
        ("Appointment date", "Start time", "Patient", "Phone", "Doctor", "Treatment", "Status", "Amount"),
        ("Дата", "Начало", "ФИО клиента", "Моб.", "Мастер", "Оказанная услуга", "Состояние", "К оплате"),
    ],
)
def test_a_journal_of_appointments_in_any_words(recognised, titles):
    doctors, services = ("Громова А.В.", "Абрамян Л.Г."), ("Осмотр ортопеда", "УЗИ колена")
    found = recognised(
        titles,
        VISITS,
        ("9:00", "10:30"),
        NAMES,
        PHONES,
        doctors,
        services,
        ("состоялся", "не пришёл"),
        ("2600", "1 800 р."),
    )
    assert found.importer == "appointments"
    assert fields_of(found) == [
        "appointment_date",
        "appointment_time",
        "full_name",
        "phone",
        "doctor",
        "service",
        "status",
        "price",
    ]


def test_names_in_three_columns_and_a_questionnaire(recognised):
    titles = ("Прізвище", "Ім'я", "По батькові", "Як Ви про нас дізналися?", "Згода на розсилку", "Скарги")
    found = recognised(
        titles, ("Демидова",), ("Карина",), ("Олегівна",), ("Сайт", "2ГІС"), ("так", "ні"), ("біль у коліні",)
    )
    assert fields_of(found) == ["surname", "given_name", "patronymic", "source", "consent_marketing", "complaints"]


def test_columns_without_titles_are_known_by_what_stands_in_them(recognised):
    found = recognised(None, NAMES, PHONES, BIRTHS, ("a@mail.ru", "b@ya.ru"), ("м", "ж"))
    assert fields_of(found) == ["full_name", "phone", "birth_date", "email", "sex"]


def test_content_overrules_a_title_that_lies(recognised):
    found = recognised(("ФИО", "Телефон", "Адрес"), PHONES, NAMES, ("Самара, Мичурина 4", "Тольятти"))
    assert fields_of(found) == ["phone", "full_name", "address"]


def test_the_name_of_the_doctor_is_not_the_patient(recognised):
    found = recognised(("ФИО врача", "ФИО пациента", "Телефон"), ("Громова Анна Викторовна",), NAMES, PHONES)
    assert fields_of(found) == ["attending_doctor", "full_name", "phone"]


def test_several_columns_of_phones_are_all_phones(recognised):
    found = recognised(("Фамилия", "Телефон 1", "Телефон 2", "Телефон мамы"), ("Демидова",), PHONES, PHONES, PHONES)
    assert fields_of(found) == ["surname", "phone", "phone", "phone"]


def test_a_column_nobody_understands_is_left_alone_with_its_samples(recognised):
    found = recognised(("ФИО", "Телефон", "Глюк"), NAMES, PHONES, ("xyz", "qwe"))
    last = found.columns[-1]
    assert (last.title, last.field, last.confidence, last.samples) == ("Глюк", "", 0.0, ("xyz", "qwe"))


def test_files_of_one_shape_have_one_fingerprint(tmp_path):
    def shape(*titles):
        path = Path(tmp_path) / "file.csv"
        path.write_bytes(a_csv([titles, *zip(NAMES, PHONES, strict=True)]))
        [table] = open_file(path, knows_title).tables
        return shape_of(table)

    assert shape("ФИО", "Телефон") == shape("Ф.И.О. ", "телефон")
    assert shape("ФИО", "Телефон") != shape("Телефон", "ФИО")
