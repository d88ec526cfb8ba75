from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PatientsConfig(AppConfig):
    name = "zabota.core.patients"
    label = "patients"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        autodiscover_modules("patient_data", "panels", "alerts", "visits", "contact_rights", "upkeep")
