"""XML from outside, parsed without anything that a document type could bring.

A document type declaration is where entity bombs and references to outside
files live, and nothing that we read has one: the first sign of it ends the
parsing before a single entity is declared.
"""

from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

DEEPEST = 40
"""Levels of nesting; the gateway's replies have about ten, a package's manifest three."""


class UnsafeXml(ValueError):
    """The document has a document type declaration or nests without measure."""


class MalformedXml(ValueError):
    """The bytes are not well-formed XML."""


def parse(document: bytes) -> Element:
    """The root element, names in Clark notation `{namespace}local`.

    Raises UnsafeXml or MalformedXml, neither of which quotes the document.
    """
    builder = TreeBuilder()
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise UnsafeXml("too deep")
        builder.start(_clark(name), {_clark(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_clark(name))

    def doctype(*_: object) -> None:
        raise UnsafeXml("document type declaration")

    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(document, True)
    except (expat.ExpatError, LookupError, UnicodeError):
        raise MalformedXml("not well-formed") from None
    return builder.close()


def _clark(name: str) -> str:
    return "{" + name if "}" in name else name
