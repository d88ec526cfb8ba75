"""Every place of the sidebar, as each person of the cast sees it, on a screen that people have."""

import pytest
from playwright.sync_api import Page

from zabota.base.accounts.models import User
from zabota.base.accounts.testing import with_phone
from zabota.site.demo.loading import load_demo

#: Who sees what: the director, the front desk, the operator, the data steward, the system administrator.
CAST = ["nina", "vera", "oleg", "rita", "igor"]


@pytest.fixture
def small_clinic(committed_db):
    load_demo(patients=40, report=lambda *_: None)


def places_of(page: Page) -> list[str]:
    page.goto("/")
    return list(dict.fromkeys(page.locator("#sidebar a.place").evaluate_all("all => all.map(a => a.pathname)")))


def problems_of(page: Page, address: str, accessibility_problems) -> list[str]:
    answer = page.goto(address)
    found = [f"{address} {problem}" for problem in accessibility_problems(page)]
    if answer.status != 200:
        found.append(f"{address} answered {answer.status}")
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append(f"{address} sticks out to the right")
    if not page.locator("h1").first.inner_text().strip():
        found.append(f"{address} has no heading")
    return found


@pytest.mark.parametrize(
    ("logins", "width", "dark"),
    [(CAST, 1440, False), (CAST[:1], 1440, True), (CAST[:1], 390, False)],
    ids=["everybody", "dark", "phone"],
)
def test_every_place_is_readable_and_fits(new_page, small_clinic, accessibility_problems, logins, width, dark):
    found, seen = [], set()
    for login in logins:
        page = new_page(user=with_phone(User.objects.get(login=login)), width=width, height=844, dark=dark)
        for address in places_of(page):
            if address not in seen:
                found += problems_of(page, address, accessibility_problems)
            seen.add(address)
    assert found == []
