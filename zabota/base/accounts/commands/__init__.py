"""Who comes in, with what keys."""

from zabota.base.accounts.commands.desks import close_desk, person_by_pin, trust_desk
from zabota.base.accounts.commands.passwords import change_password, give_one_time_password
from zabota.base.accounts.commands.pins import remove_pin, set_pin
from zabota.base.accounts.commands.second_factors import (
    begin_second_factor,
    confirm_second_factor,
    make_recovery_codes,
    pass_second_factor,
    remove_second_factor,
)
from zabota.base.accounts.commands.users import change_user, create_user, deactivate_user, reactivate_user

__all__ = [
    "begin_second_factor",
    "change_password",
    "change_user",
    "close_desk",
    "confirm_second_factor",
    "create_user",
    "deactivate_user",
    "give_one_time_password",
    "make_recovery_codes",
    "pass_second_factor",
    "person_by_pin",
    "reactivate_user",
    "remove_pin",
    "remove_second_factor",
    "set_pin",
    "trust_desk",
]
