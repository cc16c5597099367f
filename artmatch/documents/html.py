"""A document as one HTML file that needs no other and loads nothing."""

from jinja2 import Environment, PackageLoader, StrictUndefined

from artmatch.documents.model import Document
from artmatch.messages import _

environment = Environment(
    loader=PackageLoader("artmatch.documents", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
"""Templates whose values are escaped: names, notes and titles are other people's words."""
environment.globals["_"] = _


def html(document: Document) -> str:
    """The page, in UTF-8; the same text for the same document."""
    blocks = [(type(block).__name__, block) for block in document.blocks]
    return environment.get_template("document.html").render(document=document, blocks=blocks)
