"""Signing in, for tests of any module."""

from django.test import Client
from django.utils import timezone

from zabota.base.accounts.access import Access
from zabota.base.accounts.models import SecondFactor, User
from zabota.base.accounts.one_time_codes import code_at
from zabota.base.accounts.sessions import BACKEND

#: The secret in the phones of the cast: known, so that tests can type its codes.
PHONE_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105


def signed_in(client: Client, user: User) -> Client:
    """`signed_in(client, vera())`: as if she had come in through the door a moment ago."""
    client.force_login(user, backend=BACKEND)
    session = client.session
    now = int(timezone.now().timestamp())
    session.update({"means": "password", "seen_at": now, "proven_at": now})
    session.save()
    return client


def access_of(user: User, branch_id: int | None = None) -> Access:
    return Access(user, branch_id=branch_id)


def with_phone(user: User) -> User:
    """The user with a second factor, as directors and system administrators must have."""
    factor, is_new = SecondFactor.objects.get_or_create(user=user)
    if is_new:
        factor.secret, factor.confirmed_at = PHONE_SECRET, timezone.now()
        factor.save(update_fields=["secret", "confirmed_at"])
    user.second_factor = factor
    return user


def code_now() -> str:
    """What the phones of the cast show now."""
    return code_at(PHONE_SECRET, timezone.now().timestamp())
