"""Who may do what with patients.

Cards are network-wide for those who treat and for the desk; lists and leads belong to a branch. A marketer works with
counts, an accountant with payments, a system administrator with the machine: none of them opens a card (R023).
"""

from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.registry import declare
from zabota.base.accounts.roles import Role

TREATING = (Role.CHIEF_DOCTOR, Role.DOCTOR, Role.NURSE)
DESK = (Role.SENIOR_ADMINISTRATOR, Role.FRONT_DESK)
LEADING = (Role.DIRECTOR, Role.SERVICE_MANAGER)

VIEW_CARD = declare(
    "patients.view_card",
    _("See patients' cards"),
    *LEADING,
    *TREATING,
    *DESK,
    Role.OPERATOR,
    Role.DATA_STEWARD,
    network_wide=True,
)
VIEW_LIST = declare(
    "patients.view_list", _("See lists of patients"), *LEADING, Role.CHIEF_DOCTOR, *DESK, Role.DATA_STEWARD
)
EXPORT_LIST = declare(
    "patients.export_list", _("Take lists of patients out to Excel"), Role.DIRECTOR, Role.SENIOR_ADMINISTRATOR
)
REGISTER = declare(
    "patients.register",
    _("Open cards"),
    *LEADING,
    Role.CHIEF_DOCTOR,
    Role.DOCTOR,
    *DESK,
    Role.OPERATOR,
    Role.DATA_STEWARD,
    network_wide=True,
)
CHANGE_CARD = declare(
    "patients.change_card",
    _("Change cards"),
    *LEADING,
    Role.CHIEF_DOCTOR,
    *DESK,
    Role.DATA_STEWARD,
    network_wide=True,
)
CHANGE_CONTACTS = declare(
    "patients.change_contacts",
    _("Add, confirm and flag contacts"),
    *LEADING,
    Role.CHIEF_DOCTOR,
    *DESK,
    Role.OPERATOR,
    Role.DATA_STEWARD,
    network_wide=True,
)
REVEAL_CONTACT = declare(
    "patients.reveal_contact",
    _("See one contact, giving the reason"),
    *LEADING,
    Role.CHIEF_DOCTOR,
    *DESK,
    Role.DATA_STEWARD,
    network_wide=True,
)
PLACE_MARKS = declare(
    "patients.place_marks",
    _("Place and lift marks"),
    *LEADING,
    *TREATING,
    *DESK,
    Role.OPERATOR,
    Role.DATA_STEWARD,
    network_wide=True,
)
#: What a person came with is of class C1; the desk books by it, an operator works by his script.
VIEW_REASON = declare(
    "patients.view_reason", _("See the reason for contact"), *LEADING, *TREATING, *DESK, network_wide=True
)
VIEW_HEALTH = declare(
    "patients.view_health",
    _("See complaints, diagnoses and prescriptions"),
    Role.DIRECTOR,
    *TREATING,
    network_wide=True,
)
CHANGE_HEALTH = declare("patients.change_health", _("Note what concerns health"), *TREATING, network_wide=True)
VIEW_DOCUMENTS = declare(
    "patients.view_documents",
    _("See identity documents"),
    *LEADING,
    Role.CHIEF_DOCTOR,
    *DESK,
    Role.DATA_STEWARD,
    network_wide=True,
)
RECORD_CONSENT = declare(
    "patients.record_consent",
    _("Record consents and refusals"),
    *LEADING,
    *TREATING,
    *DESK,
    Role.OPERATOR,
    Role.DATA_STEWARD,
    network_wide=True,
)
VIEW_ACCESS_LOG = declare(
    "patients.view_access_log",
    _("See who opened a card"),
    Role.DIRECTOR,
    Role.CHIEF_DOCTOR,
    Role.DATA_STEWARD,
    network_wide=True,
)
COPY_FOR_PATIENT = declare(
    "patients.copy_for_patient",
    _("Give a patient a copy of all that is kept about him"),
    Role.DIRECTOR,
    Role.CHIEF_DOCTOR,
    network_wide=True,
)
ERASE = declare("patients.erase", _("Forget a person for ever"), Role.DIRECTOR, network_wide=True)
WORK_LEADS = declare("patients.work_leads", _("Work with enquiries"), *LEADING, *DESK, Role.OPERATOR)
KEEP_BASE = declare(
    "patients.keep_base",
    _("Keep the base current: contacts to check, completeness"),
    Role.DIRECTOR,
    Role.SENIOR_ADMINISTRATOR,
    Role.DATA_STEWARD,
)
VIEW_COMPLETENESS = declare(
    "patients.view_completeness",
    _("See how complete the base is"),
    *LEADING,
    Role.CHIEF_DOCTOR,
    Role.SENIOR_ADMINISTRATOR,
    Role.DATA_STEWARD,
    Role.MARKETER,
    network_wide=True,
)
SET_FIELDS = declare("patients.set_fields", _("Choose the fields of the card"), Role.DIRECTOR, Role.DATA_STEWARD)
REVIEW_DUPLICATES = declare(
    "patients.review_duplicates",
    _("Decide who is one person, merge and part cards"),
    Role.DIRECTOR,
    Role.SENIOR_ADMINISTRATOR,
    Role.DATA_STEWARD,
    network_wide=True,
)
