"""The harness keeps its own promises: tests run as the application's role, in their own database, without a network."""

import socket
import threading

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import ProgrammingError, connection

from zabota.site.testing.network import OutsideNetwork


def asked(question):
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()


@pytest.mark.parametrize("time", ["first", "again"])
def test_what_a_test_writes_is_gone_in_the_next(db, time):
    assert not ContentType.objects.filter(app_label="written by a test").exists()
    ContentType.objects.create(app_label="written by a test", model="row")


@pytest.mark.parametrize("time", ["first", "again"])
def test_what_a_test_commits_is_seen_by_threads_and_gone_in_the_next(committed_db, time):
    def write():
        ContentType.objects.create(app_label="written by a thread", model="row")
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    thread.join()
    assert ContentType.objects.filter(app_label="written by a thread").count() == 1


def test_tests_run_as_the_application_which_may_not_change_tables(db):
    assert asked("SELECT current_user::text") == ("zabota_app",)
    with pytest.raises(ProgrammingError, match="permission denied for schema public"):
        asked("CREATE TABLE mine (id int)")


def test_the_database_searches_russian_names_with_typos(db):
    # stack.md 1, trap 1: with LC_CTYPE=C similarity of Cyrillic words is nonsense, silently.
    assert asked("SELECT similarity('Ёлкин', 'ёлкина') > 0.5, similarity('Ёлкин', 'Громова') = 0") == (True, True)


def test_a_test_reaches_no_other_machine():
    with socket.socket() as connection, pytest.raises(OutsideNetwork, match=r"must not connect to 192\.0\.2\.1"):
        connection.connect(("192.0.2.1", 80))
