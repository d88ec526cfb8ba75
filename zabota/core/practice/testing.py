"""The network of the demo: three branches."""

from zabota.core.practice.models import Branch, Practice


def the_clinic() -> Practice:
    return Practice.objects.get_or_create(pk=1, defaults={"name": "Забота"})[0]


def samara_centre() -> Branch:
    return Branch.objects.get_or_create(name="Самара-Центр", defaults={"city": "Самара"})[0]


def samara_volga() -> Branch:
    return Branch.objects.get_or_create(name="Самара-Волга", defaults={"city": "Самара"})[0]


def togliatti() -> Branch:
    return Branch.objects.get_or_create(name="Тольятти", defaults={"city": "Тольятти"})[0]
