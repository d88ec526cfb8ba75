"""How the clinic's country shows in its figures."""

import pytest

from zabota.base.ui.templatetags.face import money
from zabota.base.ui.writing import NBSP
from zabota.core.practice.testing import the_clinic

pytestmark = pytest.mark.django_db


def test_sums_are_written_in_the_currency_of_the_clinic():
    practice = the_clinic()
    practice.currency = "UAH"
    practice.save()
    assert money(990) == f"990{NBSP}₴"
