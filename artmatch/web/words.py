"""Text for the pages: escaping of what people typed, counts, dates, sizes. Pure."""

import html
import re
from collections.abc import Iterable
from datetime import datetime

from artmatch.messages import _, written_moment

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


def joined(names: Iterable[str]) -> str:
    """Return ``names`` as they are said one after another: ``A. Rossi and B. Blanc``."""
    return _(" and ").join(names)


def dimensions(width: int, height: int, byte_count: int) -> str:
    """Return how large a photograph is: ``4,000 x 3,000 pixels, 2.4 MB``."""
    return _("{width:,} x {height:,} pixels, {size}").format(width=width, height=height, size=size(byte_count))


def model_and_index(model_id: str, generation: int) -> str:
    """Return what a search was made with: ``artmatch-r50-ab12cd34, generation 7``."""
    return _("{model_id}, generation {generation}").format(model_id=model_id, generation=generation)


def moment(when: datetime) -> str:
    """Return a date and time written out in UTC: ``23 November 2026, 14:02 UTC``."""
    return written_moment(when)


def size(byte_count: int) -> str:
    """Return a number of bytes as people say it: ``340 kB``, ``2.4 MB``."""
    if byte_count < 1_000_000:
        return _("{count} kB").format(count=max(1, round(byte_count / 1000)))
    return _("{count:.1f} MB").format(count=byte_count / 1_000_000)


def sentence_start(text: str) -> str:
    """Return ``text`` with a capital first letter, the rest untouched."""
    return text[:1].upper() + text[1:]


def named(value: str) -> str:
    """Return one of artmatch's own words for a thing, as a status or an action, translated and with a capital."""
    return sentence_start(_(value))


def agreeing_points(inliers: int, consistent: int | None) -> str:
    """Return how many points agree by either measure."""
    return _("{inliers} as on a flat object, {consistent} as on a solid one").format(
        inliers=inliers, consistent=consistent
    )
