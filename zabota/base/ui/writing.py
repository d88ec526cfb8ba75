"""Sums, days and ages as a reader of the active language writes them."""

import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

NBSP = "\N{NO-BREAK SPACE}"
SIGNS = {"RUB": "₽", "UAH": "₴", "KZT": "₸", "USD": "$", "EUR": "€"}
#: Babies are counted in months until this age.
YEARS_OF_MONTHS = 2


def number(amount: Decimal) -> str:
    """Groups of three after a no-break space: 1284 -> `1 284`; a comma before the fraction."""
    whole, _dot, fraction = f"{abs(amount):f}".partition(".")
    groups = f"{int(whole):,}".replace(",", NBSP)
    sign = "−" if amount < 0 else ""
    return f"{sign}{groups}{f',{fraction}' if fraction.strip('0') else ''}"


def money(amount: Decimal, currency: str) -> str:
    """12450 -> `12 450 ₽`; 12450.5 -> `12 450,50 ₽`."""
    rounded = amount.quantize(Decimal("0.01"))
    shown = rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded
    return f"{number(shown)}{NBSP}{SIGNS.get(currency, currency)}"


def day(moment: datetime.date | datetime.datetime, *, today: datetime.date) -> str:
    """`12 марта, чт, 15:30`; another year is written out."""
    if isinstance(moment, datetime.datetime):
        local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
        return f"{_day(local.date(), today)}, {local:%H:%M}"
    return _day(moment, today)


def _day(date: datetime.date, today: datetime.date) -> str:
    written = date_format(date, "j E").replace(" ", NBSP)
    if date.year != today.year:
        return f"{written}{NBSP}{date.year}"
    weekday = date_format(date, "D")
    return f"{written}, {weekday.lower() if get_language() != 'en' else weekday}"


def age(born: datetime.date, *, today: datetime.date) -> str:
    """Whole years that have passed; months for a baby; nothing for who is not born yet."""
    if born > today:
        return ""
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    if months < 12 * YEARS_OF_MONTHS:
        return ngettext("%(count)d month", "%(count)d months", months) % {"count": months}
    return ngettext("%(count)d year", "%(count)d years", months // 12) % {"count": months // 12}


def duration(seconds: int) -> str:
    """Rounded as a waiting person counts: seconds, then minutes, then hours."""
    if seconds < 60:
        return _("%(count)d s") % {"count": seconds}
    if seconds < 3600:
        return _("%(count)d min") % {"count": min(59, round(seconds / 60))}
    return _("%(count)d h %(minutes)d min") % {"count": seconds // 3600, "minutes": seconds % 3600 // 60}
