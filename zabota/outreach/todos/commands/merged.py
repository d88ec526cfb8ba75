"""One person, one call: what two cards waited for separately is asked in one conversation."""

from django.db import connection, transaction


@transaction.atomic
def call_once() -> int:
    """Close all but one of the calls that waited for a person before his cards were merged; returns how many.

    A promised hour comes first, then what may be called now, then the greater value. What an operator has in hand stays.
    The closed ones keep their attempts and notes, and wait again when the cards are parted.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CALL_ONCE)
        return int(cursor.rowcount)


@transaction.atomic
def call_each_again(*, patient_id: int) -> int:
    """Open what was closed because of a merge, if nothing else waits for this card; the next refreshing looks whether
    the reason and the ground still hold."""
    with connection.cursor() as cursor:
        cursor.execute(_CALL_AGAIN, [patient_id])
        return int(cursor.rowcount)


_CALL_ONCE = """
    UPDATE todos_call call SET state = 'merged', closed_at = statement_timestamp(), taken_by_id = NULL, taken_until = NULL
    FROM (
        SELECT waiting.id, row_number() OVER (
            PARTITION BY waiting.patient_id
            ORDER BY coalesce(waiting.taken_until > statement_timestamp(), false) DESC, waiting.is_promised DESC,
                waiting.state = 'open' DESC, waiting.value DESC, waiting.id
        ) AS place
        FROM todos_call waiting
        WHERE waiting.state IN ('open', 'held') AND EXISTS (
            SELECT FROM patients_merge merge
            WHERE merge.survivor_id = waiting.patient_id AND merge.undone_at IS NULL
                AND merge.merged_at >= waiting.created_at)
    ) AS ranked
    WHERE ranked.id = call.id AND ranked.place > 1
        AND (call.taken_until IS NULL OR call.taken_until < statement_timestamp())"""

_CALL_AGAIN = """
    UPDATE todos_call call SET state = 'open', closed_at = NULL
    WHERE call.id = (
        SELECT closed.id FROM todos_call closed JOIN patients_patient card ON card.id = closed.patient_id
        WHERE closed.patient_id = %s AND closed.state = 'merged' AND card.state = 'active'
            AND NOT EXISTS (
                SELECT FROM todos_call own WHERE own.patient_id = closed.patient_id AND own.state IN ('open', 'held'))
        ORDER BY closed.is_promised DESC, closed.value DESC, closed.id LIMIT 1)"""
