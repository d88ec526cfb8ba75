"""The cast of the clinic: one set of people for tests, demo, docs and screenshots."""

from zabota.base.accounts.models import User
from zabota.base.accounts.roles import Role
from zabota.base.accounts.testing import with_phone
from zabota.core.practice.models import Branch
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.models import Doctor, Employment

PASSWORD = "берег-Волги-зимой"  # noqa: S105  (the demo's password is no secret)


def an_employee(login: str, full_name: str, role: Role, branch: Branch | None = None) -> User:
    user, is_new = User.objects.get_or_create(login=login, defaults={"full_name": full_name})
    if is_new:
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    Employment.objects.get_or_create(user=user, role=role, branch=branch)
    return user


def vera() -> User:
    return an_employee("vera", "Вера Андреевна Лосева", Role.FRONT_DESK, samara_centre())


def oleg() -> User:
    return an_employee("oleg", "Олег Ильин", Role.OPERATOR, samara_centre())


def zoya() -> User:
    return an_employee("zoya", "Зоя Николаевна Юрьева", Role.SENIOR_ADMINISTRATOR, samara_centre())


def gleb() -> User:
    return an_employee("gleb", "Глеб Сергеевич Орлов", Role.CHIEF_DOCTOR)


def ira() -> User:
    return an_employee("ira", "Ира Панина", Role.NURSE, samara_centre())


def maya() -> User:
    return an_employee("maya", "Майя Крылова", Role.MARKETER)


def nina() -> User:
    return with_phone(an_employee("nina", "Нина Павловна Белова", Role.DIRECTOR))


def timur() -> User:
    return an_employee("timur", "Тимур Ахметов", Role.ACCOUNTANT)


def rita() -> User:
    return an_employee("rita", "Рита Савина", Role.DATA_STEWARD)


def igor() -> User:
    return with_phone(an_employee("igor", "Игорь Котов", Role.SYSTEM_ADMINISTRATOR))


def anna() -> Doctor:
    user = an_employee("anna", "Анна Викторовна Громова", Role.DOCTOR, samara_centre())
    return Doctor.objects.get_or_create(
        surname="Громова", given="Анна", patronymic="Викторовна", defaults={"speciality": "Ортопед", "user": user}
    )[0]


def lev() -> Doctor:
    user = an_employee("lev", "Лев Георгиевич Абрамян", Role.DOCTOR, samara_centre())
    return Doctor.objects.get_or_create(
        surname="Абрамян", given="Лев", patronymic="Георгиевич", defaults={"speciality": "Офтальмолог", "user": user}
    )[0]


def a_doctor(surname: str, **columns: str) -> Doctor:
    return Doctor.objects.create(surname=surname, **columns)
