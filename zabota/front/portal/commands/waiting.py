"""A patient puts himself on the waiting list: from the page of times, or from the link of a visit that he would like earlier."""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from zabota.front.portal.commands.cards import card_of, keep_consent, relate_to_booker, tell_of_doubt
from zabota.front.portal.commands.enquiries import ask_for_call
from zabota.front.portal.commands.limits import refuse_many_wishes
from zabota.front.portal.models import ConsentText, OnlineWish
from zabota.front.portal.queries.trail import Trail
from zabota.front.portal.queries.visitors import Visitor
from zabota.front.portal.queries.waiting import in_words, standing_wish
from zabota.front.portal.rules import PATIENT
from zabota.work.scheduling.commands import AlreadyWaits, WishedVisit, put_on_waiting_list
from zabota.work.scheduling.models import Appointment, AskedBy, WaitingEntry


@transaction.atomic
def wait_online(*, wish: WishedVisit, visitor: Visitor, trail: Trail, consent: ConsentText) -> WaitingEntry:
    """Keep a wish of somebody who proved his phone by a code; the same wish again is the one that stands.

    Raises TooManyBookings, WishIsUnclear.
    """
    branch = next(iter(wish.branches), None)
    card = card_of(visitor, branch=branch, trail=trail)
    wish = replace(wish, asked_by=AskedBy.RELATIVE if visitor.is_relative else AskedBy.PATIENT)
    if standing := standing_wish(card.patient, wish):
        return standing
    refuse_many_wishes(visitor.phone_index)
    entry = put_on_waiting_list(patient=card.patient, wish=wish, by=PATIENT)
    OnlineWish.objects.create(entry=entry, phone_index=visitor.phone_index, consent=consent, **trail.origin)
    relate_to_booker(card.patient, visitor)
    keep_consent(card.patient, consent, evidence=f"waiting list {entry.public_id}", is_confirmed=True)
    if card.is_doubtful:
        tell_of_doubt(card.patient, branch=branch)
    return entry


def ask_to_wait(*, wish: WishedVisit, visitor: Visitor, trail: Trail, consent: ConsentText) -> None:
    """Whoever did not prove his phone leaves an enquiry: the desk calls and puts him on the list itself. So nobody learns
    who waits already, or takes off a wish that is not his. Raises NotAContact."""
    reason = _("Waiting list: %(wish)s") % {"wish": in_words(wish)}
    ask_for_call(name=visitor.name, phone=visitor.phone, reason=reason, consent=consent, trail=trail)


def wait_for_earlier(*, visit: Appointment, wish: WishedVisit) -> WaitingEntry:
    """The holder of a visit's link would like it earlier. Raises AlreadyWaits, WishIsUnclear."""
    wish = replace(wish, service=visit.service, earlier_than=visit)
    if (standing := standing_wish(visit.patient, wish)) and standing.earlier_than_id != visit.pk:
        raise AlreadyWaits(_("You wait for this already: call the clinic to change the wish."))
    return standing or put_on_waiting_list(patient=visit.patient, wish=wish, by=PATIENT)
