"""The log of changed times, from which processes refresh what they keep in memory."""

from django.db import connection

#: Twice as long as a process keeps a timetable without looking (`timetable.LONGEST_WITHOUT_A_LOOK`).
KEPT_FOR = "1 hour"


def forget_old_changes() -> int:
    """Remove lines that nobody reads from any more; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM scheduling_touched WHERE at < now() - %s::interval", [KEPT_FOR])
        forgotten: int = cursor.rowcount
    return forgotten
