from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from zabota.base.accounts.models import User
from zabota.base.accounts.queries import user_by_login


class LoginAndPassword(BaseBackend):
    """Checks the first factor. An unknown login costs as much time as a known one (T32)."""

    def authenticate(
        self, request: HttpRequest | None, login: str | None = None, password: str | None = None, **_: object
    ) -> User | None:
        if login is None or password is None:
            return None
        user = user_by_login(login)
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        """Asked at each request: whoever was deactivated is nobody from then on (T8)."""
        return User.objects.select_related("second_factor").filter(pk=user_id, is_active=True).first()
