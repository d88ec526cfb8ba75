from zabota.work.scheduling.commands.booking import (
    AnotherRequest,
    Chain,
    NoSuchTime,
    PatientCannotBeBooked,
    book,
    book_held,
    book_planned_visit,
    take_back_booking,
    wall_instant,
)
from zabota.work.scheduling.commands.holding import (
    HoldIsOver,
    hold_slot,
    release_expired_holds,
    release_hold,
)
from zabota.work.scheduling.commands.importing import (
    ImportedAppointment,
    ImportResult,
    import_appointments,
    remove_imported_appointments,
)
from zabota.work.scheduling.commands.life import (
    NotNow,
    call_in,
    cancel,
    complete,
    confirm,
    mark_arrived,
    mark_no_show,
    status_before,
    take_back_step,
)
from zabota.work.scheduling.commands.mis import enter_into_mis, put_back_for_mis
from zabota.work.scheduling.commands.moving import move, resize
from zabota.work.scheduling.commands.occupying import OutsideSchedule, TimeHasPassed, TimeIsTaken, Wanted
from zabota.work.scheduling.commands.prepaying import cancel_unpaid_visits, receive_prepayment
from zabota.work.scheduling.commands.schedules import (
    ShiftsOverlap,
    add_pattern,
    add_shift,
    cancel_shift,
    change_shift,
    end_pattern,
    lay_out,
)
from zabota.work.scheduling.commands.touching import forget_old_changes
from zabota.work.scheduling.commands.zones import follow_zone_rules

__all__ = [
    "AnotherRequest",
    "Chain",
    "HoldIsOver",
    "ImportResult",
    "ImportedAppointment",
    "NoSuchTime",
    "NotNow",
    "OutsideSchedule",
    "PatientCannotBeBooked",
    "ShiftsOverlap",
    "TimeHasPassed",
    "TimeIsTaken",
    "Wanted",
    "add_pattern",
    "add_shift",
    "book",
    "book_held",
    "book_planned_visit",
    "call_in",
    "cancel",
    "cancel_shift",
    "cancel_unpaid_visits",
    "change_shift",
    "complete",
    "confirm",
    "end_pattern",
    "enter_into_mis",
    "follow_zone_rules",
    "forget_old_changes",
    "hold_slot",
    "import_appointments",
    "lay_out",
    "mark_arrived",
    "mark_no_show",
    "move",
    "put_back_for_mis",
    "receive_prepayment",
    "release_expired_holds",
    "release_hold",
    "remove_imported_appointments",
    "resize",
    "status_before",
    "take_back_booking",
    "take_back_step",
    "wall_instant",
]
