from zabota.work.scheduling.commands.booking import (
    PatientCannotBeBooked,
    TimeHasPassed,
    TimeIsTaken,
    book_planned_visit,
    take_back_booking,
)
from zabota.work.scheduling.commands.importing import (
    ImportedAppointment,
    ImportResult,
    import_appointments,
    remove_imported_appointments,
)
from zabota.work.scheduling.commands.mis import enter_into_mis, put_back_for_mis

__all__ = [
    "ImportResult",
    "ImportedAppointment",
    "PatientCannotBeBooked",
    "TimeHasPassed",
    "TimeIsTaken",
    "book_planned_visit",
    "enter_into_mis",
    "import_appointments",
    "put_back_for_mis",
    "remove_imported_appointments",
    "take_back_booking",
]
