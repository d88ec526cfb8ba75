import pytest
from django.test import Client
from django.urls import reverse

from zabota.core.patients.panels import panels
from zabota.core.patients.testing import boris, karina, masha
from zabota.core.staff.testing import nina, vera

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_card_and_all_its_panels_open_for_the_director():
    child = masha()
    director = signed_in(nina())
    page = director.get(reverse("patients:card", args=[child.public_id]))
    assert page.status_code == 200
    for panel in panels:
        for headers in ({}, {"HX-Request": "true"}):
            answer = director.get(reverse(panel.url_name, args=[child.public_id]), headers=headers)
            assert (panel.key, answer.status_code) == (panel.key, 200)


def test_the_list_is_in_alphabetical_order():
    boris(), karina()
    page = signed_in(vera()).get(reverse("patients:list"))
    text = page.content.decode()
    assert text.index("Демидова Карина") < text.index("Зимин Борис")
    assert "2 " in text
