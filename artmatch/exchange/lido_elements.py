"""Elements of LIDO: made with what is in them, left out where that is nothing."""

from lxml import etree

from artmatch.exchange.cells import NO_TEXT
from artmatch.exchange.lido import ANALOG, NAMESPACE, OURS, URI, tag

Element = etree._Element
Content = Element | str | None


def made(name: str, *content: Content, analog: str = "", **attributes: str) -> Element:
    """An element of LIDO, even if there is nothing in it; empty attributes are left out."""
    given = {tag(key): value for key, value in attributes.items() if value}
    if analog:
        given[ANALOG] = OURS + analog
    made = etree.Element(tag(name), given, nsmap={"lido": NAMESPACE})
    for one in content:
        if isinstance(one, str):
            made.text = NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", one)
        elif one is not None:
            made.append(one)
    return made


def element(name: str, *content: Content, analog: str = "", **attributes: str) -> Element | None:
    """An element of LIDO, or None if there is nothing in it."""
    inside = [one for one in content if one is not None and one != ""]
    return made(name, *inside, analog=analog, **attributes) if inside else None


def inside(path: str, content: Content) -> Element | None:
    """``content`` in elements within each other, outermost first; None if there is none."""
    for name in reversed(path.split("/")):
        content = element(name, content)
    assert not isinstance(content, str)
    return content


def term(name: str, text: str, concept: str = "", analog: str = "", **attributes: str) -> Element | None:
    """A concept by its term and, if there is one, its identifier."""
    if not text:
        return None
    return made(name, element("conceptID", concept, type=URI), made("term", text, analog=analog), **attributes)


def body(name: str, text: str, analog: str) -> Element | None:
    """A person or office by name."""
    return element(name, element("legalBodyName", element("appellationValue", text, analog=analog)))
