"""The clinic's own rules of booking."""

from datetime import time

from django.db import models
from django.utils.translation import gettext_lazy as _


class BookingRules(models.Model):
    """One row. Who has missed `misses_limit` visits within `window_days` books with a prepayment only, until
    `amnesty_visits` visits in a row forgive it. A cancellation counts when it came later than `free_cancel_hours` before.
    """

    free_cancel_hours = models.PositiveSmallIntegerField(default=24)
    asks_for_prepayment = models.BooleanField(default=True)
    misses_limit = models.PositiveSmallIntegerField(default=2)
    window_days = models.PositiveSmallIntegerField(default=365)
    #: None: what was missed is forgiven by time alone.
    amnesty_visits = models.PositiveSmallIntegerField(null=True, default=3)
    #: Share of the price in per cent, or None where the clinic takes `prepayment_amount` of everybody.
    prepayment_share = models.PositiveSmallIntegerField(null=True, default=30)
    prepayment_amount = models.DecimalField(_("prepayment"), max_digits=12, decimal_places=2, default=1000)
    #: How long a visit is held for its prepayment at most.
    prepayment_hours = models.PositiveSmallIntegerField(default=24)
    #: A freed time is offered to so many patients at once: to one after another, or to several, the first one gets it.
    offers_at_once = models.PositiveSmallIntegerField(default=1)
    #: How long each of them has for an answer.
    offer_minutes = models.PositiveSmallIntegerField(default=15)
    #: By the branch's clock; a time freed later waits for the morning.
    offers_from = models.TimeField(default=time(9))
    offers_until = models.TimeField(default=time(21))
    #: Whether freed times are offered to those who have not been for long, after all who asked.
    offers_to_asleep = models.BooleanField(default=True)

    class Meta:
        db_table = "scheduling_booking_rules"
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="scheduling_booking_rules_are_one"),
            models.CheckConstraint(
                condition=models.Q(misses_limit__gte=1, window_days__gte=1, prepayment_hours__gte=1),
                name="scheduling_booking_rules_count_from_one",
            ),
            models.CheckConstraint(
                condition=models.Q(prepayment_share=None)
                | models.Q(prepayment_share__gte=1, prepayment_share__lte=100),
                name="scheduling_prepayment_is_a_share",
            ),
            models.CheckConstraint(
                condition=models.Q(offers_at_once__gte=1, offer_minutes__gte=1), name="scheduling_offers_count_from_one"
            ),
            models.CheckConstraint(
                condition=models.Q(prepayment_amount__gte=0), name="scheduling_prepayment_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return "booking rules"
