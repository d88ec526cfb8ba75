"""The checker of translations finds what would show as English, or as a hole, on a Russian screen."""

import gettext
import textwrap

import pytest

from zabota.site.messages import catalogues, checking, sources
from zabota.site.messages.sources import Message

COMPLETE = """
    msgid ""
    msgstr ""
    "Content-Type: text/plain; charset=UTF-8\\n"
    "Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\\n"

    msgid "Refuse"
    msgstr "Отказать"

    msgid "%(n)s patient"
    msgid_plural "%(n)s patients"
    msgstr[0] "%(n)s пациент"
    msgstr[1] "%(n)s пациента"
    msgstr[2] "%(n)s пациентов"

    msgctxt "month"
    msgid "May"
    msgstr "Май"
"""


@pytest.fixture
def module(tmp_path, monkeypatch):
    """A house of one module whose sources ask for three messages."""
    for place in (sources, catalogues, checking):
        monkeypatch.setattr(place, "PACKAGE", tmp_path / "zabota")
    module = tmp_path / "zabota" / "core" / "patients"
    (module / "templates").mkdir(parents=True)
    for package in (tmp_path / "zabota" / "core", module):
        (package / "__init__.py").write_text("")
    (module / "models.py").write_text('title = _("Refuse")\n')
    (module / "templates" / "list.html").write_text(
        "{% load i18n %}\n  {% blocktranslate count n=rows %}{{ n }} patient{% plural %}{{ n }} patients{% endblocktranslate %}\n"
        '{% translate "May" context "month" %}\n'
    )
    return module


def write(module, text, *, languages=("ru", "uk")):
    for language in languages:
        path = catalogues.catalogue_path(module, language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text))


def test_messages_of_code_and_templates_are_found_with_context_and_plural(module):
    assert list(sources.messages_of(module)) == [
        Message(None, "Refuse"),
        Message(None, "%(n)s patient", "%(n)s patients"),
        Message("month", "May"),
    ]


def test_a_complete_module_has_no_problems(module):
    write(module, COMPLETE)
    assert list(checking.problems()) == []


@pytest.mark.parametrize(
    ("right", "wrong", "problem"),
    [
        ('msgid "Refuse"', 'msgid "Refused"', ['no entry for "Refuse"', 'nobody asks for "Refused"']),
        ('msgstr "Отказать"', 'msgstr ""', ['not translated: "Refuse"']),
        ('msgid "Refuse"', '#, fuzzy\n    msgid "Refuse"', ['not translated: "Refuse"']),
        (
            'msgctxt "month"',
            'msgid "Refuse"\n    msgstr "Отказать"\n\n    msgctxt "month"',
            ['stands there twice: msgid "Refuse"'],
        ),
        ('"%(n)s пациентов"', '"%(k)s пациентов"', ['placeholders differ (%(n)s and %(k)s): "%(n)s patient"']),
    ],
)
def test_each_fault_is_named(module, right, wrong, problem):
    write(module, COMPLETE)
    write(module, COMPLETE.replace(right, wrong), languages=["uk"])
    name = "zabota/core/patients/locale/uk/LC_MESSAGES/django.po: "
    assert list(checking.problems()) == [name + line for line in problem]


def test_a_source_text_in_russian_is_refused(module):
    (module / "models.py").write_text('title = _("Отказать")\n')
    write(module, COMPLETE.replace('"Refuse"', '"Отказать"'))
    assert list(checking.problems()) == ['zabota/core/patients/models.py: the source text must be English: "Отказать"']


def test_update_keeps_translations_and_adds_what_is_missing(module):
    write(module, COMPLETE)
    (module / "models.py").write_text('title = _("Refuse")\nhint = _("Quote \\"it\\"\\n")\n')
    assert len(list(catalogues.update())) == 2
    assert list(catalogues.update()) == []
    assert [problem.split(": ", 1)[1] for problem in checking.problems()] == ['not translated: "Quote "it"\n"'] * 2


def test_compiled_messages_are_what_django_reads(module):
    write(module, COMPLETE)
    assert len(list(catalogues.compile_changed())) == 2
    assert list(catalogues.compile_changed()) == []
    with catalogues.catalogue_path(module, "ru").with_suffix(".mo").open("rb") as file:
        russian = gettext.GNUTranslations(file)
    assert [russian.ngettext("%(n)s patient", "%(n)s patients", n) for n in (1, 2, 5)] == [
        "%(n)s пациент",
        "%(n)s пациента",
        "%(n)s пациентов",
    ]


def test_one_text_means_one_thing_in_every_module(tmp_path):
    """Django has one catalogue at run time: the last module's word would stand on everybody's screens."""
    patients, staff = (
        tmp_path / name / "locale" / "ru" / "LC_MESSAGES" / "django.po" for name in ("patients", "staff")
    )
    refuse, may, closed = Message(None, "Refuse"), Message("month", "May"), Message(None, "closed")
    told = {
        patients: {refuse: ("Отказать",), may: ("Май",), closed: ("",)},
        staff: {refuse: ("Отклонить",), Message(None, "May"): ("Может",), closed: ("закрыто",)},
    }
    assert list(checking.disagreements(told)) == [
        'staff and patients (ru): translated differently, as "Отклонить" and "Отказать": "Refuse"'
    ]
