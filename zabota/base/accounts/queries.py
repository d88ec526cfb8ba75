"""Who may stand at the door, and which door it is."""

from collections.abc import Sequence

from zabota.base.accounts.access import Access
from zabota.base.accounts.models import Desk, User
from zabota.base.postgres.sealed import blind_index


def nobody_yet() -> bool:
    """A fresh installation: its first director has still to be named."""
    return not User.objects.exists()


def user_by_login(login: str) -> User | None:
    return User.objects.select_related("second_factor").filter(login__iexact=login.strip()).first()


def desk_by_secret(secret: str) -> Desk | None:
    if not secret:
        return None
    return Desk.objects.filter(secret_hash=desk_secret_hash(secret), closed_at=None).first()


def desk_secret_hash(secret: str) -> bytes:
    return blind_index(secret, label="accounts.desk")


def people_of_desk(desk: Desk) -> Sequence[User]:
    """Those who work in the desk's branch, have a PIN and are not bound to two factors, by name."""
    with_pin = User.objects.select_related("second_factor").filter(is_active=True).exclude(pin_hash="")
    return [user for user in with_pin.order_by("full_name") if _works_at(user, desk)]


def _works_at(user: User, desk: Desk) -> bool:
    access = Access(user)
    if user.has_second_factor or access.must_have_second_factor:
        return False
    return any(grant.branch_id in (None, desk.branch_id) for grant in access.grants)
