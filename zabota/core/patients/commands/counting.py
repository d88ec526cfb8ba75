"""Figures that are kept beside the cards: completeness of each and of the base, and how many bear a word of a name."""

from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from zabota.core.patients.models import BaseCount, Patient
from zabota.core.patients.queries.completeness import counted_now, refresh_completeness

PORTION = 5000

_RECOUNT_WORDS = """
WITH borne AS (
    SELECT left(word, 100) AS word, count(*) AS patients
    FROM patients_patient, unnest(string_to_array(name_key, ' ')) AS word
    WHERE state = 'active' AND word <> ''
    GROUP BY 1
), forgotten AS (
    DELETE FROM patients_name_word known WHERE NOT EXISTS (SELECT FROM borne WHERE borne.word = known.word)
)
INSERT INTO patients_name_word AS known (word, patients) SELECT word, patients FROM borne
ON CONFLICT (word) DO UPDATE SET patients = EXCLUDED.patients WHERE known.patients <> EXCLUDED.patients
"""


def recount_name_words() -> None:
    """One statement over the whole base: a few seconds for a million cards."""
    with connection.cursor() as cursor:
        cursor.execute(_RECOUNT_WORDS)


@transaction.atomic
def count_base() -> None:
    """The state of the base, for the page that shows it; a hundred thousand cards take about a second."""
    count = counted_now()
    BaseCount.objects.all().delete()
    count.save()


def recount_completeness(running: Any) -> None:
    """All cards, PORTION a transaction of the job; goes on from anywhere, for each portion is counted from scratch."""
    last = Patient.objects.aggregate(last=Max("pk"))["last"] or 0
    for first in range(0, last + 1, PORTION):
        with running.transaction():
            refresh_completeness(
                Patient.objects.filter(pk__gte=first, pk__lt=first + PORTION).values_list("pk", flat=True)
            )
        running.progress(min(first + PORTION, last), last)
