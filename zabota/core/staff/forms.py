from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.access import Access
from zabota.base.accounts.forms import LONGEST_LOGIN, LONGEST_PASSWORD
from zabota.base.accounts.roles import Role
from zabota.core.practice.models import Branch
from zabota.core.staff.rules import may_give

WHOLE_NETWORK = "network"


class FirstStartForm(forms.Form):
    code = forms.CharField(
        label=_("Set-up code"),
        max_length=40,
        help_text=_("Printed where Zabota was started; the command «zabota setup-code» prints it again."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    clinic = forms.CharField(label=_("Name of the clinic"), max_length=120)
    full_name = forms.CharField(
        label=_("Your full name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    login = forms.CharField(
        label=_("Login"),
        max_length=LONGEST_LOGIN,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        help_text=_("Ten characters at least; a sentence is best."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class PersonForm(forms.Form):
    full_name = forms.CharField(label=_("Full name"), max_length=200)
    login = forms.CharField(
        label=_("Login"), max_length=LONGEST_LOGIN, widget=forms.TextInput(attrs={"autocapitalize": "none"})
    )
    email = forms.EmailField(label=_("E-mail"), required=False)


class RoleForm(forms.Form):
    """The roles and branches that this giver may give."""

    role = forms.ChoiceField(label=_("Role"))
    branch = forms.ChoiceField(label=_("Branch"))

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.branches = {str(branch.public_id): branch for branch in Branch.objects.filter(is_open=True)}
        places = [(WHOLE_NETWORK, None), *((key, branch.pk) for key, branch in self.branches.items())]
        offered = [key for key, pk in places if any(may_give(access, role, pk) for role in Role)]
        titles = {WHOLE_NETWORK: _("the whole network"), **{key: each.name for key, each in self.branches.items()}}
        cast(forms.ChoiceField, self.fields["branch"]).choices = [(key, titles[key]) for key in offered]
        pks = [pk for key, pk in places if key in offered]
        given = [(role.value, role.label) for role in Role if any(may_give(access, role, pk) for pk in pks)]
        # Nothing stands there beforehand: the first of the list is the director.
        cast(forms.ChoiceField, self.fields["role"]).choices = [("", _("choose a role")), *given] if given else []

    def chosen_branch(self) -> Branch | None:
        return self.branches.get(self.cleaned_data["branch"])


class PeopleFilter(forms.Form):
    """The address of the staff's list: role, branch and state by their codes."""

    role = forms.ChoiceField(required=False, label=_("Role"))
    branch = forms.ChoiceField(required=False, label=_("Branch"))
    state = forms.ChoiceField(
        required=False, label=_("State"), choices=[("", _("those who work")), ("closed", _("closed accounts"))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["role"]).choices = [("", _("all roles")), *Role.choices]
        branches = [(str(branch.public_id), branch.name) for branch in Branch.objects.all()]
        cast(forms.ChoiceField, self.fields["branch"]).choices = [("", _("all branches")), *branches]


class DeskForm(forms.Form):
    name = forms.CharField(label=_("What you call this computer"), max_length=80)
    branch = forms.ChoiceField(label=_("Branch where it stands"))

    def __init__(self, *args: Any, branches: list[Branch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.branches = {str(branch.public_id): branch for branch in branches}
        cast(forms.ChoiceField, self.fields["branch"]).choices = [
            (key, branch.name) for key, branch in self.branches.items()
        ]

    def chosen_branch(self) -> Branch:
        return self.branches[self.cleaned_data["branch"]]


class BranchChoiceForm(forms.Form):
    """An empty choice is the whole network."""

    branch = forms.UUIDField(required=False)
