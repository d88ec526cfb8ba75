"""Who works where."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from zabota.base.accounts.models import User
from zabota.base.accounts.registry import Grant
from zabota.base.accounts.roles import Role
from zabota.core.staff.models import Employment


def grants_of(user: User) -> Iterable[Grant]:
    today = timezone.localdate()
    current = Employment.objects.filter(user_id=user.pk, since__lte=today).filter(
        Q(until__isnull=True) | Q(until__gte=today)
    )
    return [Grant(Role(role), branch_id) for role, branch_id in current.values_list("role", "branch_id")]
