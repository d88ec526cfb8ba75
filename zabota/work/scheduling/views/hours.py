"""Doctors' hours: the usual week, leave, hours of single days, whom a doctor accepts; and days off of the clinic."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zabota.base.accounts.requests import StaffRequest
from zabota.base.accounts.views.answers import refusals_into, shown_form
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.core.practice.queries import the_practice
from zabota.core.staff.models import Doctor
from zabota.core.staff.queries import branches_within
from zabota.work.scheduling.commands import (
    add_day_off,
    add_public_holidays,
    add_shift,
    cancel_shift,
    change_shift,
    give_leave,
    remove_holiday,
    restore_shift,
    set_doctor_rules,
    set_week,
    take_back_leave,
)
from zabota.work.scheduling.models import Absence, DoctorRules, Leave, Shift
from zabota.work.scheduling.queries.hours import (
    coming_days_off,
    day_off_for,
    doctors_within,
    hours_listing,
    usual_week,
    week_of,
    with_usual_week,
)
from zabota.work.scheduling.queries.shelf import left_by_holidays, waiting_in_words, waiting_of
from zabota.work.scheduling.setup_forms import (
    DayHoursForm,
    DayOffForm,
    DoctorRulesForm,
    LeaveForm,
    ShiftForm,
    WeekForm,
    years_ahead,
)

SET_UP = "scheduling.set_up"


@policy(SET_UP)
@require_GET
def hours(request: StaffRequest) -> HttpResponse:
    listing = hours_listing(request, request.access)
    for doctor in listing.page:
        doctor.week = usual_week(doctor.now_usual)
    return render(request, "scheduling/hours.html", {"listing": listing})


@policy(SET_UP)
@require_GET
def doctor_hours(request: StaffRequest, public_id: UUID) -> HttpResponse:
    doctors = with_usual_week(doctors_within(request.access.reach(SET_UP)))
    doctor: Any = get_object_or_404(doctors, public_id=public_id)
    rules = getattr(doctor, "rules", None) or DoctorRules(doctor=doctor)
    shown = week_of(doctor, _first_day(request), doctor.now_away)
    context = {
        "doctor": doctor, "week": shown, "usual": usual_week(doctor.now_usual),
        "leaves": doctor.now_away, "rules": rules, "branch": shown.branch,
        "may_close": request.access.may("scheduling.run_the_desk"),
    }  # fmt: skip
    return render(request, "scheduling/doctor_hours.html", context)


@policy(SET_UP)
@require_http_methods(["GET", "POST"])
def week(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Replace the usual week from a day on."""
    doctor = _doctor(request, public_id)
    branches = branches_within(request.access.reach(SET_UP))
    is_another = "another" in request.GET
    form = WeekForm(request.POST or None, doctor=doctor, branches=branches, is_another=is_another)
    if form.is_valid():
        with refusals_into(form):
            laid = set_week(doctor=doctor, hours=form.hours, since=form.cleaned_data["since"], by=request.access.actor)
            address = reverse("scheduling:doctor_hours", args=[public_id])
            return _done(request, _("The new week is laid out."), laid.left_outside, address)
    return shown_form(
        request, "scheduling/doctor_form.html", form, doctor=doctor, heading=_("Usual week"), is_week=True
    )


@policy(SET_UP)
@require_http_methods(["GET", "POST"])
def leave(request: StaffRequest, public_id: UUID) -> HttpResponse:
    doctor, form = _doctor(request, public_id), LeaveForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            given = give_leave(doctor=doctor, by=request.access.actor, **form.cleaned_data)
            undo = reverse("scheduling:take_back_leave", args=[public_id, given.public_id])
            gone = Absence.objects.filter(leave=given).first()
            if gone is None:
                toast(request, _("The leave is entered."), undo_url=undo)
                return redirect("scheduling:doctor_hours", public_id)
            toast(request, _("The leave is entered; its visits wait for another time."), undo_url=undo)
            return redirect("scheduling:absence", gone.public_id)
    return shown_form(request, "scheduling/doctor_form.html", form, doctor=doctor, heading=_("Leave"))


@policy(SET_UP)
@require_POST
def take_back(request: StaffRequest, public_id: UUID, leave_id: UUID) -> HttpResponse:
    given = get_object_or_404(Leave, public_id=leave_id, doctor=_doctor(request, public_id))
    take_back_leave(leave=given, by=request.access.actor)
    return redirect("scheduling:doctor_hours", public_id)


