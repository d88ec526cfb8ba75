"""Patients in the sidebar and among the things to begin."""

from django.utils.translation import gettext_lazy as _

from zabota.base.ui.registry import MenuEntry, QuickAction, menu, quick_actions, signs_of_life
from zabota.core.patients.queries.duplicates import waiting_pairs
from zabota.core.patients.queries.lists import is_base_empty

for entry in (
    MenuEntry(
        key="patients",
        title=_("Patients"),
        icon="users",
        url_name="patients:list",
        permission="patients.view_list",
        order=30,
        go_key="P",
    ),
    MenuEntry(
        key="leads",
        title=_("Enquiries"),
        icon="message-2-question",
        url_name="patients:leads",
        permission="patients.work_leads",
        order=35,
        is_main=False,
    ),
    MenuEntry(
        key="to_check",
        title=_("Contacts to check"),
        icon="phone-check",
        url_name="patients:to_check",
        permission="patients.keep_base",
        order=120,
        is_main=False,
    ),
    MenuEntry(
        key="completeness",
        title=_("State of the base"),
        icon="chart-bar",
        url_name="patients:completeness",
        permission="patients.view_completeness",
        order=125,
        is_main=False,
    ),
    MenuEntry(
        key="duplicates",
        title=_("Duplicates"),
        icon="arrow-merge",
        url_name="patients:duplicates",
        permission="patients.review_duplicates",
        order=115,
        is_main=False,
        waiting=lambda request: waiting_pairs(),
    ),
    MenuEntry(
        key="card_fields",
        title=_("Fields of the card"),
        icon="forms",
        url_name="patients:fields",
        permission="patients.set_fields",
        order=190,
        is_main=False,
    ),
):
    menu.register(entry.key, entry)

for action in (
    QuickAction(
        key="new_patient",
        title=_("New patient"),
        icon="user-plus",
        url_name="patients:new",
        permission="patients.register",
        order=10,
    ),
    QuickAction(
        key="new_lead",
        title=_("New enquiry"),
        icon="message-plus",
        url_name="patients:new_lead",
        permission="patients.work_leads",
        order=20,
    ),
):
    quick_actions.register(action.key, action)
signs_of_life.register("patients", lambda: not is_base_empty())
