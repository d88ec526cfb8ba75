"""The clinic's rules of the public door."""

from django.utils.translation import gettext as _

from zabota.front.portal.models import PortalRules


def portal_rules() -> PortalRules:
    """The clinic's rules; the usual ones until the director writes his own: nobody may show the booking in his page."""
    return PortalRules.objects.filter(pk=1).first() or PortalRules(pk=1)


def consent_words(rules: PortalRules) -> str:
    """What a patient agrees to by booking."""
    usual = _(
        "By pressing the button you agree that the clinic keeps the phone and the name to book this visit and to write "
        "and call about it. Nothing is advertised by this consent."
    )
    return rules.consent_text.strip() or usual