@policy(SET_UP)
@require_http_methods(["GET", "POST"])
def day(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Hours of one day beside the usual ones."""
    doctor = _doctor(request, public_id)
    form = DayHoursForm(request.POST or None, branches=branches_within(request.access.reach(SET_UP)))
    if form.is_valid():
        with refusals_into(form):
            add_shift(doctor=doctor, by=request.access.actor, **form.cleaned_data)
            toast(request, _("Saved."))
            return redirect("scheduling:doctor_hours", public_id)
    return shown_form(request, "scheduling/doctor_form.html", form, doctor=doctor, heading=_("Hours of one day"))


@policy(SET_UP)
@require_http_methods(["GET", "POST"])
def change_day(request: StaffRequest, public_id: UUID, shift_id: UUID) -> HttpResponse:
    """Other hours, another room or other kinds of visit in hours that are laid out; whom they leave outside is shelved."""
    doctor = _doctor(request, public_id)
    shift = get_object_or_404(
        Shift.objects.select_related("branch"), public_id=shift_id, doctor=doctor, is_cancelled=False
    )
    known = {
        "starts": f"{shift.starts:%H:%M}",
        "ends": f"{shift.ends:%H:%M}",
        "room": shift.room_id,
        "kinds": shift.kinds,
    }
    form = ShiftForm(request.POST or None, initial=known, branches=[shift.branch])
    if form.is_valid():
        with refusals_into(form):
            gone = change_shift(shift=shift, by=request.access.actor, **form.cleaned_data)
            return _done(request, _("Saved."), [gone] if gone else [], _week_address(public_id, shift.on))
    heading = _("Hours on %(day)s") % {"day": date_format(shift.on, "j E")}
    return shown_form(request, "scheduling/doctor_form.html", form, doctor=doctor, heading=heading)


@policy(SET_UP)
@require_POST
def cancel_day(request: StaffRequest, public_id: UUID, shift_id: UUID) -> HttpResponse:
    shift = get_object_or_404(Shift, public_id=shift_id, doctor=_doctor(request, public_id))
    gone = cancel_shift(shift=shift, by=request.access.actor)
    undo = reverse("scheduling:restore_day", args=[public_id, shift_id])
    told = _("The doctor does not receive in these hours.")
    return _done(request, told, [gone] if gone else [], _week_address(public_id, shift.on), undo=undo)


@policy(SET_UP)
@require_POST
def restore_day(request: StaffRequest, public_id: UUID, shift_id: UUID) -> HttpResponse:
    """Undo `cancel_day`."""
    shift = get_object_or_404(Shift, public_id=shift_id, doctor=_doctor(request, public_id))
    restore_shift(shift=shift, by=request.access.actor)
    return HttpResponse(status=204) if request.htmx else redirect(_week_address(public_id, shift.on))


@policy(SET_UP)
@require_http_methods(["GET", "POST"])
def doctor_rules(request: StaffRequest, public_id: UUID) -> HttpResponse:
    doctor = _doctor(request, public_id)
    form = DoctorRulesForm(request.POST or None, rules=getattr(doctor, "rules", None))
    if form.is_valid():
        with refusals_into(form):
            set_doctor_rules(doctor=doctor, by=request.access.actor, **form.values)
            toast(request, _("Saved."))
            return redirect("scheduling:doctor_hours", public_id)
    return shown_form(request, "scheduling/doctor_form.html", form, doctor=doctor, heading=_("Whom the doctor accepts"))


@policy(SET_UP)
@require_http_methods(["GET", "POST"])
def days_off(request: StaffRequest) -> HttpResponse:
    """Whoever keeps some branches adds and removes days off of these; the network's own are for the network."""
    reach = request.access.reach(SET_UP)
    form = DayOffForm(request.POST or None, reach=reach)
    if form.is_valid():
        with refusals_into(form):
            day = add_day_off(by=request.access.actor, **form.cleaned_data)
            return _done(request, _("Saved."), list(day.absences.all()), reverse("scheduling:days_off"))
    return shown_form(
        request, "scheduling/days_off.html", form, days=coming_days_off(reach), years=years_ahead(),
        is_network=reach.is_network,
    )  # fmt: skip


@policy(SET_UP)
@require_POST
def load_holidays(request: StaffRequest) -> HttpResponse:
    """The public holidays of the clinic's country for this year and two more; they hold in the whole network."""
    if not request.access.reach(SET_UP).is_network:
        raise PermissionDenied
    country = the_practice().country
    added = add_public_holidays(country=country, years=years_ahead(), by=request.access.actor)
    told = ngettext("%(count)d day added.", "%(count)d days added.", added) % {"count": added}
    waiting = left_by_holidays(country)
    toast(request, f"{told} {waiting_in_words(waiting)}" if waiting else told)
    return redirect("scheduling:shelf" if waiting else "scheduling:days_off")


@policy(SET_UP)
@require_POST
def remove_day_off(request: StaffRequest, public_id: UUID) -> HttpResponse:
    remove_holiday(holiday=day_off_for(request.access.reach(SET_UP), public_id), by=request.access.actor)
    toast(request, _("Doctors receive on this day as usual."))
    return redirect("scheduling:days_off")


def _done(request: StaffRequest, told: str, gone: Sequence[Absence], address: str, *, undo: str = "") -> HttpResponse:
    """A word, with how many visits it left outside of hours; then to those visits, else to `address`."""
    if gone:
        told = f"{told} {waiting_in_words(sum(waiting_of(each).count() for each in gone))}"
    toast(request, told, undo_url=undo)
    if len(gone) == 1:
        return redirect("scheduling:absence", gone[0].public_id)
    return redirect("scheduling:shelf") if gone else redirect(address)


def _doctor(request: StaffRequest, public_id: UUID) -> Doctor:
    return get_object_or_404(doctors_within(request.access.reach(SET_UP)), public_id=public_id)


def _week_address(public_id: UUID, first: date) -> str:
    return f"{reverse('scheduling:doctor_hours', args=[public_id])}?week={first}"


def _first_day(request: StaffRequest) -> date:
    """The day of the address, else today: hours are laid out from today on."""
    try:
        return date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        return timezone.localdate()
