"""Lists by address: what they show, in which order, how many of how many."""

import pytest
from django.contrib.auth import get_user_model
from django.test import RequestFactory

from zabota.base.ui.listing import Column, Filter, Listing

pytestmark = pytest.mark.django_db

COLUMNS = [Column("name", "Name", sort=("full_name",)), Column("number", "Number", is_number=True)]
THEME = Filter("theme", "Theme", [("dark", "dark"), ("light", "light")], lambda rows, value: rows.filter(theme=value))


def listing_of(address):
    request = RequestFactory().get(address)
    return Listing(
        request,
        get_user_model().objects.all(),
        key="people",
        columns=COLUMNS,
        filters=[THEME],
        sorted_by="name",
        per_page=2,
    )


@pytest.fixture(autouse=True)
def five_people():
    for login, name, theme in [
        ("a", "Е", "dark"),
        ("b", "Г", "dark"),
        ("c", "В", "light"),
        ("d", "Б", "dark"),
        ("e", "А", "dark"),
    ]:
        get_user_model().objects.create(login=login, full_name=name, theme=theme)


def names(address):
    return [person.full_name for person in listing_of(address).page]


def test_rows_stand_in_their_order_page_by_page():
    assert [names(f"/?page={page}") for page in (1, 2, 3)] == [["А", "Б"], ["В", "Г"], ["Е"]]


def test_the_address_turns_the_order():
    assert names("/?sort=-name") == ["Е", "Г"]


def test_a_filter_narrows_and_says_out_of_how_many():
    listing = listing_of("/?theme=light")
    assert ([person.full_name for person in listing.page], listing.page.paginator.count, listing.total) == (["В"], 1, 5)


@pytest.mark.parametrize("address", ["/?page=0", "/?page=first", "/?sort=password", "/?sort=--name", "/?theme=%27;--"])
def test_a_made_up_address_shows_the_plain_list(address):
    assert names(address)[0] in {"А", "Е"}
    assert listing_of(address).page.paginator.count == 5


def test_a_page_beyond_the_end_is_the_last_one():
    assert names("/?page=99") == ["Е"]


def test_sorting_starts_again_at_the_first_page_and_keeps_the_filters():
    heading = listing_of("/?theme=dark&page=2&sort=name").headings[0]
    assert (heading.url, heading.direction) == ("?theme=dark&sort=-name", "ascending")


def test_a_column_without_fields_does_not_sort():
    assert listing_of("/").headings[1].url == ""
