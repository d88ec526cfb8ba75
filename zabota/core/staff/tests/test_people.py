"""Who puts whom to work."""

import pytest

from zabota.base.accounts.models import User
from zabota.base.accounts.roles import Role
from zabota.base.accounts.testing import access_of, signed_in
from zabota.base.events.models import Event
from zabota.core.practice.testing import samara_centre, samara_volga
from zabota.core.staff.commands import give_role
from zabota.core.staff.commands.employment import RoleAboveOwn
from zabota.core.staff.models import Employment
from zabota.core.staff.testing import PASSWORD, an_employee, igor, ira, nina, vera, zoya

pytestmark = pytest.mark.django_db


def roles_of(user):
    return sorted(role.value for role in access_of(user).roles)


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in {"front_desk", "operator", "doctor", "nurse", "storekeeper"}]
)
def test_nobody_gives_a_role_above_his_own(role):
    """T67, A33"""
    user = ira()
    for giver in (zoya(), igor(), vera()):
        with pytest.raises(RoleAboveOwn):
            give_role(user=user, role=role, branch=samara_centre(), access=access_of(giver))
    assert roles_of(user) == ["nurse"]


def test_a_senior_administrator_gives_roles_in_her_branch_only():
    user = ira()
    give_role(user=user, role=Role.OPERATOR, branch=samara_centre(), access=access_of(zoya()))
    for place in (samara_volga(), None):
        with pytest.raises(RoleAboveOwn):
            give_role(user=user, role=Role.OPERATOR, branch=place, access=access_of(zoya()))
    assert roles_of(user) == ["nurse", "operator"]


def test_nobody_gives_himself_a_role():
    with pytest.raises(RoleAboveOwn):
        give_role(user=nina(), role=Role.DOCTOR, branch=None, access=access_of(nina()))
    assert roles_of(nina()) == ["director"]


def test_a_forged_form_gives_nothing(client):
    """T67: the list of roles on the page is not what guards them."""
    signed_in(client, zoya())
    answer = client.post(f"/staff/{ira().public_id}/roles/", {"role": "director", "branch": "network"})
    assert answer.status_code == 422
    assert roles_of(ira()) == ["nurse"]


def test_whoever_stands_above_is_seen_but_not_touched(client):
    """T67: a reset password would be another's key."""
    director = an_employee("pavel", "Павел Белов", Role.DIRECTOR, samara_centre())
    signed_in(client, zoya())
    page = client.get(f"/staff/{director.public_id}/")
    assert page.status_code == 200
    for action in ("reset-password", "reset-phone", "reset-pin", "deactivate", "reactivate", "change"):
        assert client.post(f"/staff/{director.public_id}/{action}/").status_code == 403, action
    assert User.objects.get(pk=director.pk).check_password(PASSWORD)


def test_the_people_of_another_branch_do_not_exist_for_a_senior_administrator(client):
    stranger = an_employee("tamara", "Тамара Ильина", Role.NURSE, samara_volga())
    signed_in(client, zoya())
    assert client.get(f"/staff/{stranger.public_id}/").status_code == 404
    assert "Тамара" not in client.get("/staff/").content.decode()


def test_a_new_person_gets_a_password_for_one_sign_in(client):
    signed_in(client, nina())
    answer = client.post("/staff/new/", {"full_name": "Тамара Ильина", "login": "tamara", "email": ""})
    tamara, password = answer.context["person"], answer.context["password"]
    assert tamara.check_password(password)
    assert tamara.must_change_password
    assert password not in str(list(Event.objects.values_list("data", flat=True)))
    client.post(f"/staff/{tamara.public_id}/roles/", {"role": "nurse", "branch": str(samara_volga().public_id)})
    assert roles_of(tamara) == ["nurse"]


def test_two_people_have_no_login_in_common_in_any_case(client):
    vera()
    signed_in(client, nina())
    answer = client.post("/staff/new/", {"full_name": "Вера Иная", "login": "VERA", "email": ""})
    assert list(answer.context["form"].errors) == ["login"]
    assert not User.objects.filter(full_name="Вера Иная").exists()


def test_a_role_taken_away_is_gone_with_the_next_request(client):
    """T8"""
    user = zoya()
    signed_in(client, user)
    assert client.get("/staff/").status_code == 200
    director = signed_in(type(client)(), nina())
    director.post(
        f"/staff/{user.public_id}/roles/drop/",
        {"role": "senior_administrator", "branch": str(samara_centre().public_id)},
    )
    assert client.get("/staff/").status_code == 403
    assert not Employment.objects.filter(user=user).exists()


def test_roles_are_changed_only_after_a_fresh_proof(client):
    """T66"""
    signed_in(client, nina())
    session = client.session
    session["proven_at"] -= 301
    session.save()
    answer = client.post(f"/staff/{ira().public_id}/roles/", {"role": "operator", "branch": "network"})
    assert (answer.status_code, answer.context["form"]["kept"].value()) == (428, "role=operator&branch=network")
    assert roles_of(ira()) == ["nurse"]
