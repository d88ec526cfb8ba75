import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError

from zabota.base.postgres.inserting import insert_together

pytestmark = pytest.mark.django_db


def test_rows_of_several_tables_are_inserted_in_one_round_trip(django_assert_num_queries):
    thing = ContentType(pk=90001, app_label="clinic", model="bell")
    with django_assert_num_queries(1):
        insert_together([thing, Permission(name="Ring", content_type=thing, codename="ring"), Group(name="Ringers")])

    assert Permission.objects.get(codename="ring").content_type == thing
    assert Group.objects.get().pk
    assert not thing._state.adding


def test_what_a_later_table_refuses_is_refused_as_a_whole():
    with pytest.raises(IntegrityError):
        insert_together([ContentType(app_label="clinic", model="bell"), Group(name="Ringers"), Group(name="Ringers")])
