"""Lists, figures and settings around the calls, as those who work with them see them."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from zabota.base.events.testing import run_pending
from zabota.core.patients.commands import give_consent
from zabota.core.patients.models import ConsentPurpose
from zabota.core.patients.testing import a_patient, boris, karina
from zabota.core.practice.testing import samara_centre, togliatti
from zabota.core.staff.testing import anna, igor, maya, nina, oleg, vera, zoya
from zabota.lib.actors import SYSTEM
from zabota.outreach.todos.commands.recording import record_outcome
from zabota.outreach.todos.commands.refreshing import refresh_call_list
from zabota.outreach.todos.commands.taking import take_call
from zabota.outreach.todos.models import Call, CallAttempt, CallScript, Todo
from zabota.outreach.todos.testing import a_call
from zabota.work.scheduling.commands import book_planned_visit
from zabota.work.scheduling.models import Appointment
from zabota.work.scheduling.testing import a_visit

pytestmark = pytest.mark.django_db

TOMORROW = timezone.localdate() + timedelta(days=1)


def a_sleeper(surname, *, branch=None, days=120):
    patient = a_patient(surname, phone=f"+7916{abs(hash(surname)) % 10**7:07d}", home_branch=branch or samara_centre())
    give_consent(patient=patient, purpose=ConsentPurpose.ADVERTISING, evidence="анкета", by=SYSTEM)
    a_visit(patient=patient, days=days, branch=branch or samara_centre(), doctor=anna())
    return patient


def end(call, outcome, user=None, **details):
    user = user or oleg()
    take_call(call=call, user=user)
    return record_outcome(call=call, outcome=outcome, submission=uuid4(), details=details, by=user.as_actor())


@pytest.fixture
def oleg_signed_in(client):
    client.force_login(oleg())
    return client


@pytest.fixture
def nina_signed_in(client):
    client.force_login(nina())
    return client


def names(response):
    return [row.patient.surname for row in response.context["listing"].page]


def test_an_operator_sees_the_calls_of_his_branch_and_filters_them_by_the_address(oleg_signed_in):
    a_sleeper("Соня")
    a_sleeper("Тольяттинский", branch=togliatti())
    refresh_call_list(by=SYSTEM)
    promised = a_call(
        patient=boris(), is_promised=True, due_at=timezone.now() - timedelta(hours=2), branch=samara_centre()
    )
    a_call(patient=karina(), due_at=timezone.now() + timedelta(days=2), branch=samara_centre())

    assert sorted(names(oleg_signed_in.get("/calls/list/"))) == ["Демидова", "Зимин", "Соня"]
    assert names(oleg_signed_in.get("/calls/list/?time=late")) == ["Зимин"]
    assert names(oleg_signed_in.get("/calls/list/?time=postponed")) == ["Демидова"]
    assert names(oleg_signed_in.get("/calls/list/?reason=sleeping")) == ["Соня"]
    foreign = Call.objects.get(patient__surname="Тольяттинский")
    assert oleg_signed_in.post(f"/calls/{foreign.public_id}/take/").status_code == 404
    assert oleg_signed_in.post(f"/calls/{promised.public_id}/take/").status_code == 302
    assert "Борис Петрович" in oleg_signed_in.get("/calls/").content.decode()


def test_a_number_seen_without_an_outcome_is_shown_to_the_senior(client):
    # R222: forgotten by chance or on purpose.
    call = a_call(patient=boris(), branch=samara_centre())
    take_call(call=call, user=oleg())
    client.force_login(oleg())
    assert client.post(f"/calls/{call.public_id}/number/").status_code == 200
    Call.objects.update(taken_until=timezone.now() - timedelta(minutes=1))

    client.force_login(zoya())
    assert names(client.get("/calls/list/?time=forgotten")) == ["Зимин"]


def test_whom_the_law_holds_back_is_counted_in_words(oleg_signed_in):
    silent = a_patient("Немой", phone="+79160001122", home_branch=samara_centre())
    a_visit(patient=silent, days=120)
    refresh_call_list(by=SYSTEM)

    page = oleg_signed_in.get("/calls/held/")

    assert [(group.because, group.count) for group in page.context["groups"]] == [("no_consent", 1)]
    assert names(oleg_signed_in.get("/calls/list/?state=held&held=no_consent")) == ["Немой"]
    assert oleg_signed_in.get("/calls/list/").context["held"] == 1


def test_the_director_sees_who_agreed_and_opens_the_people_behind_each_figure(nina_signed_in):
    for number in range(40):
        call = a_call(patient=a_patient(f"Зов{number:02d}", phone=f"+7916000{number:04d}"), branch=samara_centre())
        if number < 12:
            end(call, "booked", branch=samara_centre(), on=TOMORROW)
        elif number < 20:
            end(call, "refused", refusal="fear_doctor")
        else:
            end(call, "no_answer", user=vera())
    a_sleeper("Соня", days=130)

    page = nina_signed_in.get("/calls/progress/")

    progress = page.context["progress"]
    assert (progress.called, progress.reached, progress.agreed) == (40, 20, 12)
    assert (round(progress.share.low, 3), round(progress.share.high, 3)) == (0.181, 0.454)
    charts = {chart.key: chart for chart in progress.charts}
    assert list(charts["outcomes"].series[0].values) == [12, 20, 8]
    assert [(row.label, *row.values) for row in charts["operators"].rows] == [
        ("Вера Андреевна Лосева", 20, 0),
        ("Олег Ильин", 20, 12),
    ]
    agreed = nina_signed_in.get("/calls/made/?outcome=agreed&days=30")
    assert agreed.context["listing"].page.paginator.count == 12
    for chart in progress.charts:
        for row in chart.rows:
            behind = nina_signed_in.get(row.url).context["listing"].page.paginator.count
            if chart.key in ("outcomes", "refusals", "asleep", "days"):
                assert behind == row.values[0], (chart.key, row.label)
            else:
                assert behind >= row.values[0]


def test_an_outcome_taken_back_is_in_no_figure(nina_signed_in):
    end(a_call(patient=boris()), "refused", refusal="well")
    CallAttempt.objects.update(undone_at=timezone.now())

    assert nina_signed_in.get("/calls/progress/").context["progress"].called == 0


def test_a_booking_stays_on_the_list_for_the_mis_until_it_is_ticked_off(oleg_signed_in):
    book_planned_visit(patient=boris(), branch=samara_centre(), on=TOMORROW, by=SYSTEM)
    elsewhere = book_planned_visit(patient=karina(), branch=togliatti(), on=TOMORROW, by=SYSTEM)

    assert names(oleg_signed_in.get("/visits/for-mis/")) == ["Зимин"]
    booked = Appointment.objects.get(patient=boris())
    assert oleg_signed_in.post(f"/visits/for-mis/{booked.public_id}/enter/").status_code == 302
    assert names(oleg_signed_in.get("/visits/for-mis/")) == []
    oleg_signed_in.post(f"/visits/for-mis/{booked.public_id}/put-back/")
    assert names(oleg_signed_in.get("/visits/for-mis/")) == ["Зимин"]
    assert oleg_signed_in.post(f"/visits/for-mis/{elsewhere.public_id}/enter/").status_code == 404
    elsewhere.refresh_from_db()
    assert elsewhere.must_enter_into_mis is True


def test_a_script_that_sells_is_refused_and_keeps_what_was_typed(nina_signed_in):
    sold = nina_signed_in.post("/calls/scripts/sleeping/", {"text": "У нас скидка 20 % на чистку"})
    assert sold.status_code == 422
    assert "скидка, 20 %" in sold.content.decode()
    assert CallScript.objects.count() == 0

    good = "Здравствуйте, {addressed_as}. Это {operator}. Как вы себя чувствуете?"
    assert nina_signed_in.post("/calls/scripts/sleeping/", {"text": good}).status_code == 302
    assert CallScript.objects.get().version == 1
    take_call(call=a_call(patient=boris(), reason="sleeping"), user=nina())
    assert "Здравствуйте, Борис Петрович. Это Нина Павловна Белова." in nina_signed_in.get("/calls/").content.decode()


def test_the_clinic_chooses_after_how_many_days_it_asks_why_a_patient_does_not_return(nina_signed_in):
    # R218, R219
    a_sleeper("Месяц", days=35)
    a_sleeper("Полтора", days=50)
    assert (
        nina_signed_in.post("/calls/scripts/not_returned/rule/", {"is_on": "on", "after_days": 45}).status_code == 302
    )
    refresh_call_list(by=SYSTEM)

    assert list(Call.objects.values_list("patient__surname", "reason")) == [("Полтора", "not_returned")]


def test_refreshing_on_demand_fills_the_list(nina_signed_in):
    a_sleeper("Соня")
    nina_signed_in.post("/calls/list/refresh/")
    run_pending()

    assert names(nina_signed_in.get("/calls/list/")) == ["Соня"]


def test_a_colleague_asks_for_a_call_and_its_words_are_on_the_screen(client):
    patient = boris()
    client.force_login(vera())
    answer = client.post(f"/calls/of/{patient.public_id}/add/", {"note": "готовы снимки, спросить о боли"})
    assert answer.status_code == 302
    again = client.post(f"/calls/of/{patient.public_id}/add/", {"note": "ещё раз"})
    assert again.status_code == 422

    client.force_login(oleg())
    client.post("/calls/next/")
    assert "готовы снимки, спросить о боли" in client.get("/calls/").content.decode()


def test_a_complaint_is_seen_and_answered_by_the_director_alone(client):
    # R252, R254
    end(a_call(patient=boris(), branch=samara_centre()), "complaint", text="Ждал сорок минут")
    todo = Todo.objects.get()
    for user in (oleg(), zoya(), vera()):
        client.force_login(user)
        assert client.get(f"/todos/{todo.public_id}/").status_code == 404
        assert list(client.get("/todos/").context["listing"].page) == []

    client.force_login(nina())
    assert "Ждал сорок минут" in client.get(f"/todos/{todo.public_id}/").content.decode()
    assert client.post(f"/todos/{todo.public_id}/close/", {"state": "done"}).status_code == 422
    client.post(f"/todos/{todo.public_id}/close/", {"state": "done", "outcome": "Позвонила, извинилась"})
    todo.refresh_from_db()
    assert (todo.state, todo.closed_by, todo.outcome) == ("done", nina(), "Позвонила, извинилась")


def test_a_task_put_off_is_counted(client):
    # R222
    client.force_login(vera())
    client.post("/todos/add/", {"title": "Позвонить в лабораторию", "on": "завтра"})
    todo = Todo.objects.get()
    assert (todo.assigned_to, timezone.localdate(todo.due_at)) == (vera(), TOMORROW)

    client.post(f"/todos/{todo.public_id}/move/", {"on": "+3"})
    client.post(f"/todos/{todo.public_id}/close/", {"state": "partly", "outcome": "не дозвонилась"})

    todo.refresh_from_db()
    assert (todo.moved, todo.state, todo.closed_at) == (1, "partly", None)


def test_calls_and_visits_stand_on_the_card(client):
    patient = a_sleeper("Соня")
    end(a_call(patient=patient, branch=samara_centre()), "refused", refusal="no_time")
    client.force_login(vera())

    calls = client.get(f"/calls/of/{patient.public_id}/").context["attempts"]
    assert [(each.outcome, each.refusal) for each in calls] == [("refused", "no_time")]
    assert "Громова А.В." in client.get(f"/visits/of/{patient.public_id}/").content.decode()
    assert client.get(f"/visits/of/{patient.public_id}/behaviour/").context["behaviour"].visits == 1


@pytest.mark.parametrize(
    "address", ["/calls/", "/calls/list/", "/calls/progress/", "/calls/scripts/", "/visits/for-mis/"]
)
def test_a_marketer_and_the_system_administrator_call_nobody(client, address):
    for user in (maya(), igor()):
        client.force_login(user)
        assert client.get(address).status_code == 403


def test_the_form_sent_twice_writes_one_outcome_and_one_booking(oleg_signed_in):
    call = a_call(patient=boris(), branch=samara_centre())
    oleg_signed_in.post("/calls/next/")
    press = {
        "outcome": "booked",
        "submission": str(uuid4()),
        "on": "завтра",
        "at": "930",
        "doctor": anna().pk,
        "branch": samara_centre().pk,
    }

    assert oleg_signed_in.post(f"/calls/{call.public_id}/outcome/", press).status_code == 302
    assert oleg_signed_in.post(f"/calls/{call.public_id}/outcome/", press).status_code == 302
    assert (CallAttempt.objects.count(), Appointment.objects.count()) == (1, 1)


def test_a_taken_time_is_said_beside_the_field_and_the_note_is_kept(oleg_signed_in):
    book_planned_visit(patient=karina(), branch=samara_centre(), on=TOMORROW, at=time(9, 30), doctor=anna(), by=SYSTEM)
    call = a_call(patient=boris(), branch=samara_centre())
    oleg_signed_in.post("/calls/next/")
    answer = oleg_signed_in.post(
        f"/calls/{call.public_id}/outcome/",
        {
            "outcome": "booked",
            "submission": str(uuid4()),
            "on": "завтра",
            "at": "930",
            "doctor": anna().pk,
            "branch": samara_centre().pk,
            "note": "просит утро",
        },
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Громова А.В." in page
    assert "просит утро" in page
    assert CallAttempt.objects.count() == 0


def question_beside(client, call):
    """The key of the question that the screen loads for this call, None where it asks nothing."""
    answer = client.get(f"/calls/{call.public_id}/question/", headers={"HX-Request": "true"})
    return answer.context["question"].key if answer.content else None


def test_the_answer_to_the_one_question_is_written_on_the_card(oleg_signed_in):
    # R027, R310
    patient = a_patient("Зимин", "Борис", "Петрович", phone="+79160001122", home_branch=samara_centre())
    call = a_call(patient=patient, branch=samara_centre())
    oleg_signed_in.post("/calls/next/")
    asked = [question_beside(oleg_signed_in, call)]
    answers = {
        "consent": "yes",
        "contact": "yes",
        "birth_date": "14.03.1955",
        "preferred_channel": "sms",
        "email": "boris@mail.ru",
        "source": "от дочери",
    }
    for key, answer in answers.items():
        assert asked[-1] == key
        oleg_signed_in.post(
            f"/calls/{call.public_id}/answer/{key}/", {"answer": answer}, headers={"HX-Request": "true"}
        )
        asked.append(question_beside(oleg_signed_in, call))

    patient.refresh_from_db()
    assert asked[-1] is None
    assert [(each.action, each.channel) for each in patient.consents.all()] == [("grant", "call")]
    assert (str(patient.birth_date), patient.preferred_channel, patient.source) == ("1955-03-14", "sms", "от дочери")
    assert patient.checked_on == timezone.localdate()
    assert [contact.kind for contact in patient.contacts.all()] == ["phone", "email"]
