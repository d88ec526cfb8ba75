"""A visit in words."""

from datetime import datetime

from django.utils import timezone

from zabota.base.ui.writing import day
from zabota.work.scheduling.models import Appointment


def wall_in_words(visit: Appointment) -> str:
    """When the patient comes, as he was told: `23 ноября, пн, 08:00`, without the hour where only the day is known."""
    wall = datetime.combine(visit.wall_day, visit.wall_time) if visit.wall_time else visit.wall_day
    return day(wall, today=timezone.localdate())
