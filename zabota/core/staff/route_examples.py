"""Objects for the matrix of rights."""

from typing import Any

from zabota.base.accounts.commands import trust_desk
from zabota.base.accounts.roles import Role
from zabota.core.staff.testing import an_employee


def _a_nurse(place: Any) -> dict[str, Any]:
    return {"public_id": an_employee("tamara", "Тамара Ильина", Role.NURSE, place.branch).public_id}


def _a_desk(place: Any) -> dict[str, Any]:
    desk, _secret = trust_desk(
        name="Стойка", branch_id=place.branch.pk, trusted_by=place.user, by=place.user.as_actor()
    )
    return {"public_id": desk.public_id}


examples = {
    **dict.fromkeys(
        (
            "staff:person",
            "staff:change_person",
            "staff:add_role",
            "staff:drop_role",
            "staff:deactivate",
            "staff:reactivate",
            "staff:reset_password",
            "staff:reset_phone",
            "staff:reset_pin",
        ),
        _a_nurse,
    ),
    "staff:close_desk": _a_desk,
}
bodies = {
    "staff:add_role": lambda place: {"role": "operator", "branch": place.branch.public_id},
    "staff:drop_role": lambda place: {"role": "nurse", "branch": place.branch.public_id},
}
