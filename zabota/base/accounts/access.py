"""What one person may do: the answer to every question about rights."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import AnonymousUser

from zabota.base.accounts.models import User
from zabota.base.accounts.registry import Grant, grant_sources, permissions
from zabota.base.accounts.roles import WITH_SECOND_FACTOR, Role
from zabota.lib.actors import SYSTEM, Actor


@dataclass(frozen=True)
class Reach:
    """Where a permission holds: the whole network, or some branches."""

    is_network: bool
    branch_ids: frozenset[int]

    def covers(self, branch_id: int | None) -> bool:
        return self.is_network or (branch_id is not None and branch_id in self.branch_ids)


NOWHERE = Reach(False, frozenset())


class Access:
    """The rights of one user during one request. Views get it as `request.access`; queries take it as an argument."""

    def __init__(
        self, user: User | AnonymousUser, grants: Iterable[Grant] | None = None, branch_id: int | None = None
    ) -> None:
        self.user = user
        self._given = grants
        self._chosen_branch_id = branch_id

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        if self._given is not None:
            return tuple(self._given)
        if not self.user.is_authenticated or not self.user.is_active:
            return ()
        return tuple(grant for source in grant_sources for grant in source(self.user))

    @property
    def person(self) -> User:
        """Who is signed in; behind a view that is not public there is always somebody."""
        assert isinstance(self.user, User)
        return self.user

    @property
    def actor(self) -> Actor:
        return self.user.as_actor(self.branch_id) if isinstance(self.user, User) else SYSTEM

    @cached_property
    def branch_id(self) -> int | None:
        """The branch this person works in now: the chosen one while it is his, else his first; None for the network."""
        own = sorted({grant.branch_id for grant in self.grants if grant.branch_id is not None})
        is_network = any(grant.branch_id is None for grant in self.grants)
        if self._chosen_branch_id is not None and (is_network or self._chosen_branch_id in own):
            return self._chosen_branch_id
        return None if is_network or not own else own[0]

    @cached_property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    @cached_property
    def must_have_second_factor(self) -> bool:
        """Directors, system administrators and whoever approves (T64). The demo's people are excused: see the decision."""
        if getattr(self.user, "is_demo", False):
            return False
        return bool(self.roles & WITH_SECOND_FACTOR) or any(
            self.may(each.key) for each in permissions if each.needs_second_factor
        )

    def holders(self, permission: str) -> list[str]:
        """Titles of the roles that hold the permission: whom to ask."""
        return [str(role.label) for role in Role if role in permissions[permission].roles]

    def reach(self, permission: str) -> Reach:
        declared = permissions[permission]
        held = [grant for grant in self.grants if grant.role in declared.roles]
        if not held:
            return NOWHERE
        is_network = declared.is_network_wide or any(grant.branch_id is None for grant in held)
        return Reach(is_network, frozenset(grant.branch_id for grant in held if grant.branch_id is not None))

    def may(self, permission: str, branch_id: int | None = None) -> bool:
        """Whether the permission is held at all, or, with a branch, whether it is held there."""
        reach = self.reach(permission)
        return reach.covers(branch_id) if branch_id is not None else reach is not NOWHERE
