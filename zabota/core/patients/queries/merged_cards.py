"""Where merged cards lead to."""

from collections.abc import Iterable

from django.db import connection


def surviving_ids(patient_ids: Iterable[int]) -> dict[int, int]:
    """Each card -> the card it leads to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE step AS (SELECT id, id AS asked, merged_into_id FROM patients_patient WHERE id = ANY(%s)"
            " UNION ALL SELECT next.id, step.asked, next.merged_into_id"
            " FROM step JOIN patients_patient AS next ON next.id = step.merged_into_id)"
            " SELECT asked, id FROM step WHERE merged_into_id IS NULL",
            [list(patient_ids)],
        )
        return dict(cursor.fetchall())
