"""The application may not analyse tables; it asks their owner."""

import pytest
from django.db import connection

from zabota.base.jobs.models import Job
from zabota.base.jobs.statistics import refresh_statistics


def rows_expected(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE relname = %s", [table])
        known: int = cursor.fetchone()[0]
        return known


@pytest.mark.django_db
def test_the_planner_learns_at_once_how_much_there_is():
    Job.objects.bulk_create(Job(name="intake.import", arguments={}) for _ in range(30))

    refresh_statistics(Job)

    assert rows_expected(Job._meta.db_table) == 30
