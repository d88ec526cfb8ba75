from datetime import date, time

import pytest

from zabota.lib.dates import (
    DateProblem,
    Order,
    age_on,
    month_named,
    order_of,
    read_date,
    read_time,
    typed_date,
    typed_time,
)

TODAY = date(2026, 11, 22)  # a Sunday


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("12.03.1965", "1965-03-12"),
        ("12,03,1965 г.", "1965-03-12"),
        ("05/10/1952", "1952-10-05"),
        ("12/31/1999", "1999-12-31"),
        ("1965-03-12T00:00:00Z", "1965-03-12"),
        ("12031965", "1965-03-12"),
        ("19650312", "1965-03-12"),
        ("23813", "1965-03-12"),
        ("23813.0", "1965-03-12"),
        ("20.09.51", "1951-09-20"),
        ("15.06.14", "2014-06-15"),
        ("12.03.65г.", "1965-03-12"),
        ("12 марта 1965", "1965-03-12"),
        ("12 березня 1965 р.", "1965-03-12"),
        ("5 лист. 2020", "2020-11-05"),
        ("March 5, 1980", "1980-03-05"),
        ("чт, 12.03.1965", "1965-03-12"),
        ("март 1980", "1980-03"),
        ("03.1980", "1980-03"),
        ("1965", "1965"),
        ("1965 г.р.", "1965"),
        ("1965 год рождения", "1965"),
        ("01.01.1900", ""),
        ("00.00.0000", ""),
        ("00:00:00", ""),
        ("неизвестно", ""),
        ("—", ""),
        ("  ", ""),
    ],
)
def test_a_birth_date_is_read_in_any_writing(written, meant):
    read = read_date(written, today=TODAY, horizon="birth")
    assert (read.iso, read.problem) == (meant, None)


@pytest.mark.parametrize(
    ("written", "problem", "suggestion"),
    [
        ("31.02.1980", DateProblem.IMPOSSIBLE, date(1980, 2, 29)),
        ("29.02.1999", DateProblem.IMPOSSIBLE, date(1999, 2, 28)),
        ("35.13.2000", DateProblem.IMPOSSIBLE, None),
        ("12.03.2077", DateProblem.IN_THE_FUTURE, date(1977, 3, 12)),
        ("1850", DateProblem.TOO_OLD, None),
        ("Мартынов", DateProblem.UNREADABLE, None),
        ("12 попугаев 1980", DateProblem.UNREADABLE, None),
    ],
)
def test_a_date_that_cannot_be_is_reported_with_what_was_probably_meant(written, problem, suggestion):
    read = read_date(written, today=TODAY, horizon="birth")
    assert (read.iso, read.problem, read.suggestion) == ("", problem, suggestion)


def test_two_digits_of_a_visit_may_lie_ahead_but_those_of_a_birth_may_not():
    assert read_date("05.03.27", today=TODAY, horizon="visit").iso == "2027-03-05"
    assert read_date("05.03.27", today=TODAY, horizon="birth").iso == "1927-03-05"


def test_the_name_of_a_sheet_completes_a_short_date():
    assert month_named("Март 2026") == (2026, 3)
    assert month_named("листопад") == (None, 11)
    assert month_named("Лист1") == (None, None)
    assert read_date("5.3", today=TODAY, near=(2026, 3)).iso == "2026-03-05"
    assert read_date("17", today=TODAY, near=(2026, 3)).iso == "2026-03-17"
    assert read_date("17", today=TODAY).problem is DateProblem.UNREADABLE


def test_a_column_that_writes_the_month_first_is_found_out():
    assert order_of(["03/25/1980", "04/05/1981"]) is Order.MONTH_FIRST
    assert order_of(["25/03/1980", "04/05/1981"]) is Order.DAY_FIRST
    assert read_date("04/05/1981", today=TODAY, order=Order.MONTH_FIRST).iso == "1981-04-05"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("9:30", time(9, 30)),
        ("09.30", time(9, 30)),
        ("18:15:00", time(18, 15)),
        ("9:30 pm", time(21, 30)),
        ("0.5", time(12, 0)),
        ("10 ч", time(10, 0)),
        ("10:00-10:30", time(10, 0)),
        ("2026-03-12 09:30:00", time(9, 30)),
        ("25:00", None),
        ("утром", None),
    ],
)
def test_a_time_of_day_is_read_in_any_writing(written, meant):
    assert read_time(written) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("5.3", date(2027, 3, 5)),
        ("5.3.27", date(2027, 3, 5)),
        ("завтра", date(2026, 11, 23)),
        ("пн", date(2026, 11, 23)),
        ("вс", date(2026, 11, 29)),
        ("+3", date(2026, 11, 25)),
        ("12 декабря", date(2026, 12, 12)),
        ("31", date(2026, 12, 31)),
        ("29.2", date(2028, 2, 29)),
        ("31.2", None),
        ("чушь", None),
    ],
)
def test_the_desk_types_dates_in_short(typed, meant):
    assert typed_date(typed, today=TODAY) == meant


@pytest.mark.parametrize(
    ("typed", "meant"), [("930", time(9, 30)), ("9", time(9)), ("21-30", time(21, 30)), ("25", None)]
)
def test_the_desk_types_times_in_short(typed, meant):
    assert typed_time(typed) == meant


def test_a_child_born_on_a_leap_day_grows_older_in_march():
    assert age_on(date(2000, 2, 29), date(2026, 2, 28)) == 25
    assert age_on(date(2000, 2, 29), date(2026, 3, 1)) == 26
