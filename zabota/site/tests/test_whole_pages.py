"""A piece of a page that somebody opens by its address, in a new tab or from a letter, comes as a whole page."""

import pytest
from django.test import Client

from zabota.core.staff.testing import vera

pytestmark = pytest.mark.django_db


def opened(**headers) -> str:
    client = Client()
    client.force_login(vera())
    return client.get("/notices/", headers=headers).content.decode()


def test_a_piece_opened_by_its_address_is_a_whole_page():
    piece, page = opened(HX_Request="true"), opened()
    assert "<html" not in piece
    assert page.lstrip().startswith("<!DOCTYPE html>")
    assert piece.strip() in page
    assert page.count("<html") == 1
