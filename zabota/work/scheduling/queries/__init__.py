from zabota.work.scheduling.queries.visits import (
    Behaviour,
    KnownDay,
    SeenDoctor,
    appointments_of,
    behaviour_of,
    bookings_for_mis,
    completed_visits,
    first_visit,
    last_visit,
    planned_visits,
    within,
)

__all__ = [
    "Behaviour",
    "KnownDay",
    "SeenDoctor",
    "appointments_of",
    "behaviour_of",
    "bookings_for_mis",
    "completed_visits",
    "first_visit",
    "last_visit",
    "planned_visits",
    "within",
]
