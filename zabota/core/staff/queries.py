"""Who works where."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from zabota.base.accounts.access import Access, Reach
from zabota.base.accounts.models import Desk, User
from zabota.base.accounts.registry import Grant
from zabota.base.accounts.requests import StaffRequest
from zabota.base.accounts.roles import Role
from zabota.base.ui.registry import BranchChoice
from zabota.core.practice.models import Branch
from zabota.core.practice.queries import branches_now
from zabota.core.staff.models import Employment
from zabota.core.staff.rules import may_manage


def grants_of(user: User) -> Iterable[Grant]:
    held = current_employments().filter(user_id=user.pk).order_by("pk").values_list("role", "branch_id")
    return [Grant(Role(role), branch_id) for role, branch_id in held]


@dataclass(frozen=True)
class Colleague:
    """A line of the staff's list."""

    user: User
    employments: list[Employment]
    is_manageable: bool


def current_employments() -> QuerySet[Employment]:
    today = timezone.localdate()
    return (
        Employment.objects.filter(since__lte=today)
        .filter(Q(until__isnull=True) | Q(until__gte=today))
        .select_related("branch")
        .order_by("role", "branch__name")
    )


def users_visible_to(access: Access) -> QuerySet[User]:
    """Everybody for who sees the staff in the whole network; else the people of one's branches and those without a role."""
    users = User.objects.select_related("second_factor").order_by("full_name", "pk")
    reach = access.reach("staff.see")
    if reach.is_network:
        return users
    here = Q(employments__branch__in=reach.branch_ids)
    return users.filter(here | Q(employments__isnull=True)).distinct()


def chosen_users(access: Access, wanted: Mapping[str, str]) -> QuerySet[User]:
    """Of those whom the person sees, the ones of a `role` and a `branch` (public id) that work; `state` closed: the others."""
    users = users_visible_to(access).filter(is_active=wanted.get("state") != "closed")
    if wanted.get("role") or wanted.get("branch"):
        at = current_employments()
        at = at.filter(role=wanted["role"]) if wanted.get("role") else at
        at = at.filter(branch__public_id=wanted["branch"]) if wanted.get("branch") else at
        users = users.filter(pk__in=at.order_by().values("user"))
    return users


def colleagues(access: Access, users: Iterable[User]) -> list[Colleague]:
    """The given users with their roles of today."""
    by_user: dict[int, list[Employment]] = defaultdict(list)
    for employment in current_employments().filter(user__in=[user.pk for user in users]):
        by_user[employment.user_id].append(employment)
    return [Colleague(user, by_user[user.pk], may_manage(access, user, grants_in(by_user[user.pk]))) for user in users]


def grants_in(employments: Iterable[Employment]) -> list[Grant]:
    return [Grant(Role(each.role), each.branch_id) for each in employments]


def doctors_accounts_within(reach: Reach) -> QuerySet[User]:
    """Accounts of people who work as doctors in the branches and are no doctor of the clinic yet."""
    held = current_employments().filter(role=Role.DOCTOR)
    held = held if reach.is_network else held.filter(branch_id__in=reach.branch_ids)
    users = User.objects.filter(is_active=True, doctor=None, pk__in=held.order_by().values("user"))
    return users.order_by("full_name")


def branches_within(reach: Reach) -> QuerySet[Branch]:
    open_ones = Branch.objects.filter(is_open=True)
    return open_ones if reach.is_network else open_ones.filter(pk__in=reach.branch_ids)


def desks_visible_to(access: Access) -> QuerySet[Desk]:
    reach = access.reach("staff.trust_desks")
    working = Desk.objects.filter(closed_at=None)
    return working if reach.is_network else working.filter(branch_id__in=reach.branch_ids)


def branch_choices(request: StaffRequest) -> list[BranchChoice]:
    """The branches a person may work in, the whole network first for who works there."""
    access = request.access
    own = {grant.branch_id for grant in access.grants}
    shown = [each for each in branches_now() if None in own or each.pk in own]
    choices = [BranchChoice(str(each.public_id), each.name, each.pk == access.branch_id) for each in shown]
    network = [BranchChoice("", gettext("Whole network"), access.branch_id is None)] if None in own else []
    return network + choices
