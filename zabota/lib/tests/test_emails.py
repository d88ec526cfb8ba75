"""E-mail addresses as clinics write them (R007)."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zabota.lib.emails import MaskedEmail, ParsedEmail, parse_emails


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (" Karina@Mail.RU ", ParsedEmail("karina@mail.ru", True)),
        ("karina@mal.ru", ParsedEmail("karina@mal.ru", True, "karina@mail.ru")),
        ("karina@gmail.ru", ParsedEmail("karina@gmail.ru", True, "karina@gmail.com")),
        ("karina@@yandex.ru", ParsedEmail("karina@@yandex.ru", False, "karina@yandex.ru")),
        ("karina@clinic-zabota.ru", ParsedEmail("karina@clinic-zabota.ru", True)),
        ("karina@", ParsedEmail("karina@", False)),
    ],
)
def test_addresses_are_normalised_and_slips_only_suggested(written, expected):
    assert parse_emails(written) == [expected]


def test_several_addresses_of_a_cell_are_found_once_each():
    assert [email.address for email in parse_emails("a@mail.ru; b@ya.ru, A@mail.ru")] == ["a@mail.ru", "b@ya.ru"]
    assert parse_emails("нет") == parse_emails(None) == parse_emails(12.0) == []


@given(st.text() | st.from_regex(r"[a-z@.\- ,;]{0,30}", fullmatch=True))
def test_no_text_makes_the_parser_fail(text):
    assert all("@" in email.address for email in parse_emails(text))


def test_a_masked_address_shows_its_first_letter_and_domain():
    email = MaskedEmail("karina@mail.ru")
    assert (str(email), repr(email), email.reveal()) == ("k•••@mail.ru", "<MaskedEmail k•••@mail.ru>", "karina@mail.ru")
    with pytest.raises(TypeError):
        pickle.dumps(email)
