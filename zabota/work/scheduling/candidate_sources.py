"""Whom scheduling itself knows for a freed time: who waits, whose course is not finished, who has not been for long."""

from django.utils.translation import gettext_lazy as _

from zabota.work.scheduling.queries.candidates import who_sleeps, who_waits, whose_course_goes_on
from zabota.work.scheduling.registry import CandidateSource, candidate_sources

for source in (
    CandidateSource("waiting", _("waiting list"), who_waits),
    CandidateSource("courses", _("unfinished course"), whose_course_goes_on),
    CandidateSource("asleep", _("has not been for long"), who_sleeps),
):
    candidate_sources.register(source.key, source)
