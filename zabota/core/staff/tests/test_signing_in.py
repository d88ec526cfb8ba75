"""The door, walked through by the cast. Lives with the cast: `accounts` knows no roles of its own people."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from zabota.base.accounts.commands import confirm_second_factor, deactivate_user, remove_second_factor
from zabota.base.accounts.models import RecoveryCode, SecondFactor, User
from zabota.base.accounts.one_time_codes import code_at
from zabota.base.accounts.testing import PHONE_SECRET, code_now, signed_in
from zabota.base.audit.models import AuditEntry
from zabota.core.staff.testing import PASSWORD, nina, vera

pytestmark = pytest.mark.django_db

WRONG = "Неверный логин или пароль."


def try_password(client, login, password=PASSWORD):
    return client.post("/sign-in/", {"login": login, "password": password})


def try_code(client, code):
    return client.post("/sign-in/code/", {"code": code})


def who_is_in(client):
    return client.session.get("_auth_user_id")


def door_audit():
    return list(AuditEntry.objects.order_by("id").values_list("action", "reason", "object_id"))


def test_vera_comes_in_and_goes_out(client):
    user = vera()
    assert try_password(client, " Vera ").headers["Location"] == "/"
    assert who_is_in(client) == str(user.pk)
    assert client.post("/sign-out/").headers["Location"] == "/sign-in/"
    assert who_is_in(client) is None
    assert door_audit() == [("sign_in", "password", str(user.public_id)), ("sign_out", "", str(user.public_id))]


def test_a_wrong_password_and_an_unknown_login_are_answered_alike(client):
    """T32"""
    user = vera()
    answers = [try_password(client, "vera", "не тот пароль"), try_password(client, "nobody-like-this")]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert [answer.context["form"].non_field_errors() for answer in answers] == [[WRONG], [WRONG]]
    assert door_audit() == [("failed", "password", str(user.public_id)), ("failed", "password", "")]


def test_after_five_failures_the_door_closes_for_known_and_unknown_logins_alike(client):
    """T31: counted by account, so that another address does not help."""
    vera()
    for login in ("vera", "nobody"):
        for _attempt in range(5):
            try_password(client, login, "не тот пароль")
        answer = Client(REMOTE_ADDR="203.0.113.9")
        said = try_password(answer, login).context["form"].non_field_errors()
        assert said == ["Слишком много попыток. Попробуйте снова через 1 минуту."]
        assert who_is_in(answer) is None


def test_a_right_password_forgets_the_failures_before_it(client):
    vera()
    for _attempt in range(3):
        for _failure in range(4):
            try_password(client, "vera", "не тот пароль")
        assert try_password(client, "vera").status_code == 302


@pytest.mark.parametrize("password", [PASSWORD, "не тот пароль", ""])
@pytest.mark.parametrize("code", ["right", "000000", ""])
def test_the_director_comes_in_by_both_factors_and_by_nothing_less(client, password, code):
    """T64, A11: every combination of the two."""
    nina()
    try_password(client, "nina", password)
    try_code(client, code_now() if code == "right" else code)
    assert (who_is_in(client) is not None) == (password == PASSWORD and code == "right")


def test_a_code_without_a_password_finds_nobody(client):
    nina()
    assert try_code(client, code_now()).headers["Location"] == "/sign-in/"


def test_a_code_works_once(client):
    """T64"""
    nina()
    code = code_now()
    try_password(client, "nina")
    assert try_code(client, code).status_code == 302
    another = Client()
    try_password(another, "nina")
    assert try_code(another, code).status_code == 422
    assert who_is_in(another) is None


def test_codes_are_guessed_no_longer_than_five_times(client):
    nina()
    try_password(client, "nina")
    for _attempt in range(5):
        try_code(client, "000000")
    try_code(client, code_now())
    assert who_is_in(client) is None


def test_the_second_step_waits_five_minutes(client):
    nina()
    try_password(client, "nina")
    session = client.session
    session["awaited"] = {**session["awaited"], "since": session["awaited"]["since"] - 301}
    session.save()
    assert try_code(client, code_now()).headers["Location"] == "/sign-in/"


def test_a_recovery_code_replaces_the_phone_once(client):
    user = nina()
    SecondFactor.objects.filter(user=user).update(confirmed_at=None)
    codes = confirm_second_factor(user=user, code=code_now(), by=user.as_actor())
    assert len(codes) == 10
    try_password(client, "nina")
    assert try_code(client, codes[3].lower().replace("-", " ")).status_code == 302
    another = Client()
    try_password(another, "nina")
    assert try_code(another, codes[3]).status_code == 422
    assert RecoveryCode.objects.filter(user=user, used_at=None).count() == 9


def test_the_secret_of_the_phone_is_sealed_in_the_database(client):
    user = nina()
    stored = SecondFactor.objects.filter(user=user).extra(select={"raw": "secret"}).values_list("raw", flat=True)[0]
    assert PHONE_SECRET.encode() not in bytes(stored)


def test_a_director_without_a_phone_reaches_nothing_but_its_setting_up(client):
    """T64: enrolment is mandatory."""
    user = nina()
    SecondFactor.objects.all().delete()
    try_password(client, "nina")
    assert client.get("/keys/").headers["Location"] == "/keys/phone/?next=%2Fkeys%2F"
    client.post("/keys/phone/begin/")
    page = client.get("/keys/phone/")
    assert page.context["qr"].startswith("data:image/svg+xml")
    answer = client.post("/keys/phone/", {"code": code_at(page.context["secret"], timezone.now().timestamp())})
    assert len(answer.context["codes"]) == 10
    assert client.get("/keys/").status_code == 200
    assert User.objects.get(pk=user.pk).has_second_factor


def test_setting_up_the_phone_ends_the_sessions_that_came_in_without_it(client):
    user = nina()
    SecondFactor.objects.filter(user=user).update(confirmed_at=None)
    elsewhere = signed_in(Client(), user)
    confirm_second_factor(user=user, code=code_now(), by=user.as_actor())
    assert elsewhere.get("/keys/").headers["Location"].startswith("/sign-in/")


def test_a_lost_phone_is_removed_and_sessions_end(client):
    user = nina()
    elsewhere = signed_in(Client(), user)
    remove_second_factor(user=user, by=user.as_actor())
    assert elsewhere.get("/keys/").headers["Location"].startswith("/sign-in/")
    assert not User.objects.get(pk=user.pk).has_second_factor


def test_a_new_password_ends_every_other_session(client):
    """T65"""
    user = vera()
    sessions = [signed_in(Client(), user) for _session in range(3)]
    answer = sessions[0].post("/keys/password/", {"current": PASSWORD, "new": "лёд-сошёл-в-апреле"})
    assert answer.status_code == 302
    assert [session.get("/keys/").status_code for session in sessions] == [200, 302, 302]


def test_a_new_password_needs_the_old_one_and_must_be_hard_to_guess(client):
    user = vera()
    signed_in(client, user)
    wrong = client.post("/keys/password/", {"current": "не тот", "new": "лёд-сошёл-в-апреле"})
    weak = client.post("/keys/password/", {"current": PASSWORD, "new": "1234567890"})
    same = client.post("/keys/password/", {"current": PASSWORD, "new": PASSWORD})
    assert [list(answer.context["form"].errors) for answer in (wrong, weak, same)] == [["current"], ["new"], ["new"]]
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_whoever_is_deactivated_is_out_with_the_next_request():
    """T8: twenty sessions at once."""
    user = vera()
    sessions = [signed_in(Client(), user) for _session in range(20)]
    deactivate_user(user=user, by=nina().as_actor())
    assert {session.get("/keys/").headers.get("Location") for session in sessions} == {"/sign-in/?next=%2Fkeys%2F"}
    assert try_password(Client(), "vera").status_code == 422


def test_demo_accounts_answer_on_this_machine_only(client):
    user = vera()
    User.objects.filter(pk=user.pk).update(is_demo=True)
    for stranger in (Client(REMOTE_ADDR="192.168.1.7"), Client(HTTP_X_FORWARDED_FOR="192.168.1.7")):
        assert try_password(stranger, "vera").status_code == 422
        signed_in(stranger, user)
        assert stranger.get("/keys/").headers["Location"].startswith("/sign-in/")
    assert try_password(client, "vera").status_code == 302


def test_a_one_time_password_lets_in_only_to_choose_another(client):
    user = vera()
    User.objects.filter(pk=user.pk).update(must_change_password=True)
    try_password(client, "vera")
    assert client.get("/keys/").headers["Location"] == "/keys/password/?next=%2Fkeys%2F"
    client.post("/keys/password/", {"current": PASSWORD, "new": "лёд-сошёл-в-апреле"})
    assert client.get("/keys/").status_code == 200


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_after_signing_in_nobody_is_sent_to_another_site(client, address):
    """A36"""
    vera()
    answer = client.post("/sign-in/", {"login": "vera", "password": PASSWORD, "next": address})
    assert answer.headers["Location"] == "/"


def idle_for(client, minutes):
    session = client.session
    session["seen_at"] = int((timezone.now() - timedelta(minutes=minutes)).timestamp())
    session.save()


def test_an_idle_screen_locks_and_its_owner_opens_it(client):
    signed_in(client, vera())
    idle_for(client, 16)
    assert client.get("/keys/").headers["Location"] == "/unlock/?next=%2Fkeys%2F"
    assert client.get("/keys/", headers={"HX-Request": "true"}).status_code == 423
    assert client.post("/unlock/", {"password": "не тот"}).status_code == 422
    assert client.post("/unlock/", {"password": PASSWORD, "next": "/keys/"}).headers["Location"] == "/keys/"
    assert client.get("/keys/").status_code == 200


def test_who_works_is_not_locked_out_and_a_page_that_asks_by_itself_is_not_work(client):
    signed_in(client, vera())
    idle_for(client, 14)
    client.get("/keys/", headers={"X-Idle-Seconds": "840"})
    assert client.session["seen_at"] <= timezone.now().timestamp() - 830
    client.get("/keys/")
    assert client.session["seen_at"] >= timezone.now().timestamp() - 5


def test_a_locked_screen_opens_no_other_door(client):
    signed_in(client, vera())
    assert client.post("/lock/", headers={"HX-Request": "true"}).status_code == 204
    for address in ("/keys/", "/keys/password/", "/keys/phone/", "/prove/", "/keys/pin/"):
        assert client.get(address).headers["Location"].startswith("/unlock/"), address
    assert client.post("/keys/recovery-codes/").headers["Location"].startswith("/unlock/")


def test_recovery_codes_are_given_only_after_a_fresh_proof(client):
    """T66"""
    user = signed_in(client, nina()) and nina()
    session = client.session
    session["proven_at"] -= 301
    session.save()
    assert client.post("/keys/recovery-codes/").status_code == 428
    assert client.post("/prove/", {"password": PASSWORD, "code": "000000"}).status_code == 422
    assert client.post("/prove/", {"password": "не тот", "code": code_now()}).status_code == 422
    assert not RecoveryCode.objects.filter(user=user).exists()
    assert client.post("/prove/", {"password": PASSWORD, "code": code_now()}).status_code == 302
    assert len(client.post("/keys/recovery-codes/").context["codes"]) == 10


def test_signing_in_leaves_nothing_of_an_earlier_session(client):
    signed_in(client, vera())
    before = client.session.session_key
    try_password(client, "vera")
    assert not Session.objects.filter(session_key=before).exists()


def test_changing_the_password_counts_wrong_ones(client):
    user = vera()
    for _attempt in range(5):
        try_password(client, "vera", "не тот пароль")
    signed_in(client, user)
    answer = client.post("/keys/password/", {"current": PASSWORD, "new": "лёд-сошёл-в-апреле"})
    assert "Слишком много попыток" in str(answer.context["form"].errors)
