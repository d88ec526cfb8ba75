from zabota.work.scheduling.queries.prepayment import PrepaymentRule, booking_rules, prepayment_of, prepayment_rule_for
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
    "PrepaymentRule",
    "SeenDoctor",
    "appointments_of",
    "behaviour_in",
    "behaviour_of",
    "booking_rules",
    "bookings_for_mis",
    "last_visits",
    "planned_visits",
    "prepayment_of",
    "prepayment_rule_for",
    "within",
]
