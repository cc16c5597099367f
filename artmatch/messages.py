"""The language of what people read: every sentence passes through gettext on its way to them.

Sentences stand in English where they are said, marked with :func:`_`; ``make messages`` gathers them in
``locale/artmatch.pot``. A translation is ``locale/LANGUAGE/LC_MESSAGES/artmatch.mo``. Its language is that of the
process, as gettext reads it (LANGUAGE, LC_ALL, LC_MESSAGES, LANG), or ``ARTMATCH_LANGUAGE``; a sentence without a
translation stays English. What is typed, stored and exported is never translated, only what is shown of it.
"""

import gettext
import os
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

_LOCALE = Path(__file__).with_name("locale")


@cache
def _translations() -> gettext.NullTranslations:
    """The catalogue of the process's language, read once."""
    chosen = os.environ.get("ARTMATCH_LANGUAGE")
    return gettext.translation("artmatch", _LOCALE, languages=[chosen] if chosen else None, fallback=True)


def _(message: str) -> str:
    """Translate ``message``, which is a literal; what varies in it is filled in afterwards by ``format``."""
    return _translations().gettext(message) if message else ""


def ngettext(one: str, many: str, count: int) -> str:
    """Translate the form of a noun or sentence that goes with ``count``."""
    return _translations().ngettext(one, many, count)


def counted(count: int, one: str, many: str) -> str:
    """Return ``count`` with its noun: ``1 object``, ``52,113 objects``."""
    return f"{count:,} {ngettext(one, many, count)}"


def chance(value: float) -> str:
    """Return a calibrated chance: ``84.3 %``, never 0 % or 100 %, which no photograph can prove."""
    if value > 0.999:
        return _("more than 99.9 %")
    return _("less than 0.1 %") if value < 0.001 else f"{value:.1%}".replace("%", " %")


def written_day(when: date) -> str:
    """Return a date written out: ``3 November 2026``."""
    return _("{day} {month} {year}").format(day=when.day, month=_months()[when.month - 1], year=when.year)


def written_moment(when: datetime) -> str:
    """Return a date and time written out in UTC: ``3 November 2026, 14:02 UTC``."""
    utc = when.astimezone(UTC)
    return _("{date}, {time:%H:%M} UTC").format(date=written_day(utc), time=utc)


def _months() -> tuple[str, ...]:
    """The names of the months, which Python would give in the locale of the machine."""
    return (
        *(_("January"), _("February"), _("March"), _("April"), _("May"), _("June")),
        *(_("July"), _("August"), _("September"), _("October"), _("November"), _("December")),
    )
