"""An address that sends much works for each further request, before it is refused (T30)."""

import re
from itertools import count

import pytest
from django.urls import reverse
from django.utils import timezone

from zabota.base.postgres.sealed import blind_index
from zabota.front.portal.models import AddressCount
from zabota.front.portal.queries.work import BITS, SOFT_LIMIT, Work, new_work
from zabota.front.portal.testing import Visitor, an_online_service
from zabota.work.scheduling.models import Hold

pytestmark = pytest.mark.django_db
ADDRESS = "203.0.113.7"


def has_sent(number, address=ADDRESS):
    key = blind_index(f"post:{address}", label="portal.address")
    AddressCount.objects.update_or_create(key=key, defaults={"since": timezone.now(), "count": number})


def done(page):
    """What a browser would send after the work of this page."""
    html = page.content.decode()
    token = re.search(r'name="work"\s+value="([^"]+)"', html)[1]
    work = Work(token, int(re.search(r'data-bits="(\d+)"', html)[1]))
    return {"work": token, "number": next(str(each) for each in count() if work.is_done_by(str(each)))}


@pytest.fixture
def service():
    return an_online_service()


@pytest.fixture
def slot(service):
    return Visitor().times_of(service)[0]


def test_up_to_the_soft_limit_nobody_works(service, slot):
    has_sent(SOFT_LIMIT - 1)
    assert Visitor().hold(service, slot).status_code == 302
    assert Visitor().hold(service, slot).status_code == 429


def test_work_done_lets_the_same_form_through_once(service, slot):
    has_sent(SOFT_LIMIT)
    visitor = Visitor()
    asked = visitor.hold(service, slot, day="2026-01-01")
    assert (asked.status_code, Hold.objects.count()) == (429, 0)
    assert asked.context["sent"] == [("service", str(service.public_id)), ("slot", slot), ("day", "2026-01-01")]
    paid = done(asked)
    assert visitor.hold(service, slot, **paid).status_code == 302
    again = visitor.hold(service, Visitor().times_of(service)[0], **paid)
    assert (again.status_code, Hold.objects.count()) == (429, 1)
    assert "work" not in dict(again.context["sent"])


@pytest.mark.parametrize(
    "sent", [{"number": ""}, {"number": "x"}, {"number": "1" * 50}, {"number": "²"}, {"work": "forged"}]
)
def test_work_that_was_not_done_opens_nothing(service, slot, sent):
    has_sent(SOFT_LIMIT)
    paid = done(Visitor().hold(service, slot))
    assert Visitor().hold(service, slot, **{**paid, **sent}).status_code == 429
    assert Hold.objects.count() == 0


def test_work_of_one_address_is_nothing_from_another(service, slot):
    for address in (ADDRESS, "203.0.113.8"):
        has_sent(SOFT_LIMIT, address)
    paid = done(Visitor().hold(service, slot))
    assert Visitor("203.0.113.8").hold(service, slot, **paid).status_code == 429


def test_who_goes_on_works_harder_and_is_refused_in_the_end(service, slot):
    assert [new_work("", number).bits - BITS for number in (31, 61, 120)] == [0, 1, 3]
    has_sent(119)
    paid = done(Visitor().hold(service, slot))
    refused = Visitor().hold(service, slot, **paid)
    assert (refused.status_code, "Слишком много запросов" in refused.content.decode()) == (429, True)


def test_steps_of_the_way_cost_nothing():
    has_sent(SOFT_LIMIT)
    assert Visitor().client.post(reverse("portal:step"), {"step": "opened"}).status_code == 204
