"""Keeps the language and the appearance that a person chose."""

from zabota.base.accounts.commands import change_user
from zabota.base.accounts.models import User
from zabota.base.ui.registry import preference_keepers


def keep(user: User, **chosen: str) -> None:
    change_user(user=user, by=user.as_actor(), **chosen)


preference_keepers.register("accounts", keep)
