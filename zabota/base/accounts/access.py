"""What one person may do: the answer to every question about rights."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from zabota.base.accounts.models import User
from zabota.base.accounts.registry import Grant, grant_sources, permissions
from zabota.base.accounts.roles import Role
from zabota.lib.actors import Actor


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

    def __init__(self, user: User, grants: Iterable[Grant] | None = None, branch_id: int | None = None) -> None:
        self.user = user
        self.branch_id = branch_id
        self._given = grants

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        if self._given is not None:
            return tuple(self._given)
        if not self.user.is_authenticated or not self.user.is_active:
            return ()
        return tuple(grant for source in grant_sources for grant in source(self.user))

    @property
    def actor(self) -> Actor:
        return self.user.as_actor(self.branch_id)

    @cached_property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

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
