"""What the script of the day pack's page says."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zabota.front.daypack.models import Act
from zabota.work.scheduling.models import Status


def words_of_window() -> dict[str, object]:
    return {
        "built": _("As of"),
        "today": _("today"),
        "everybody": _("All doctors"),
        "nobody": _("No doctor yet"),
        "minutes": _("min"),
        "statuses": {value: str(label) for value, label in Status.choices},
        "acts": {value: str(label) for value, label in Act.choices},
        "steps": {
            Act.ARRIVED: _("Came"),
            Act.COMPLETED: _("Seen"),
            Act.NO_SHOW: pgettext("day pack", "Did not come"),
            Act.CANCELLED: pgettext("day pack", "Cancel"),
        },
        "phrase": _("The phrase does not fit, or the pack was changed by somebody."),
        "changed": _("The pack is damaged or was changed by somebody: take a new one."),
        "insecure": _("This browser opens the pack only over https or from a saved file. Save the pack as a file."),
        "noPlace": _("This browser keeps nothing on this computer (private window?): open the pack in another one."),
    }
