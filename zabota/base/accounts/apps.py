from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    name = "zabota.base.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zabota.base.accounts import checks  # noqa: F401  (registers the check)

        autodiscover_modules("rules", "grants", "witnesses")
