"""Words of patients lead to services and doctors (section F); what they mean is for a doctor to say."""

import pytest
from django.db import IntegrityError, transaction

from zabota.core.catalog.commands import write_complaint_words
from zabota.core.catalog.models import ComplaintWords, ServiceCategory
from zabota.core.catalog.queries import matching_complaint
from zabota.lib.actors import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def joints():
    category = ServiceCategory.objects.create(name="Ортопедия")
    write_complaint_words(category=category, words="колено\nспина\nотёк ноги", by=SYSTEM)
    return category


@pytest.mark.parametrize("said", ["болит колено", "Боль в коленях, особенно вечером", "ноет спина!", "отекают ноги"])
def test_words_in_any_case_lead_to_the_category(joints, said):
    assert [match.category for match in matching_complaint(said)] == [joints]


@pytest.mark.parametrize("said", ["", "болит", "отёк", "нога", "12345", "\U0001f600", "%_'"])
def test_what_nobody_wrote_leads_nowhere(joints, said):
    """A phrase counts when the whole of it was said."""
    assert matching_complaint(said) == []


def test_who_was_named_more_often_stands_first(joints):
    write_complaint_words(speciality="Невролог", words="спина\nнемеет нога", by=SYSTEM)
    found = matching_complaint("болит спина и немеют ноги")
    assert [(match.category, match.speciality, match.said) for match in found] == [
        (None, "Невролог", 3),
        (joints, "", 1),
    ]


def test_words_are_kept_once_and_taken_away(joints):
    written = write_complaint_words(category=joints, words=" колено \n\nколено\nхруст  в суставе", by=SYSTEM)
    assert written.phrases == ["колено", "хруст в суставе"]
    assert write_complaint_words(category=joints, words="", by=SYSTEM) is None
    assert ComplaintWords.objects.count() == 0


def test_words_lead_to_one_thing(joints):
    for columns in ({"category": None}, {"category": joints, "speciality": "Невролог"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ComplaintWords.objects.create(words="колено", **columns)
