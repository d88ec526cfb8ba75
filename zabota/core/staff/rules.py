"""Who administers the staff, and whom: nobody gives a role above his own (T67)."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.access import Access
from zabota.base.accounts.models import User
from zabota.base.accounts.registry import Grant, declare
from zabota.base.accounts.roles import Role

MANAGE_STAFF = declare("staff.manage", _("Administer the staff"), Role.DIRECTOR, Role.SENIOR_ADMINISTRATOR)
SEE_STAFF = declare(
    "staff.see", _("See the staff"), Role.DIRECTOR, Role.SENIOR_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR
)
TRUST_DESKS = declare("staff.trust_desks", _("Set up shared computers"), Role.DIRECTOR, Role.SENIOR_ADMINISTRATOR)

#: Whom each role may put to work. The system administrator rules the machine and sees no patients, so he gives nobody
#: the right to see them.
GIVES = {
    Role.DIRECTOR: frozenset(Role),
    Role.SENIOR_ADMINISTRATOR: frozenset({Role.FRONT_DESK, Role.OPERATOR, Role.DOCTOR, Role.NURSE, Role.STOREKEEPER}),
}


def may_give(access: Access, role: Role, branch_id: int | None) -> bool:
    """In one's own branches, or everywhere for who holds his role in the whole network."""
    return any(role in GIVES.get(held.role, ()) and held.branch_id in (None, branch_id) for held in access.grants)


def may_manage(access: Access, user: User, grants: Iterable[Grant]) -> bool:
    """Another person, none of whose roles is above what one may give; whoever has no role yet is free to all who manage."""
    if user.pk == access.user.pk or not access.may("staff.manage"):
        return False
    return all(may_give(access, grant.role, grant.branch_id) for grant in grants)


def givable_roles(access: Access, branch_id: int | None) -> list[Role]:
    return [role for role in Role if may_give(access, role, branch_id)]
