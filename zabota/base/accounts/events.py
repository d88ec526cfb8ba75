"""Facts of the door and its keys. Who came and went is the audit's."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zabota.base.events.registry import event


@event("accounts.password_changed", _("Password changed"), on_timeline=False)
@dataclass(frozen=True)
class PasswordChanged:
    user_id: int


@event("accounts.password_reset", _("One-time password given"), on_timeline=False)
@dataclass(frozen=True)
class PasswordReset:
    user_id: int


@event("accounts.second_factor_set", _("Second factor set up"), on_timeline=False)
@dataclass(frozen=True)
class SecondFactorSet:
    user_id: int


@event("accounts.second_factor_removed", _("Second factor removed"), on_timeline=False)
@dataclass(frozen=True)
class SecondFactorRemoved:
    user_id: int


@event("accounts.recovery_codes_made", _("New recovery codes made"), on_timeline=False)
@dataclass(frozen=True)
class RecoveryCodesMade:
    user_id: int


@event("accounts.recovery_code_used", _("Recovery code used"), on_timeline=False)
@dataclass(frozen=True)
class RecoveryCodeUsed:
    user_id: int
    left: int


@event("accounts.pin_set", _("PIN set"), on_timeline=False)
@dataclass(frozen=True)
class PinSet:
    user_id: int


@event("accounts.pin_removed", _("PIN removed"), on_timeline=False)
@dataclass(frozen=True)
class PinRemoved:
    user_id: int


@event("accounts.desk_trusted", _("Shared computer set up"), on_timeline=False)
@dataclass(frozen=True)
class DeskTrusted:
    desk_id: int
    branch_id: int


@event("accounts.desk_closed", _("Shared computer closed"), on_timeline=False)
@dataclass(frozen=True)
class DeskClosed:
    desk_id: int
    branch_id: int


@event("accounts.user_created", _("Account created"), on_timeline=False)
@dataclass(frozen=True)
class UserCreated:
    user_id: int


@event("accounts.user_changed", _("Account changed"), on_timeline=False)
@dataclass(frozen=True)
class UserChanged:
    user_id: int
    fields: list[str]


@event("accounts.user_deactivated", _("Account closed"), on_timeline=False)
@dataclass(frozen=True)
class UserDeactivated:
    user_id: int


@event("accounts.user_reactivated", _("Account opened again"), on_timeline=False)
@dataclass(frozen=True)
class UserReactivated:
    user_id: int
