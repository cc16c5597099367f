"""Text for the pages: escaping of what people typed, counts, dates, sizes. Pure."""

import html
import re
from datetime import UTC, datetime

_longest_file_name = 60
_markdown_marks = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$^&=:])")
_zero_width_space = "\N{ZERO WIDTH SPACE}"


def escaped(text: str) -> str:
    """Return ``text`` for HTML: no markup, no attribute can be left; line breaks stay visible."""
    return html.escape(_printable(text), quote=True).replace("\n", "<br>")


def label(text: str) -> str:
    """Return ``text`` for the label of a Streamlit widget, where Markdown, LaTeX and :icons: would be read.

    A zero-width space follows each colon: Streamlit looks for ``:red[``, ``:smile:`` and ``:material/`` after
    Markdown's own escapes are gone.
    """
    line = " ".join(_printable(text).split())
    return _markdown_marks.sub(r"\\\1", line).replace("\\:", "\\:" + _zero_width_space)


def file_name(name: str) -> str:
    """Return the name of a file as it is shown: one printable line, shortened in the middle. Escape it still."""
    line = _printable(name).replace("\n", " ")
    if len(line) <= _longest_file_name:
        return line
    return f"{line[:36]}…{line[-22:]}"


def _printable(text: str) -> str:
    """Replace control characters, and those that turn the direction of writing, but keep line breaks."""
    return "".join(sign if sign.isprintable() or sign == "\n" else "\N{REPLACEMENT CHARACTER}" for sign in text)


def counted(count: int, one: str, many: str) -> str:
    """Return ``count`` with its noun: ``1 object``, ``52,113 objects``."""
    return f"{count:,} {one if count == 1 else many}"


def moment(when: datetime) -> str:
    """Return a date and time written out in UTC: ``23 November 2026, 14:02 UTC``."""
    utc = when.astimezone(UTC)
    return f"{utc.day} {utc:%B %Y, %H:%M} UTC"


def size(byte_count: int) -> str:
    """Return a number of bytes as people say it: ``340 kB``, ``2.4 MB``."""
    if byte_count < 1_000_000:
        return f"{max(1, round(byte_count / 1000))} kB"
    return f"{byte_count / 1_000_000:.1f} MB"


def sentence_start(text: str) -> str:
    """Return ``text`` with a capital first letter, the rest untouched."""
    return text[:1].upper() + text[1:]
