import pytest
from django.db import IntegrityError

from zabota.base.jobs.models import Job
from zabota.base.postgres.inserting import insert_together
from zabota.core.practice.models import Branch

pytestmark = pytest.mark.django_db


def test_rows_of_several_tables_are_inserted_in_one_round_trip(django_assert_num_queries):
    branches = [Branch(pk=9001, name="Север"), Branch(pk=9002, name="Юг")]
    with django_assert_num_queries(1):
        insert_together([*branches, Job(name="first", arguments={"branch": 9001})])

    assert list(Branch.objects.filter(pk__gt=9000).order_by("pk")) == branches
    assert Job.objects.get().arguments == {"branch": 9001}
    assert not branches[0]._state.adding


def test_what_a_later_table_refuses_is_refused_as_a_whole():
    with pytest.raises(IntegrityError):
        insert_together([Job(name="first"), Branch(name="Север"), Branch(name="Север")])
