"""Phones as clinics write them (R007)."""

from __future__ import annotations

import copy
import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zabota.lib.phones import (
    MaskedPhone,
    PhoneKind,
    PhoneOwner,
    grouped_phone,
    mask_phone,
    parse_phones,
    phones_of_cells,
)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("8 (917) 598-98-34", ["+79175989834"]),
        ("+7 917 598 98 34", ["+79175989834"]),
        ("79175989834", ["+79175989834"]),
        ("9175989834", ["+79175989834"]),
        (89175989834.0, ["+79175989834"]),
        (89175989834, ["+79175989834"]),
        ("79161230000.0", ["+79161230000"]),
        ("8.9161230000E+10", ["+79161230000"]),
        ("8-917-415-28-83; 89011279153", ["+79174152883", "+79011279153"]),
        ("9013403356 / 89904467029", ["+79013403356", "+79904467029"]),
        ("89161230000 89161230001", ["+79161230000", "+79161230001"]),
        ("+7(916)123-00-00+7(916)123-00-01", ["+79161230000", "+79161230001"]),
        ("89161230000 и 89161230001", ["+79161230000", "+79161230001"]),
        ("89977667217, 89977667217", ["+79977667217"]),
        ("8 (846) 333-22-11", ["+78463332211"]),
        ("+380 67 123 45 67", ["+380671234567"]),
        ("0671234567", ["+380671234567"]),
        ("+7 701 123 45 67", ["+77011234567"]),
        ("8 10 375 29 123-45-67", ["+375291234567"]),
        ("+49 151 23456789", ["+4915123456789"]),
        ("нет", []),
        ("", []),
        (None, []),
        (float("nan"), []),
    ],
)
def test_numbers_are_found_in_any_writing(written, expected):
    assert [phone.e164 for phone in parse_phones(written)] == expected


def test_kinds_tell_mobile_landline_foreign_and_incomplete_apart():
    kinds = {
        "89175989834": PhoneKind.MOBILE,
        "8 (846) 333-22-11": PhoneKind.LANDLINE,
        "+380671234567": PhoneKind.FOREIGN,
        "+7 909 524 03": PhoneKind.INCOMPLETE,
        "333-22-11": PhoneKind.INCOMPLETE,
        "9999999999": PhoneKind.INCOMPLETE,
        "891612300001": PhoneKind.INCOMPLETE,
    }
    assert {written: parse_phones(written)[0].kind for written in kinds} == kinds


def test_a_torn_number_keeps_its_digits_but_gives_no_e164():
    torn = parse_phones("+7 909 524 03")[0]
    assert (torn.e164, torn.digits, torn.is_complete) == ("", "90952403", False)


def test_words_beside_a_number_say_whose_it_is():
    mother, own = parse_phones("мама: 89227918058, сам 89161112233")
    assert (mother.note, mother.owner) == ("мама", PhoneOwner.MOTHER)
    assert (own.note, own.owner) == ("сам", None)
    assert parse_phones("89969420484 (муж)")[0].owner is PhoneOwner.HUSBAND
    assert parse_phones("89969420484, супруга")[0].owner is PhoneOwner.WIFE
    assert parse_phones("тел. 89969420484 Viber")[0].note == "Viber"


def test_an_extension_is_kept_apart_from_the_number():
    office = parse_phones("8 (846) 333-22-11 доб. 12")[0]
    assert (office.e164, office.extension) == ("+78463332211", "12")


def test_at_a_ukrainian_clinic_local_numbers_are_at_home_and_russian_ones_foreign():
    assert [(p.e164, p.kind) for p in parse_phones("067 123-45-67", "UA")] == [("+380671234567", PhoneKind.MOBILE)]
    assert [(p.e164, p.kind) for p in parse_phones("89161230000", "UA")] == [("+79161230000", PhoneKind.FOREIGN)]
    assert parse_phones("+7 701 123 45 67", "KZ")[0].kind is PhoneKind.MOBILE


@given(st.text() | st.from_regex(r"[\d+() ,;/.\-доб#мамa]{0,40}", fullmatch=True), st.sampled_from(["RU", "UA", "KZ"]))
def test_no_text_makes_the_parser_fail(text, country):
    for phone in parse_phones(text, country):
        assert phone.e164 == "" or phone.e164.startswith("+")
        assert phone.is_complete == bool(phone.e164)


@given(st.integers(min_value=9_000_000_000, max_value=9_989_999_999).filter(lambda n: len(set(str(n)[1:])) > 3))
def test_a_number_survives_being_written_as_e164(national):
    e164 = f"+7{national}"
    assert [phone.e164 for phone in parse_phones(e164)] == [e164]


def test_a_column_is_parsed_once_for_each_writing():
    parsed = phones_of_cells(["89175989834", "89175989834", ""])
    assert {cell: [phone.e164 for phone in phones] for cell, phones in parsed.items()} == {
        "89175989834": ["+79175989834"],
        "": [],
    }


def test_a_masked_number_is_never_printed_whole():
    phone = MaskedPhone("+79161231234")
    assert [str(phone), f"{phone}", f"{phone:>17}", f"{phone!r}"] == [
        "+7 ••• •••-12-34",
        "+7 ••• •••-12-34",
        " +7 ••• •••-12-34",
        "<MaskedPhone +7 ••• •••-12-34>",
    ]
    assert "%s" % phone == "+7 ••• •••-12-34"  # noqa: UP031
    assert json.dumps({"phone": phone}, default=str, ensure_ascii=False) == '{"phone": "+7 ••• •••-12-34"}'
    assert phone.reveal() == "+79161231234"


def test_a_masked_number_is_a_value_that_refuses_to_be_pickled_or_changed():
    phone = MaskedPhone("+79161231234")
    assert phone == MaskedPhone("+79161231234") != MaskedPhone("+79161231235")
    assert len({phone, MaskedPhone("+79161231234")}) == 1
    assert copy.deepcopy([phone]) == [phone]
    with pytest.raises(TypeError):
        pickle.dumps(phone)
    with pytest.raises(TypeError):
        json.dumps(phone)
    with pytest.raises(AttributeError):
        phone._clear = ""


def test_masks_of_other_countries_keep_the_last_four_digits():
    assert [mask_phone(number) for number in ("+380671234567", "")] == ["+380 ••• •••-45-67", ""]


def test_a_number_that_was_shown_reads_in_groups():
    assert grouped_phone("+79271234567") == "+7 927 123-45-67"
    assert grouped_phone("+380671234567") == "+380 67 123 4567"
    assert grouped_phone("12-34") == "12-34"
