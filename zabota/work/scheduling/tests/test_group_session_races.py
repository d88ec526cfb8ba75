"""The last seats of a group session under many hands at once: each is given once, and none beyond the last."""

from datetime import time
from threading import Barrier, Thread

from django.db import connection

from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.commands import TimeIsTaken, book, open_session
from zabota.work.scheduling.queries.sessions import participants
from zabota.work.scheduling.testing import a_patient, a_service, a_wish, days_ago, receives

FIVE = time(17)


def test_eight_hands_reach_for_the_last_three_seats(committed_db):
    receives(anna())
    school = a_service("Школа диабета", 60, seats=3)
    session = open_session(service=school, doctor=anna(), branch=samara_centre(), on=days_ago(-1), at=FIVE, by=SYSTEM)
    wanted = a_wish(anna(), FIVE, minutes=60, service=school)
    patients = [a_patient(f"Слушатель-{number}") for number in range(8)]
    barrier, answers = Barrier(len(patients)), []

    def reach(patient) -> None:
        barrier.wait()
        try:
            book(patient=patient, wanted=wanted, by=SYSTEM)
            answers.append("booked")
        except TimeIsTaken:
            answers.append("refused")
        finally:
            connection.close()

    hands = [Thread(target=reach, args=(each,)) for each in patients]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(answers) == ["booked"] * 3 + ["refused"] * 5
    assert participants(session).count() == 3
