"""Sums, days, ages and phones as people write them."""

import datetime
from decimal import Decimal

import pytest
from django.utils import translation

from zabota.base.ui import writing
from zabota.base.ui.templatetags.face import age, money, phone
from zabota.lib.phones import MaskedPhone

TODAY = datetime.date(2026, 3, 12)
SAMARA = datetime.timezone(datetime.timedelta(hours=4))


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (12450, "12 450 ₽"),
        (Decimal("65207.00"), "65 207 ₽"),
        (Decimal("12450.5"), "12 450,50 ₽"),
        (-300, "−300 ₽"),
        (0, "0 ₽"),
        (1234567, "1 234 567 ₽"),
        (None, ""),
    ],
)
def test_money(amount, written):
    assert money(amount, "RUB") == written.replace(" ", writing.NBSP)


def test_money_of_another_country():
    assert money(990, "UAH") == f"990{writing.NBSP}₴"


@pytest.mark.parametrize(
    ("language", "ages"),
    [
        ("ru", ["1 месяц", "23 месяца", "2 года", "21 год", "34 года", "71 год", "111 лет"]),
        ("uk", ["1 місяць", "23 місяці", "2 роки", "21 рік", "34 роки", "71 рік", "111 років"]),
        ("en", ["1 month", "23 months", "2 years", "21 years", "34 years", "71 years", "111 years"]),
    ],
)
def test_age_has_the_right_plural(language, ages):
    births = [(2026, 2, 12), (2024, 4, 12), (2024, 3, 12), (2005, 3, 12), (1991, 4, 1), (1955, 1, 1), (1914, 6, 1)]
    with translation.override(language):
        assert [writing.age(datetime.date(*born), today=TODAY) for born in births] == ages


def test_age_changes_on_the_birthday_itself():
    born = datetime.date(1992, 3, 13)
    with translation.override("ru"):
        assert writing.age(born, today=TODAY) == "33 года"
        assert writing.age(born, today=TODAY + datetime.timedelta(days=1)) == "34 года"


def test_nobody_is_born_tomorrow():
    assert writing.age(datetime.date(2026, 3, 13), today=TODAY) == ""
    assert age(None) == ""


@pytest.mark.parametrize(
    ("language", "moment", "written"),
    [
        ("ru", datetime.datetime(2026, 3, 12, 15, 30, tzinfo=SAMARA), "12 марта, чт, 15:30"),
        ("uk", datetime.date(2026, 5, 4), "4 травня, пн"),
        ("en", datetime.date(2026, 5, 4), "4 May, Mon"),
        ("ru", datetime.date(2025, 12, 31), "31 декабря 2025"),
    ],
)
def test_day(language, moment, written):
    with translation.override(language):
        assert writing.day(moment, today=TODAY).replace(writing.NBSP, " ") == written


@pytest.mark.parametrize(
    ("seconds", "written"), [(0, "0 с"), (59, "59 с"), (90, "2 мин"), (3599, "59 мин"), (7500, "2 ч 5 мин")]
)
def test_duration(seconds, written):
    with translation.override("ru"):
        assert writing.duration(seconds) == written


def test_a_phone_is_always_masked():
    assert phone(MaskedPhone("+79161231234")) == phone("+79161231234") == "+7 ••• •••-12-34"
    assert phone(None) == ""
