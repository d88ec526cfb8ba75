from zabota.core.staff.commands.doctors import add_doctor, doctor_for
from zabota.core.staff.commands.employment import create_director, employ, give_role, name_first_director, take_role

__all__ = ["add_doctor", "create_director", "doctor_for", "employ", "give_role", "name_first_director", "take_role"]
