from zabota.core.staff.commands.doctors import add_doctor, doctor_for
from zabota.core.staff.commands.employment import employ

__all__ = ["add_doctor", "doctor_for", "employ"]
