"""What a patient types at the public door, and what the director sets up."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zabota.core.catalog.models import Service
from zabota.core.patients.commands.contacts import NotAContact, normalised
from zabota.core.patients.models import ContactKind, RelationKind
from zabota.core.practice.models import Branch
from zabota.core.practice.queries import branches_now, open_branches
from zabota.core.staff.models import Doctor
from zabota.front.portal.commands.consents import agreed_text
from zabota.front.portal.commands.platforms import AskedVisit
from zabota.front.portal.models import ConsentText, PortalRules
from zabota.front.portal.queries.offering import services_booked_online
from zabota.front.portal.queries.visitors import Visitor
from zabota.front.portal.queries.waiting import doctors_for
from zabota.lib.dates import age_on
from zabota.work.scheduling.commands import NoSuchTime, WishedVisit, wall_instant
from zabota.work.scheduling.queries.acceptance import accepted_in_words, accepts, asks_for_age, limits_of

SELF, RELATIVE = "self", "relative"
#: Doctors' hours are laid out for half a year.
LONGEST_WAIT = timedelta(days=183)


class PhoneForm(forms.Form):
    """A phone in any writing, and a trap that people do not see."""

    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))

    def clean_phone(self) -> str:
        try:
            return normalised(ContactKind.PHONE, self.cleaned_data["phone"])
        except NotAContact as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("This is not right."))
        return ""


class AgreedForm(PhoneForm):
    """A form that is sent under a text of consent: `consent` carries the one that its page showed."""

    consent = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_consent(self) -> ConsentText:
        text = agreed_text(self.cleaned_data["consent"])
        if text is None:
            raise forms.ValidationError(_("Read what you agree to below the button, and press it once more."))
        return text


class VisitorForm(AgreedForm):
    name = forms.CharField(
        label=_("First name and surname of the patient"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    whose = forms.ChoiceField(
        label=_("Who comes"),
        choices=[(SELF, _("I come myself")), (RELATIVE, _("I book a relative"))],
        initial=SELF,
        required=False,
        widget=forms.RadioSelect,
    )
    kinship = forms.ChoiceField(
        label=_("Who you are to the patient"), choices=[("", "—"), *RelationKind.choices], required=False
    )
    field_order: Any = ("name", "phone", "whose", "kinship", "website")

    @property
    def visitor(self) -> Visitor:
        typed = self.cleaned_data
        is_relative = typed["whose"] == RELATIVE
        kinship = typed["kinship"] if is_relative else ""
        return Visitor(typed["name"], typed["phone"], is_relative, typed.get("birth_date"), kinship)


class BookerForm(VisitorForm):
    """With the date of birth where the doctor does not receive every age."""

    birth_date = forms.DateField(
        label=_("Date of birth of the patient"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "bday"}, format="%Y-%m-%d"),
    )
    email = forms.EmailField(
        label=_("E-mail"), required=False, max_length=200, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    field_order: Any = ("name", "birth_date", "phone", "whose", "kinship", "email", "website")

    def __init__(self, sent: Any, *, doctor: Doctor) -> None:
        super().__init__(sent or None)
        self.doctor, self.limits = doctor, limits_of(doctor)
        if not asks_for_age(self.limits):
            del self.fields["birth_date"]

    def clean_birth_date(self) -> date:
        """A visitor's sex is not asked for: it is known of those alone who have a card."""
        born: date = self.cleaned_data["birth_date"]
        if not accepts(self.limits, age_on(born, timezone.localdate()), sex=""):
            terms = accepted_in_words(self.limits, self.doctor)
            raise forms.ValidationError(_("%(terms)s Choose another doctor.") % {"terms": terms})
        return born


#: Wall hours from and until.
PARTS_OF_DAY = {
    "any": (None, None),
    "morning": (None, time(12)),
    "afternoon": (time(12), time(17)),
    "evening": (time(17), None),
}


