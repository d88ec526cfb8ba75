"""Who holds which role where."""

from django.db import transaction

from zabota.base.accounts.models import User
from zabota.base.events.commands import record
from zabota.core.practice.models import Branch
from zabota.core.staff.events import RoleGiven
from zabota.core.staff.models import Employment
from zabota.lib.actors import Actor


@transaction.atomic
def employ(*, user: User, role: str, branch: Branch | None, by: Actor) -> Employment:
    """Give a role in a branch, or in the whole network; giving it again changes nothing."""
    employment, is_new = Employment.objects.get_or_create(user=user, role=role, branch=branch)
    if is_new:
        record(RoleGiven(user.pk, role, branch.pk if branch else None), by=by)
    return employment
