import pytest
from django.core.checks import Error
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from zabota.base.accounts.access import Access
from zabota.base.accounts.checks import every_view_has_a_policy
from zabota.base.accounts.middleware import AccessMiddleware
from zabota.base.accounts.models import User
from zabota.base.accounts.registry import Grant, declare, permissions
from zabota.base.accounts.roles import Role
from zabota.base.ui.policies import policy, public

SAMARA, TOGLIATTI = 1, 2


@pytest.fixture
def rights():
    """Two rights that live as long as the test."""
    declare("tests.treat", "Treat", Role.DOCTOR, network_wide=True)
    declare("tests.call", "Call", Role.OPERATOR, Role.DIRECTOR)
    yield
    for key in ("tests.treat", "tests.call"):
        del permissions._contributions[key]


def access(*grants: Grant) -> Access:
    return Access(User(login="x"), grants=grants)


def test_a_right_holds_in_the_branches_of_its_role(rights):
    oleg = access(Grant(Role.OPERATOR, SAMARA))
    assert oleg.may("tests.call")
    assert oleg.may("tests.call", SAMARA)
    assert not oleg.may("tests.call", TOGLIATTI)
    assert not oleg.may("tests.treat")


def test_a_role_in_the_whole_network_holds_everywhere(rights):
    nina = access(Grant(Role.DIRECTOR, None))
    assert nina.reach("tests.call").is_network
    assert nina.may("tests.call", TOGLIATTI)


def test_who_treats_in_one_branch_treats_in_all(rights):
    anna = access(Grant(Role.DOCTOR, SAMARA))
    assert anna.may("tests.treat", TOGLIATTI)


def test_a_person_without_roles_may_nothing(rights):
    assert [key for key in permissions._contributions if access().may(key)] == []


def test_the_branch_of_work_is_the_chosen_one_only_while_it_is_the_persons():
    grants = (Grant(Role.OPERATOR, SAMARA), Grant(Role.NURSE, TOGLIATTI))
    assert Access(User(), grants).branch_id == SAMARA
    assert Access(User(), grants, branch_id=TOGLIATTI).branch_id == TOGLIATTI
    assert Access(User(), grants, branch_id=99).branch_id == SAMARA
    assert Access(User(), [Grant(Role.DIRECTOR, None)]).branch_id is None


@public
def open_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def forgotten_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@policy("tests.nobody_declared_this")
def misspelt_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


class Urls:
    """A URL configuration as an object, for one test."""

    def __init__(self, *views):
        self.urlpatterns = [path("in/", include([path(f"{view.__name__}/", view) for view in views]))]


def test_a_view_without_a_policy_does_not_let_the_server_start(settings):
    """T1"""
    settings.ROOT_URLCONF = Urls(open_view, forgotten_view)
    with pytest.raises(ImproperlyConfigured, match=r"/in/forgotten_view/: .*says nothing about who may use it"):
        AccessMiddleware(lambda request: HttpResponse())


def test_a_right_that_nobody_declared_is_found_before_the_first_request(settings):
    settings.ROOT_URLCONF = Urls(open_view, misspelt_view)
    assert [(type(fault), fault.id) for fault in every_view_has_a_policy()] == [(Error, "accounts.E002")]


def test_every_view_of_this_program_has_a_policy():
    assert every_view_has_a_policy() == []
