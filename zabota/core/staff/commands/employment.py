"""Roles given and taken; every session of the person has them with its next request (T8)."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.accounts.access import Access
from zabota.base.accounts.commands import create_user
from zabota.base.accounts.models import User
from zabota.base.accounts.queries import nobody_yet
from zabota.base.accounts.roles import Role
from zabota.base.events.commands import record
from zabota.core.practice.commands import change_practice, open_branch
from zabota.core.practice.models import Branch
from zabota.core.staff.events import RoleGiven, RoleTaken
from zabota.core.staff.models import Employment
from zabota.core.staff.rules import may_give
from zabota.lib.actors import SYSTEM, Actor
from zabota.lib.errors import Refused

FIRST_START_LOCK = 0x5A41424F


class RoleAboveOwn(Refused):
    def __init__(self) -> None:
        super().__init__(_("Nobody gives or takes a role above his own."), field="role")


class AlreadyStarted(Refused):
    def __init__(self) -> None:
        super().__init__(_("This clinic has its director already."))


@transaction.atomic
def employ(*, user: User, role: str, branch: Branch | None, by: Actor) -> Employment:
    """Give a role in a branch, or in the whole network; giving it again changes nothing.

    For the demo and the machine's owner; a person gives roles by `give_role`, which asks whether he may.
    """
    employment, is_new = Employment.objects.get_or_create(user=user, role=role, branch=branch)
    if not is_new and employment.until is None:
        return employment
    if not is_new:
        employment.until = None
        employment.save(update_fields=["until"])
    record(RoleGiven(user_id=user.pk, role=role, branch_id=branch.pk if branch else None), by=by)
    return employment


@transaction.atomic
def give_role(*, user: User, role: Role, branch: Branch | None, access: Access) -> Employment:
    """`branch` None means the whole network. `access` is that of the giver: his roles decide (T67)."""
    branch_id = branch.pk if branch else None
    if not may_give(access, role, branch_id) or user.pk == access.user.pk:
        raise RoleAboveOwn
    return employ(user=user, role=role, branch=branch, by=access.actor)


@transaction.atomic
def take_role(*, employment: Employment, access: Access) -> None:
    """The row stays as history, ended yesterday or, if it began today, removed."""
    user, role = employment.user, Role(employment.role)
    if not may_give(access, role, employment.branch_id) or user.pk == access.user.pk:
        raise RoleAboveOwn
    if employment.since >= timezone.localdate():
        employment.delete()
    else:
        employment.until = timezone.localdate() - timedelta(days=1)
        employment.save(update_fields=["until"])
    record(RoleTaken(user_id=user.pk, role=role, branch_id=employment.branch_id), by=access.actor)


@transaction.atomic
def name_first_director(*, clinic: str, full_name: str, login: str, password: str) -> User:
    """Begins an installation: its director, its name and its first branch. Refuses ever after (T60)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FIRST_START_LOCK])
    if not nobody_yet():
        raise AlreadyStarted
    user = create_director(full_name=full_name, login=login, password=password)
    change_practice(name=clinic, by=user.as_actor())
    open_branch(name=clinic, by=user.as_actor())
    return user


@transaction.atomic
def create_director(*, full_name: str, login: str, password: str) -> User:
    """From the server's command line, or at the first start: by the machine's owner, not by a person inside."""
    user = create_user(login=login, full_name=full_name, password=password, by=SYSTEM)
    employ(user=user, role=Role.DIRECTOR, branch=None, by=SYSTEM)
    return user
