import pytest

from zabota.core.catalog.commands import add_service, service_for
from zabota.core.catalog.models import Service
from zabota.lib.actors import SYSTEM
from zabota.lib.errors import Refused


def test_a_service_joins_the_price_list_under_its_category(db):
    service = add_service(name="ЭКГ", category="Кардиология", price=1100, minutes=20, by=SYSTEM)
    assert (service.name, service.category.name, service.minutes) == ("ЭКГ", "Кардиология", 20)


@pytest.mark.parametrize("name", ["  ", "экг "])
def test_a_nameless_or_second_service_is_refused(db, name):
    add_service(name="ЭКГ", by=SYSTEM)
    with pytest.raises(Refused):
        add_service(name=name, by=SYSTEM)
    assert Service.objects.count() == 1


def test_a_journal_finds_a_service_by_any_writing_and_makes_it_once(db):
    first = service_for(name="УЗИ брюшной полости", by=SYSTEM)
    assert service_for(name=" узи Брюшной полости ", by=SYSTEM) == first
