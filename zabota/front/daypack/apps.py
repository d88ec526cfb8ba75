from django.apps import AppConfig


class DayPackConfig(AppConfig):
    name = "zabota.front.daypack"
    label = "daypack"
    default_auto_field = "django.db.models.BigAutoField"
