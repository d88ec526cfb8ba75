"""Nobody is called by two operators at once, and nobody is lost."""

from collections import Counter
from datetime import time, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from zabota.base.accounts.access import Access, Reach
from zabota.base.accounts.roles import Role
from zabota.base.audit.models import AuditEntry
from zabota.core.patients.commands import NoRightToContact, place_mark, record_death, reveal_contact
from zabota.core.patients.models import MarkKind
from zabota.core.patients.testing import KARINAS_PHONE, a_patient, boris, karina, masha, pasha
from zabota.core.practice.testing import samara_centre, samara_volga, togliatti
from zabota.core.staff.testing import an_employee, oleg, vera
from zabota.outreach.todos.commands.recording import record_outcome
from zabota.outreach.todos.commands.taking import (
    CallIsInOtherHands,
    give_back,
    keep_calls,
    show_number,
    take_call,
    take_next_call,
)
from zabota.outreach.todos.models import Call
from zabota.outreach.todos.testing import a_call, everywhere

OPERATORS, CALLS = 20, 100


def test_twenty_operators_call_a_hundred_patients_each_once(committed_db):
    """Every fourth number belongs to a family of two, which is one conversation and one operator's."""
    for number in range(CALLS):
        phone = f"+7916{number // 2 * 2 if number % 8 in (6, 7) else number:07d}"
        a_call(patient=a_patient(f"Спящий{number}", phone=phone), value=number)
    operators = [an_employee(f"operator{each}", f"Оператор {each}", Role.OPERATOR) for each in range(OPERATORS)]
    together, conversations = Barrier(OPERATORS), []

    def work(operator) -> None:
        together.wait()
        try:
            while calls := take_next_call(user=operator, reach=everywhere()):
                conversations.append((operator.pk, sorted(call.pk for call in calls)))
                Call.objects.filter(pk__in=[call.pk for call in calls]).update(
                    state="done", closed_at=timezone.now(), taken_by=None
                )
        finally:
            connection.close()

    threads = [Thread(target=work, args=[operator]) for operator in operators]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    taken = Counter(pk for _operator, calls in conversations for pk in calls)
    assert taken == dict.fromkeys(Call.objects.values_list("pk", flat=True), 1)
    assert sorted(len(calls) for _operator, calls in conversations) == [1] * 76 + [2] * 12


