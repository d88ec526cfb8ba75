"""Where a person keeps the desk."""

from zabota.base.accounts.requests import StaffRequest
from zabota.core.practice.models import Branch
from zabota.core.practice.queries import branches_now

DESK = "scheduling.run_the_desk"


def desk_branches(request: StaffRequest) -> list[Branch]:
    """The branches whose desk this person keeps, by name."""
    reach = request.access.reach(DESK)
    return [each for each in branches_now() if reach.covers(each.pk)]
