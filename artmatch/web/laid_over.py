"""One photograph laid over another: wiped from one to the other, flickered, zoomed. Pure.

The browser does it by itself with ``laid_over.js``, since an answer from the server for every step of a finger would
come too late on a phone. Nothing is fetched: the pictures travel in the page.
"""

from pathlib import Path

from artmatch.messages import _
from artmatch.web.pictures import Picture, image
from artmatch.web.words import escaped

_script = Path(__file__).with_name("laid_over.js").read_text(encoding="utf-8")


def laid_over(over: Picture, under: Picture) -> str:
    """Return ``over`` lying on ``under``, which shows the same frame, as HTML with a script.

    One slider, or a drag across the pictures, wipes from ``under`` to ``over``; one button shows the two in turn until
    it is pressed again, another does each step by hand; a second slider enlarges both. A finger on enlarged pictures
    moves them.
    """
    wipe, zoom = escaped(_("Wipe")), escaped(_("Zoom"))
    return (
        f'<div class="am-laid" style="--aspect:{under.aspect:.4f}">'
        '<div class="am-laid-frame"><div class="am-laid-window">'
        f'<div class="am-laid-pictures">{image(under)}{image(over)}</div></div><b aria-hidden="true"></b>'
        f'<span class="over">{escaped(over.caption)}</span><span class="under">{escaped(under.caption)}</span></div>'
        f'<label>{wipe}<input class="wipe" type="range" min="0" max="100" value="50"></label>'
        f'<label>{zoom}<input class="zoom" type="range" min="1" max="8" step="0.5" value="1"></label>'
        f'<button type="button" class="flicker" aria-pressed="false">{escaped(_("Flicker"))}</button>'
        f'<button type="button" class="step">{escaped(_("The other one"))}</button>'
        f"</div><script>{_script}</script>"
    )