@pytest.mark.django_db
class TestTaking:
    def test_what_is_in_hand_comes_again_and_nobody_else_gets_it(self):
        a_call(patient=karina(), value=10)
        first = take_next_call(user=oleg(), reach=everywhere())

        assert take_next_call(user=oleg(), reach=everywhere()) == first
        assert take_next_call(user=vera(), reach=everywhere()) == []

    def test_a_dead_browser_gives_the_call_back(self):
        call = a_call(patient=karina())
        take_next_call(user=oleg(), reach=everywhere())
        Call.objects.update(taken_until=timezone.now() - timedelta(seconds=1))

        assert take_next_call(user=vera(), reach=everywhere()) == [call]
        assert keep_calls(user=oleg()) == 0
        with pytest.raises(CallIsInOtherHands):
            show_number(call=call, access=Access(oleg()))

    def test_a_living_screen_keeps_the_call(self):
        a_call(patient=karina())
        take_next_call(user=oleg(), reach=everywhere())
        Call.objects.update(taken_until=timezone.now() + timedelta(seconds=5))

        assert keep_calls(user=oleg()) == 1
        assert Call.objects.get().taken_until > timezone.now() + timedelta(minutes=9)

    def test_a_family_behind_one_number_is_one_conversation(self):
        a_call(patient=karina(), value=5)
        a_call(patient=masha(), value=3)
        a_call(patient=pasha(), value=8)
        a_call(patient=boris(), value=4)

        family = take_next_call(user=oleg(), reach=everywhere())

        assert [call.patient.given for call in family] == ["Павел", "Карина", "Мария"]
        assert [call.patient.given for call in take_next_call(user=vera(), reach=everywhere())] == ["Борис"]

    def test_no_answer_concerns_the_whole_family_a_refusal_one_of_them(self):
        from uuid import uuid4

        a_call(patient=karina(), value=5)
        a_call(patient=masha(), value=3)
        mother, child = take_next_call(user=oleg(), reach=everywhere())
        by = oleg().as_actor()
        record_outcome(call=mother, outcome="refused", submission=uuid4(), details={"refusal": "well"}, by=by)
        assert take_next_call(user=oleg(), reach=everywhere()) == [child]

        Call.objects.update(state="open", closed_at=None)
        give_back(user=oleg())
        mother, child = take_next_call(user=oleg(), reach=everywhere())
        written = record_outcome(call=mother, outcome="no_answer", submission=uuid4(), by=by)
        assert [each.call for each in written] == [mother, child]
        assert take_next_call(user=oleg(), reach=everywhere()) == []

    def test_promised_calls_come_first_and_postponed_ones_not_before_their_time(self):
        a_call(patient=karina(), value=900)
        promised = a_call(patient=boris(), value=1, is_promised=True)
        a_call(patient=a_patient(phone="+79165550011"), due_at=timezone.now() + timedelta(hours=1), value=9000)

        assert take_next_call(user=oleg(), reach=everywhere()) == [promised]

    def test_an_operator_calls_the_patients_of_his_branches_and_of_none(self):
        a_call(patient=karina(), branch=togliatti(), value=9)
        nobodys = a_call(patient=boris(), branch=None, value=1)
        own = a_call(patient=a_patient(phone="+79165550011"), branch=samara_volga(), value=5)
        reach = Reach(False, frozenset([samara_volga().pk]))

        assert take_next_call(user=oleg(), reach=reach) == [own]
        assert take_next_call(user=vera(), reach=reach) == [nobodys]

    def test_hours_to_call_are_those_of_the_patient_by_the_clock_of_his_branch(self):
        now = timezone.localtime(timezone=samara_centre().zone)
        later = a_patient(phone="+79165550011", call_from=time(23, 59), call_until=time(23, 59, 30))
        a_call(patient=later, branch=samara_centre())
        assert (now.hour, now.minute) == (23, 59) or take_next_call(user=oleg(), reach=everywhere()) == []

    def test_who_has_died_or_said_no_since_the_refreshing_is_not_shown(self):
        record_death(patient=karina(), by=oleg().as_actor())
        a_call(patient=karina(), value=9)
        a_call(patient=boris(), value=5)
        place_mark(patient=boris(), kind=MarkKind.DO_NOT_CONTACT, reason="просил", by=oleg().as_actor())

        assert take_next_call(user=oleg(), reach=everywhere()) == []
        assert list(Call.objects.values_list("state", flat=True)) == ["closed", "closed"]

    def test_a_call_of_the_list_is_taken_by_name_unless_somebody_talks(self):
        call = a_call(patient=karina())
        take_call(call=call, user=oleg())
        with pytest.raises(CallIsInOtherHands):
            take_call(call=call, user=vera())

    def test_the_number_is_shown_for_a_call_in_hand_and_the_look_is_kept(self):
        call = a_call(patient=karina())
        with pytest.raises(CallIsInOtherHands):
            show_number(call=call, access=Access(oleg()))
        take_next_call(user=oleg(), reach=everywhere())

        assert show_number(call=call, access=Access(oleg())) == KARINAS_PHONE

        look = AuditEntry.objects.get()
        assert (look.action, look.actor_id, look.patient_id, look.reason) == ("reveal", oleg().pk, karina().pk, "call")
        assert Call.objects.get().number_shown_at is not None
        with pytest.raises(NoRightToContact):
            reveal_contact(contact=boris().contacts.get(), access=Access(oleg()))
