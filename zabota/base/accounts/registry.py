"""Permissions that modules declare in `rules.py`, and the slots of this module.

`grant_sources` say who holds which role where; `witnesses` are told what happens at the door.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from zabota.base.accounts.roles import Role
from zabota.lib.actors import Actor
from zabota.lib.registry import Registry


@dataclass(frozen=True)
class Permission:
    """A right by its key and the roles that hold it.

    `is_network_wide`: a holder in one branch may use it for every branch (cards, for those who treat).
    `needs_second_factor`: whoever holds it signs in with two factors (those who approve what others ask for, T64).
    """

    key: str
    title: object
    roles: frozenset[Role]
    is_network_wide: bool
    needs_second_factor: bool = False


@dataclass(frozen=True)
class Grant:
    """A role held in a branch; `branch_id` None means the whole network."""

    role: Role
    branch_id: int | None


Happening = Literal["sign_in", "failed", "sign_out", "switch", "lock", "unlock"]


@dataclass(frozen=True)
class AtTheDoor:
    """Somebody came in, left, took over, or failed to. `user_public_id` is whose account it was, empty if nobody's."""

    happening: Happening
    by: Actor
    user_public_id: str
    reason: str = ""


permissions: Registry[Permission] = Registry("permissions")
#: Functions from a user to the roles that he holds today.
grant_sources: Registry[Callable[[Any], Iterable[Grant]]] = Registry("grants")
#: Functions that keep what happens at the door, called in its transaction.
witnesses: Registry[Callable[[AtTheDoor], None]] = Registry("witnesses")


def declare(
    key: str, title: object, *roles: Role, network_wide: bool = False, needs_second_factor: bool = False
) -> Permission:
    """`VIEW_CARD = declare("patients.view_card", _("See patients' cards"), Role.DIRECTOR, ...)`."""
    declared = Permission(key, title, frozenset(roles), network_wide, needs_second_factor)
    return permissions.register(key, declared)


def tell_witnesses(what: AtTheDoor) -> None:
    for witness in witnesses:
        witness(what)
