"""The clinic and its branches."""

from django.db.models import QuerySet

from zabota.core.practice.models import Branch, Practice


def the_practice() -> Practice:
    """The clinic; a fresh installation has it under a neutral name until the director writes the real one."""
    return Practice.objects.get_or_create(pk=1, defaults={"name": "Клиника"})[0]


def open_branches() -> QuerySet[Branch]:
    return Branch.objects.filter(is_open=True)
