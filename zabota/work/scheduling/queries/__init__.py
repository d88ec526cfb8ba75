from zabota.work.scheduling.queries.visits import (
    Behaviour,
    KnownDay,
    SeenDoctor,
    appointments_of,
    behaviour_in,
    behaviour_of,
    bookings_for_mis,
    last_visits,
    planned_visits,
    within,
)

__all__ = [
    "Behaviour",
    "KnownDay",
    "SeenDoctor",
    "appointments_of",
    "behaviour_in",
    "behaviour_of",
    "bookings_for_mis",
    "last_visits",
    "planned_visits",
    "within",
]
