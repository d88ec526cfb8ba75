"""Permissions that modules declare in `rules.py`, and the slot that says who holds which role where."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from zabota.base.accounts.roles import Role
from zabota.lib.registry import Registry


@dataclass(frozen=True)
class Permission:
    """A right by its key and the roles that hold it.

    `is_network_wide`: a holder in one branch may use it for every branch (cards, for those who treat).
    """

    key: str
    title: object
    roles: frozenset[Role]
    is_network_wide: bool


@dataclass(frozen=True)
class Grant:
    """A role held in a branch; `branch_id` None means the whole network."""

    role: Role
    branch_id: int | None


permissions: Registry[Permission] = Registry("permissions")
#: Functions from a user to the roles that he holds today.
grant_sources: Registry[Callable[[Any], Iterable[Grant]]] = Registry("grants")


def declare(key: str, title: object, *roles: Role, network_wide: bool = False) -> Permission:
    """`VIEW_CARD = declare("patients.view_card", _("See patients' cards"), Role.DIRECTOR, ...)`."""
    return permissions.register(key, Permission(key, title, frozenset(roles), network_wide))
