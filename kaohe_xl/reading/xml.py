"""XML from strangers, with expat and nothing else: no entity is declared or fetched, nothing is built in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.parsers import expat

from kaohe_xl.reading.limits import Refused


def parse_xml(
    name: str,
    data: bytes | str,
    start: Callable[[str, Mapping[str, str]], None] | None = None,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
    *,
    prefixes: Mapping[str, str] | None = None,
) -> None:
    """Run expat over ``data``; the callbacks get the names of elements and attributes without their namespaces.

    Without callbacks it only makes sure that it can be parsed. ``prefixes`` gives the names of some namespaces a prefix
    (namespace → "prefix:"). ``name`` is for the message.

    Raises:
        Refused: not well-formed, or a DOCTYPE.
    """
    known = prefixes or {}
    short: dict[str, str] = {}

    def local(full: str) -> str:
        found = short.get(full)
        if found is None:
            namespace, _, last = full.rpartition("}")
            found = short[full] = known.get(namespace, "") + last
        return found

    def on_doctype(*_: object) -> None:
        raise Refused("D108", part=name[:80])

    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    if start is not None:
        parser.StartElementHandler = lambda full, found: start(
            local(full), {local(key): value for key, value in found.items()}
        )
    parser.StartDoctypeDeclHandler = on_doctype
    if end is not None:
        parser.EndElementHandler = lambda full: end(local(full))
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        where = f"第 {error.lineno} 行第 {error.offset + 1} 列"
        raise Refused("D105", problem=f"{name[:80]} 的 XML 有错（{where}）") from error
    except LookupError as error:  # an encoding that nobody knows
        raise Refused("D105", problem=f"{name[:80]} 的文字编码不认识") from error
