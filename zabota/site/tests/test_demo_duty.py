"""The demo's desk is alive whenever it is opened."""

from datetime import datetime, time

import pytest

from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import a_doctor, anna
from zabota.site.demo.duty import ON_DUTY, put_on_duty
from zabota.work.scheduling.models import Shift
from zabota.work.scheduling.testing import days_ago, receives

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("hour", [0, 5, 12, 23])
def test_at_any_hour_somebody_receives(hour):
    now = datetime.combine(days_ago(-1), time(hour, 20), samara_centre().zone)
    for number in range(5):
        a_doctor(f"Врач{number}").branches.add(samara_centre())
    anna().branches.add(samara_centre())
    receives(anna(), hours=(time(8), time(14)))

    put_on_duty([samara_centre()], now)

    assert Shift.objects.filter(during__contains=now).count() == ON_DUTY
    here = Shift.objects.count()
    put_on_duty([samara_centre()], now)
    assert Shift.objects.count() == here
