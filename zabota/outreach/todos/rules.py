"""Who calls, who watches over the calls, who writes what is said."""

from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.registry import declare
from zabota.base.accounts.roles import Role

OVERSEEING = (Role.DIRECTOR, Role.SERVICE_MANAGER, Role.SENIOR_ADMINISTRATOR)

CALL = declare("todos.call", _("Call patients from the list"), *OVERSEEING, Role.FRONT_DESK, Role.OPERATOR)
#: Forgotten, late and others' calls, the figures, and the list's refreshing.
OVERSEE = declare("todos.oversee", _("Watch over the calls of others"), *OVERSEEING)
EXPORT_CALLS = declare(
    "todos.export_calls", _("Take the call list out to Excel"), Role.DIRECTOR, Role.SENIOR_ADMINISTRATOR
)
ADD = declare(
    "todos.add", _("Put a patient on the call list, set tasks"),
    *OVERSEEING, Role.CHIEF_DOCTOR, Role.DOCTOR, Role.FRONT_DESK, Role.OPERATOR,
)  # fmt: skip
WRITE_SCRIPTS = declare("todos.write_scripts", _("Write what is said in calls"), Role.DIRECTOR, Role.SERVICE_MANAGER)
SET_RULES = declare("todos.set_rules", _("Decide whom the call list holds"), Role.DIRECTOR)
#: R252, R254: what patients complain of is the director's.
ANSWER_COMPLAINTS = declare("todos.answer_complaints", _("See and answer complaints"), Role.DIRECTOR)
SEE_TODOS = declare(
    "todos.see_todos", _("See tasks"),
    *OVERSEEING, Role.CHIEF_DOCTOR, Role.DOCTOR, Role.NURSE, Role.FRONT_DESK, Role.OPERATOR, Role.DATA_STEWARD,
)  # fmt: skip
SEE_CALLS_OF_PATIENT = declare(
    "todos.see_calls_of_patient", _("See a patient's calls and their outcomes"),
    *OVERSEEING, Role.CHIEF_DOCTOR, Role.DOCTOR, Role.FRONT_DESK, Role.OPERATOR, Role.DATA_STEWARD, network_wide=True,
)  # fmt: skip
