from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class TodosConfig(AppConfig):
    name = "zabota.outreach.todos"
    label = "todos"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        autodiscover_modules("call_reasons", "call_outcomes", "call_panels", "progress_charts")
