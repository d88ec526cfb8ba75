"""Untrusted input of the intake screens."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from zabota.core.intake.commands import MOST_FILES
from zabota.core.intake.own_fields import own_fields
from zabota.core.intake.registry import Field, fields_of, importers

LARGEST_FILE = 600 * 1024**2


class ManyFiles(forms.ClearableFileInput):
    """A chooser of several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; the cleaned value is a list. A file is refused by size before anything reads it (T44)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=ManyFiles(attrs={"multiple": True, "accept": ACCEPTED}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        cleaned = [super(FilesField, self).clean(each, initial) for each in files] or [super().clean(None, initial)]
        if len(cleaned) > MOST_FILES or any(each.size > LARGEST_FILE for each in cleaned):
            raise forms.ValidationError(_("Not more than fifty files, none above 600 megabytes."))
        return cleaned


ACCEPTED = ".xlsx,.xlsm,.xlsb,.xls,.ods,.csv,.tsv,.txt,.html,.htm,.xml,.dbf,.vcf"


class FilesForm(forms.Form):
    """Files dropped on the page."""

    files = FilesField(  # type: ignore[assignment]  # Django takes declared fields off the class
        label=_("Files"), help_text=_("Excel, OpenDocument, CSV, DBF, vCard, or what a program calls .xls")
    )


class MappingForm(forms.Form):
    """A choice of kind for the table, and of a field for each of its columns."""

    importer = forms.ChoiceField(label=_("What this sheet is"))

    def __init__(self, *args: Any, table: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.data.get("importer") or table["importer"]
        cast(forms.ChoiceField, self.fields["importer"]).choices = [(each.key, each.label) for each in importers()]
        self.initial["importer"] = table["importer"]
        known = {each.key for each in importers()}
        choices = _choices(chosen if chosen in known else table["importer"])
        for column in table["columns"]:
            self.fields[column] = forms.ChoiceField(choices=choices, required=False)
            self.initial[column] = table["mapping"].get(column, "")

    @property
    def mapping(self) -> dict[str, str]:
        """Field by column, for the command."""
        return {name: value for name, value in self.cleaned_data.items() if name != "importer"}


def _choices(importer: str) -> list[tuple[Any, Any]]:
    """Fields of the sheet in the order of their names; the clinic's own stand in a group below."""
    own = _named(own_fields())
    return [("", "—"), *_named(fields_of(importer)), *([(_("The clinic's own fields"), own)] if own else [])]


def _named(fields: Mapping[str, Field]) -> list[tuple[str, object]]:
    return sorted(((key, field.label) for key, field in fields.items()), key=lambda pair: str(pair[1]).lower())


class ValuesForm(forms.Form):
    """What written values of one field mean."""

    def __init__(self, *args: Any, proposals: list[Any], choices: list[tuple[str, object]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposals = proposals
        for number, each in enumerate(proposals):
            name = f"value_{number}"
            if choices:
                self.fields[name] = forms.ChoiceField(choices=[("", _("leave out")), *choices], required=False)
            else:
                self.fields[name] = forms.CharField(max_length=200, required=False)
            self.initial[name] = each.canonical

    def lines(self) -> list[tuple[Any, Any]]:
        """Each proposal beside its control."""
        return [(each, self[f"value_{number}"]) for number, each in enumerate(self.proposals)]

    @property
    def decisions(self) -> dict[str, str]:
        """Written value to canonical, of those that differ from what was proposed."""
        return {
            each.written: self.cleaned_data[f"value_{number}"]
            for number, each in enumerate(self.proposals)
            if self.cleaned_data[f"value_{number}"] != each.canonical
        }
