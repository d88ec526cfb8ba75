"""A package: services of one visit that the clinic writes down once, and the desk finds by letters and books whole."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from zabota.base.accounts.testing import signed_in
from zabota.core.catalog.commands import PackageLine, set_package
from zabota.core.catalog.models import Package
from zabota.core.staff.testing import anna, lev, nina, vera
from zabota.lib.actors import SYSTEM
from zabota.lib.errors import Refused
from zabota.work.scheduling.models import Performer
from zabota.work.scheduling.testing import a_patient, a_service, receives

pytestmark = pytest.mark.django_db


@pytest.fixture
def services():
    found = [a_service("Приём"), a_service("УЗИ", 20), a_service("Забор крови", 10)]
    for service, doctor in zip(found, (anna(), lev(), lev()), strict=True):
        Performer.objects.create(doctor=doctor, service=service)
    return found


def lines_of(package: Package) -> list[tuple[str, bool, int]]:
    return [(part.service.name, part.is_parallel, part.gap) for part in package.parts.select_related("service")]


def test_a_package_is_written_and_written_anew_on_the_screen(services):
    visit, scan, blood = services
    client = signed_in(Client(), nina())
    form = {
        "name": "Осмотр сустава", "is_active": "on", "service_0": visit.pk, "gap_0": 30, "service_1": scan.pk,
        "beside_1": "", "gap_1": 15, "service_3": blood.pk, "beside_3": "yes", "gap_3": 0,
    }  # fmt: skip
    assert client.post(reverse("scheduling:new_package"), form).status_code == 302
    package = Package.objects.get()
    assert lines_of(package) == [("Приём", False, 30), ("УЗИ", False, 15), ("Забор крови", True, 0)]
    assert "Приём → УЗИ + Забор крови" in client.get(reverse("scheduling:packages")).content.decode()

    address = reverse("scheduling:package", args=[package.public_id])
    assert client.get(address).context["form"]["gap_1"].initial == 15
    client.post(address, {"name": "Осмотр", "service_0": scan.pk, "service_1": visit.pk, "gap_1": 60})
    package.refresh_from_db()
    assert (package.name, package.is_active, lines_of(package)) == (
        "Осмотр", False, [("УЗИ", False, 0), ("Приём", False, 60)]
    )  # fmt: skip


def test_a_package_of_one_service_or_of_a_known_name_is_refused(services):
    visit, scan, _blood = services
    set_package(name="Осмотр", lines=[PackageLine(visit), PackageLine(scan)], by=SYSTEM)
    for name, lines in (
        ("Другой", [PackageLine(visit)]),
        ("осмотр", [PackageLine(visit)] * 2),
        (" ", [PackageLine(visit)] * 2),
    ):
        with pytest.raises(Refused):
            set_package(name=name, lines=lines, by=SYSTEM)
    assert Package.objects.count() == 1


def test_the_desk_finds_a_package_by_letters_and_is_offered_all_of_it(services):
    receives(anna())
    receives(lev())
    visit, scan, blood = services
    lines = [PackageLine(visit), PackageLine(scan, gap=15), PackageLine(blood, is_parallel=True, gap=30)]
    package = set_package(name="Осмотр сустава", lines=lines, by=SYSTEM)
    client, headers = signed_in(Client(), vera()), {"HX-Request": "true", "HX-Target": "booking"}
    for typed in ("осм суст", "jcv"):
        found = client.post(reverse("scheduling:find_service"), {"what": typed}, headers=headers)
        assert found.context["packages"] == [package]
    form = {"request_key": uuid4(), "patient": a_patient().public_id, "package": package.public_id}
    shown = client.post(reverse("scheduling:chain"), form, headers=headers)
    assert [(part.service, part.is_parallel, part.gap) for part in shown.context["parts"]] == [
        (visit, False, 30), (scan, False, 15), (blood, True, 30)
    ]  # fmt: skip
    assert [f"{part.time.wall:%H:%M}" for part in shown.context["chains"][0].parts] == ["09:00", "09:30", "10:00"]

    set_package(package=package, name="Осмотр сустава", lines=lines, is_active=False, by=SYSTEM)
    assert client.post(reverse("scheduling:chain"), form, headers=headers).status_code == 404
