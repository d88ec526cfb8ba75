import pytest
from django.contrib.auth import get_user_model


@pytest.fixture
def sample_pages(settings):
    settings.ROOT_URLCONF = "zabota.base.ui.tests.sample_pages"


@pytest.fixture
def a_person(committed_db, sample_pages):
    return get_user_model().objects.create(login="vera", full_name="Вера Андреевна Лосева")


@pytest.fixture
def colleagues(a_person):
    """Twenty-four more people: with Vera, three pages of ten, ten and five."""
    users = [get_user_model()(login=f"u{each:02}", full_name=f"Сотрудник {each:02}") for each in range(24)]
    return get_user_model().objects.bulk_create(users)
