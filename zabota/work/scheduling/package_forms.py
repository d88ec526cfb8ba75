"""Packages of services as they are typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zabota.core.catalog.commands import MOST_PARTS, PackageLine
from zabota.core.catalog.models import Package, Service
from zabota.work.scheduling.queries.chains import LONGEST_GAP, USUAL_GAP


class PackageForm(forms.Form):
    """A name and up to six services in their order; lines left empty are left out."""

    name = forms.CharField(label=pgettext_lazy("service", "Name"), max_length=200)
    is_active = forms.BooleanField(label=_("On the price list"), required=False, initial=True)

    def __init__(self, *args: Any, package: Package | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = list(package.parts.all()) if package else []
        if package is not None:
            self.fields["name"].initial, self.fields["is_active"].initial = package.name, package.is_active
        services = [("", "—"), *Service.objects.filter(is_active=True).values_list("pk", "name")]
        for number in range(MOST_PARTS):
            self._add_line(number, known[number] if number < len(known) else None)
            self.fields[f"service_{number}"].choices = services  # type: ignore[attr-defined]

    def _add_line(self, number: int, part: Any) -> None:
        self.fields[f"service_{number}"] = forms.ModelChoiceField(
            Service.objects.filter(is_active=True), label=_("Service %(number)d") % {"number": number + 1},
            required=False, initial=part.service_id if part else None,
        )  # fmt: skip
        self.fields[f"beside_{number}"] = forms.ChoiceField(
            label=_("When it begins"), choices=[("", _("after the one before")), ("yes", _("at the same time"))],
            required=False, initial="yes" if part and part.is_parallel else "",
        )  # fmt: skip
        self.fields[f"gap_{number}"] = forms.IntegerField(
            label=_("How long the patient may wait"), min_value=0, max_value=LONGEST_GAP, required=False,
            initial=part.gap if part else USUAL_GAP,
        )  # fmt: skip

    @property
    def rows(self) -> list[tuple[int, Any, Any, Any]]:
        return [
            (number, self[f"service_{number}"], self[f"beside_{number}"], self[f"gap_{number}"])
            for number in range(MOST_PARTS)
        ]

    @property
    def lines(self) -> list[PackageLine]:
        answers = self.cleaned_data
        return [
            PackageLine(answers[f"service_{number}"], bool(answers[f"beside_{number}"]), answers[f"gap_{number}"] or 0)
            for number in range(MOST_PARTS)
            if answers[f"service_{number}"]
        ]
