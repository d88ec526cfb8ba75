"""«К кому обратиться» (section F): words of a patient lead to services and doctors, and are kept nowhere."""

import re

import pytest
from django.db import connection
from django.urls import reverse

from zabota.base.accounts.testing import signed_in
from zabota.core.catalog.commands import change_service, write_complaint_words
from zabota.core.catalog.models import OnlineMode, ServiceCategory
from zabota.core.staff.testing import anna, nina, vera
from zabota.front.portal.models import FunnelStep
from zabota.front.portal.testing import Visitor, an_online_service
from zabota.lib.actors import SYSTEM

pytestmark = pytest.mark.django_db
SAID = "Болит колено, отекает"


@pytest.fixture
def service():
    service = an_online_service()
    change_service(service=service, category="Ортопедия", by=SYSTEM)
    write_complaint_words(category=service.category, words="колено\nспина", by=SYSTEM)
    return service


def told(words, **sent):
    return Visitor().client.post(reverse("portal:complaint"), {"complaint": words, **sent})


def test_words_lead_to_services_and_doctors(service):
    write_complaint_words(speciality=anna().speciality, words="колено", by=SYSTEM)
    found = told(SAID).context["found"]
    assert [(group.title, [line.service for line in group.lines]) for group in found.services] == [
        ("Ортопедия", [service])
    ]
    assert found.doctors == [(anna().speciality, [anna()])]


def test_only_what_may_be_booked_or_asked_for_is_shown(service):
    for name, online in (("Рентген", OnlineMode.VIEW), ("Операция", OnlineMode.NONE), ("Укол", OnlineMode.REQUEST)):
        change_service(service=an_online_service(name, online), category="Ортопедия", by=SYSTEM)
    found = told(SAID).context["found"]
    assert {line.service.name for line in found.services[0].lines} == {"Приём ортопеда", "Укол"}


@pytest.mark.parametrize("words", ["zzz", "болит", "\u200b", "<script>"])
def test_what_is_not_understood_is_said_so(service, words):
    page = told(words)
    assert (page.status_code, page.context["found"].is_empty) == (200, True)
    assert "Мы не поняли" in page.content.decode()
    assert "<script>" not in page.content.decode()


@pytest.mark.parametrize("words", ["", "  ", "х" * 301, "\x00"])
def test_nothing_and_too_much_are_refused(service, words):
    assert told(words).status_code == 422


def test_the_way_by_complaint_is_offered_where_the_clinic_has_written_words():
    start = reverse("portal:start")
    before = Visitor().client.get(start).content.decode()
    write_complaint_words(speciality="Ортопед", words="колено", by=SYSTEM)
    after = Visitor().client.get(start).content.decode()
    assert [reverse("portal:complaint") in page for page in (before, after)] == [False, True]


def test_health_words_stand_in_no_address_and_in_no_row(service):
    """What troubles somebody is told by POST, comes back in the field alone, and goes nowhere further with him."""
    visitor = Visitor()
    page = visitor.client.post(reverse("portal:complaint"), {"complaint": SAID})
    html = page.content.decode()
    addresses = re.findall(r'(?:href|action|data-\w+)="([^"]*)"', html)
    assert not [each for each in addresses if "колен" in each.lower() or "%D0%BA%D0%BE%D0%BB" in each]
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"

    token = page.context["trail"].token
    visitor.client.post(reverse("portal:step"), {"t": token, "step": "opened"})
    visitor.say_who(visitor.hold(service, visitor.times_of(service)[0], t=token))
    assert FunnelStep.objects.count() >= 2
    assert rows_with("колен") == ["catalog_complaint_words"]


def rows_with(words):
    """Tables of the whole database in which some row has these words."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT 1 FROM "{table}" AS each WHERE lower(each::text) LIKE %s LIMIT 1', [f"%{words}%"])
            if cursor.fetchone():
                found.append(table)
    return found


def test_the_clinic_writes_the_words_itself(client, service):
    desk, edit = signed_in(client, nina()), reverse("portal:edit_complaint_words")
    by_category = {"category": ServiceCategory.objects.get().pk}
    answer = desk.post(f"{edit}?category={by_category['category']}", {"words": "шея\n\nшея\nплечо"})
    page = desk.get(reverse("portal:complaint_words")).content.decode()
    assert (answer.status_code, "шея, плечо" in page) == (302, True)
    assert told("шею прихватило").context["found"].services
    assert desk.post(f"{edit}?speciality={anna().speciality}", {"words": "спина"}).status_code == 302
    assert [told("спина").context["found"].doctors, desk.get(edit).status_code] == [
        [(anna().speciality, [anna()])],
        404,
    ]
    assert signed_in(client, vera()).get(reverse("portal:complaint_words")).status_code == 403