class WhenForm(forms.Form):
    """Which times would suit; what is left as it is means any."""

    doctor = forms.ModelChoiceField(
        Doctor.objects.none(), label=_("Doctor"), required=False, to_field_name="public_id", empty_label=_("any doctor")
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days that suit; none marked: any"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    part_of_day = forms.ChoiceField(
        label=_("Time of day"),
        choices=[
            ("any", pgettext_lazy("part of the day", "any")), ("morning", _("before noon")), ("afternoon", _("from 12:00 to 17:00")),
            ("evening", _("after 17:00")),
        ],
        initial="any",
        required=False,
    )  # fmt: skip
    latest = forms.DateField(
        label=_("Until what day you wait"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    branches: "forms.ModelMultipleChoiceField[Branch]" = forms.ModelMultipleChoiceField(
        None,
        label=_("Where; none marked: anywhere"),
        required=False,
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.service = service
        self._offer("doctor", doctors_for(service.pk))
        self._offer("branches", branches_now() if len(branches_now()) > 1 else [])

    @property
    def wish(self) -> WishedVisit:
        """Kept until the last day that suits, or for as long as wishes are kept."""
        typed = self.cleaned_data
        hours_from, hours_until = PARTS_OF_DAY[typed["part_of_day"] or "any"]
        latest = typed["latest"]
        return WishedVisit(
            service=self.service, doctor=typed.get("doctor"), branches=typed.get("branches") or (),
            weekdays=typed["weekdays"], hours_from=hours_from, hours_until=hours_until, latest=latest,
            **({"valid_until": latest} if latest else {}),
        )  # fmt: skip

    def clean_latest(self) -> date | None:
        latest = self.cleaned_data["latest"]
        today = timezone.localdate()
        if latest is not None and not today <= latest <= today + LONGEST_WAIT:
            raise forms.ValidationError(_("Choose a day from today on, within half a year."))
        return latest  # type: ignore[no-any-return]

    def _offer(self, name: str, rows: Sequence[Doctor] | Sequence[Branch]) -> None:
        """A question with nothing to choose from is not asked."""
        if not rows:
            del self.fields[name]
            return
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows])


class WaitForm(WhenForm, VisitorForm):
    """A wish for the waiting list of somebody whom nothing has named yet."""

    field_order: Any = (
        "doctor",
        "weekdays",
        "part_of_day",
        "latest",
        "branches",
        "name",
        "phone",
        "whose",
        "kinship",
        "website",
    )


class PlatformBookingForm(PhoneForm):
    """The fields of a platform's request, as texts. `starts_at` is ISO 8601; without an offset it is the branch's wall time."""

    id = forms.CharField(max_length=100)
    service = forms.ModelChoiceField(Service.objects.none(), to_field_name="public_id")
    doctor = forms.ModelChoiceField(Doctor.objects.filter(is_active=True), to_field_name="public_id")
    branch: "forms.ModelChoiceField[Branch]" = forms.ModelChoiceField(None, to_field_name="public_id")
    starts_at = forms.CharField(max_length=40)
    name = forms.CharField(max_length=150)
    birth_date = forms.DateField(required=False, input_formats=["%Y-%m-%d"])

    def __init__(self, sent: Mapping[str, str]) -> None:
        super().__init__(sent)
        for name, rows in (("service", services_booked_online()), ("branch", open_branches())):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        branch, text = typed.get("branch"), typed.get("starts_at")
        if branch is not None and text:
            try:
                moment = datetime.fromisoformat(text)
                typed["starts_at"] = moment if moment.tzinfo else wall_instant(moment.date(), moment.time(), branch)
            except (ValueError, OverflowError, NoSuchTime):
                self.add_error("starts_at", _("Write the time as 2026-03-12T15:30 or with an offset."))
        return typed

    @property
    def asked(self) -> AskedVisit:
        typed = self.cleaned_data
        visitor = Visitor(typed["name"], typed["phone"], birth_date=typed["birth_date"])
        return AskedVisit(typed["id"], typed["service"], typed["doctor"], typed["branch"], typed["starts_at"], visitor)


class PlatformForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the platform"), max_length=60, widget=forms.TextInput(attrs={"list": "known-platforms"})
    )
    proves_phone = forms.BooleanField(
        label=_("The platform has proved the phone itself: no call is needed"), required=False
    )


class ComplaintForm(forms.Form):
    """Sent by POST, so that it stands in no address; kept nowhere."""

    complaint = forms.CharField(
        label=_("What troubles you"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class ComplaintWordsForm(forms.Form):
    words = forms.CharField(
        label=_("Words of patients, a phrase a line"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "Any case and small slips are understood. A phrase of several words counts when all of them are said."
        ),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code from the message"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class CallbackForm(AgreedForm):
    """R059."""

    name = forms.CharField(
        label=_("How to address you"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    reason = forms.CharField(
        label=_("What you would like"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    #: Its page writes a new one whenever it is drawn: whatever was refused made nothing (F20).
    request_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    field_order = ("name", "phone", "reason", "website")


class PortalRulesForm(forms.Form):
    sites = forms.CharField(
        label=_("Sites in which the booking may stand"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "https://clinic.example"}),
        help_text=_("One address a line. Empty: the booking opens by its own address only."),
    )

    @classmethod
    def of(cls, rules: PortalRules, sent: Any) -> "PortalRulesForm":
        return cls(sent or None, initial={"sites": "\n".join(rules.sites)})

    def clean_sites(self) -> list[str]:
        return [_origin(line) for line in self.cleaned_data["sites"].split()]


class ConsentTextsForm(forms.Form):
    """The text of each language, as it is shown from now on."""

    def __init__(self, sent: Any, texts: Mapping[str, str]) -> None:
        super().__init__(sent or None, initial=dict(texts))
        for language, title in settings.LANGUAGES:
            self.fields[language] = forms.CharField(
                label=title,
                required=False,
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 4, "lang": language}),
            )


def _origin(line: str) -> str:
    """ "https://clinic.example/about" -> "https://clinic.example"."""
    try:
        parts = urlsplit(line)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        parts, port = urlsplit(""), ""
    host = parts.hostname or ""
    if (
        parts.scheme not in ("http", "https")
        or not host
        or not set(host) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-")
    ):
        raise forms.ValidationError(_("Write each site as https://clinic.example."))
    return f"{parts.scheme}://{host}{port}"
