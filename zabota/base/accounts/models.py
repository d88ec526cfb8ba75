import uuid
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from zabota.base.postgres.sealed import SealedTextField
from zabota.lib.actors import Actor


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(login__iexact=username)


class User(AbstractBaseUser):
    """A person of the staff who signs in. What he may do follows from his roles, which `staff` keeps."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    login = models.CharField(_("login"), max_length=150, unique=True)
    full_name = models.CharField(_("full name"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True, default="")
    is_active = models.BooleanField(_("may sign in"), default=True)
    # Accounts of the demo clinic, whose password is known to all: they answer on this machine only.
    is_demo = models.BooleanField(default=False, editable=False)
    must_change_password = models.BooleanField(default=False, editable=False)
    pin_hash = models.CharField(max_length=128, blank=True, default="", editable=False)
    # Part of every session's seal: a new stamp ends all sessions of this person (T8, T65).
    session_stamp = models.UUIDField(default=uuid.uuid4, editable=False)
    language = models.CharField(_("language"), max_length=5, default="ru")
    theme = models.CharField(_("appearance"), max_length=5, default="auto")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        db_table = "accounts_user"
        constraints = [
            # «Vera» and «vera» are one login.
            models.UniqueConstraint(Lower("login"), name="accounts_login_in_any_case"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def has_pin(self) -> bool:
        return bool(self.pin_hash)

    @property
    def has_second_factor(self) -> bool:
        factor = getattr(self, "second_factor", None)
        return factor is not None and factor.confirmed_at is not None

    def as_actor(self, branch_id: int | None = None) -> Actor:
        return Actor("user", self.pk, branch_id)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return False

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        salt = "zabota.base.accounts.models.User.session"
        return salted_hmac(salt, f"{self.password}|{self.session_stamp}", secret=secret, algorithm="sha256").hexdigest()


class SecondFactor(models.Model):
    """The secret that a person's phone makes six-digit codes from (RFC 6238)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    secret = SealedTextField()
    # Empty until a first code was typed back, which proves that the phone has the secret.
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # The 30-second step of the last code that was taken: neither it nor an older one is taken again (T64).
    last_step = models.BigIntegerField(default=0)

    class Meta:
        db_table = "accounts_second_factor"

    def __str__(self) -> str:
        return str(self.public_id)


class RecoveryCode(models.Model):
    """A code on paper for the day when the phone is lost; works once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.BinaryField(max_length=16)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "accounts_recovery_code"
        constraints = [models.UniqueConstraint(fields=["user", "code_hash"], name="accounts_recovery_code_is_one")]

    def __str__(self) -> str:
        return str(self.pk)


class AttemptCount(models.Model):
    """Failures to prove oneself, by a keyed hash of what was tried, so that an unknown login counts like a known one."""

    key = models.BinaryField(max_length=16, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_default=Now())
    closed_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "accounts_attempt_count"
        indexes = [models.Index(fields=["last_at"], name="accounts_attempts_by_time")]

    def __str__(self) -> str:
        return str(self.failures)


class Desk(models.Model):
    """A shared computer where people take turns by PIN. Its browser holds a secret of which we keep a keyed hash.

    `branch_id` is the branch where it stands; branches themselves live on a floor above.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=80)
    branch_id = models.BigIntegerField()
    secret_hash = models.BinaryField(max_length=16, unique=True, editable=False)
    trusted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    trusted_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "accounts_desk"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
