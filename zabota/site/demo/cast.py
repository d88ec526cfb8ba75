"""The people everybody knows from the documents: the staff that a visitor of the demo signs in as, and a few patients."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.hashers import make_password

from zabota.base.accounts.commands import create_user
from zabota.base.accounts.models import User
from zabota.base.accounts.roles import Role
from zabota.core.practice.models import Branch
from zabota.core.staff.commands import employ
from zabota.lib.actors import SYSTEM
from zabota.site.demo.clinic import DEMO_PASSWORD, DIRECTIONS
from zabota.site.demo.people import Household, Person


@dataclass(frozen=True)
class Colleague:
    """`branch` is a place in BRANCHES, None for the whole network."""

    login: str
    full_name: str
    role: Role
    branch: int | None = None


CAST = (
    Colleague("nina", "Нина Павловна Белова", Role.DIRECTOR),
    Colleague("vera", "Вера Андреевна Лосева", Role.FRONT_DESK, 0),
    Colleague("oleg", "Олег Ильин", Role.OPERATOR, 0),
    Colleague("rita", "Рита Савина", Role.DATA_STEWARD),
    Colleague("zoya", "Зоя Николаевна Юрьева", Role.SENIOR_ADMINISTRATOR, 0),
    Colleague("gleb", "Глеб Сергеевич Орлов", Role.CHIEF_DOCTOR),
    Colleague("anna", "Анна Викторовна Громова", Role.DOCTOR, 0),
    Colleague("lev", "Лев Георгиевич Абрамян", Role.DOCTOR, 0),
    Colleague("ira", "Ира Панина", Role.NURSE, 0),
    Colleague("maya", "Майя Крылова", Role.MARKETER),
    Colleague("timur", "Тимур Ахметов", Role.ACCOUNTANT),
    Colleague("igor", "Игорь Котов", Role.SYSTEM_ADMINISTRATOR),
    Colleague("alina", "Алина Седова", Role.OPERATOR, 0),
    Colleague("denis", "Денис Рябов", Role.OPERATOR, 1),
    Colleague("galina", "Галина Ивановна Фокина", Role.FRONT_DESK, 1),
    Colleague("svetlana", "Светлана Олеговна Дроздова", Role.FRONT_DESK, 2),
)


def hire_cast(branches: Sequence[Branch]) -> dict[str, User]:
    """Accounts of the cast, by login."""
    shared = make_password(DEMO_PASSWORD)
    return {colleague.login: _hire(colleague, branches, shared) for colleague in CAST}


def _hire(colleague: Colleague, branches: Sequence[Branch], password_hash: str) -> User:
    user = create_user(
        login=colleague.login,
        full_name=colleague.full_name,
        password=DEMO_PASSWORD,
        password_hash=password_hash,
        is_demo=True,
        by=SYSTEM,
    )
    branch = None if colleague.branch is None else branches[colleague.branch]
    employ(user=user, role=colleague.role, branch=branch, by=SYSTEM)
    return user


def cast_of_patients(today: date) -> list[Person]:
    """Карина with Маша, Паша and Саша on her one phone, and Борис, who has no other than a landline habit of calling."""
    home = Household(-1, "Демидов", "Самара", "ул. Чапаевская, 174-12", 0)
    karina = _patient(-1, home, "Карина", "Олеговна", "f", 34, today, phone="+79161231234", direction="joints")
    children = [
        _patient(-2, home, "Мария", "Андреевна", "f", 7, today, phone=karina.phone, direction="teeth", guardian=-1),
        _patient(-3, home, "Павел", "Андреевич", "m", 3, today, phone=karina.phone, direction="teeth", guardian=-1),
        _patient(-4, home, "Александр", "Андреевич", "m", 3, today, phone=karina.phone, direction="teeth", guardian=-1),
    ]
    away = Household(-2, "Зимин", "Самара", "ул. Физкультурная, 98-3", 0)
    boris = _patient(-5, away, "Борис", "Петрович", "m", 71, today, phone="+79272223344", direction="heart")
    return [karina, *children, boris]


def _patient(
    number: int,
    home: Household,
    given: str,
    patronymic: str,
    sex: str,
    age: int,
    today: date,
    *,
    phone: str,
    direction: str,
    guardian: int | None = None,
) -> Person:
    care = next(each for each in DIRECTIONS if each.key == direction)
    return Person(
        number=number,
        home=home,
        given=given,
        patronymic=patronymic,
        sex="f" if sex == "f" else "m",
        birth_date=today - timedelta(days=365 * age + age // 4 + 60),
        phone=phone,
        phone_of="мама" if guardian else "",
        email="",
        source="Рекомендация знакомых",
        reason=care.complaints[0],
        occupation="",
        marital_status="",
        children=None,
        preferred_channel="call",
        direction=care,
        joined_on=today - timedelta(days=500),
        loyalty=0.6,
        consent="grant",
        marks=(),
        notes=(),
        tags=(),
        is_deceased=False,
        guardian=guardian,
    )
