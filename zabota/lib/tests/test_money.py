from decimal import Decimal

import pytest

from zabota.lib.money import MoneyProblem, read_money


@pytest.mark.parametrize(
    ("written", "amount", "currency"),
    [
        ("65 207 р.", "65207", "RUB"),
        ("65\xa0207\xa0₽", "65207", "RUB"),
        ("81300,00", "81300", ""),
        ("1,234.56", "1234.56", ""),
        ("1.234,56 грн", "1234.56", "UAH"),
        ("1'234", "1234", ""),
        ("1.234", "1234", ""),
        ("48951.5", "48951.5", ""),
        ("12,5 тыс. руб.", "12500", "RUB"),
        ("1300 руб. 50 коп.", "1300.5", "RUB"),
        ("1300-00", "1300", ""),
        ("-500", "-500", ""),
        ("(500)", "-500", ""),
        ("бесплатно", "0", ""),
    ],
)
def test_a_sum_is_read_in_any_writing(written, amount, currency):
    read = read_money(written)
    assert (read.amount, read.currency, read.problem) == (Decimal(amount), currency, None)


@pytest.mark.parametrize("written", ["", " ", "-", "нет"])
def test_nothing_is_no_sum_and_no_problem(written):
    assert read_money(written) == read_money("")


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("долг", MoneyProblem.UNREADABLE),
        ("12 или 13", MoneyProblem.UNREADABLE),
        ("99999999999999", MoneyProblem.TOO_LARGE),
    ],
)
def test_what_is_no_sum_is_reported(written, problem):
    assert read_money(written).problem is problem
