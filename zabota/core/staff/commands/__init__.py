from zabota.core.staff.commands.doctors import add_doctor, doctor_for

__all__ = ["add_doctor", "doctor_for"]
