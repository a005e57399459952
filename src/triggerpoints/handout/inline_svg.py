"""A figure as part of an HTML page: read as XML and written anew as elements that an HTML parser takes alike.

By an allow-list: only what draws, no link out of the page. So a picture cannot do more than be seen, wherever it came from.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final

from ..errors import UsageError
from ..text import clean

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_SVG: Final = "{http://www.w3.org/2000/svg}"
_DRAWN: Final = ("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "use")
_FILLS: Final = ("clipPath", "mask", "pattern", "linearGradient", "radialGradient", "stop")
_TAGS: Final = frozenset(["svg", "g", "defs", "title", "desc", *_DRAWN, *_FILLS])
_NAME: Final = re.compile(r"(?!on)[A-Za-z][A-Za-z0-9-]*", re.IGNORECASE)
_LOCAL: Final = re.compile(r"url\(\s*['\"]?#([^'\")]*)['\"]?\s*\)")
_LEFT_OUT: Final = frozenset({"style", "src", "tabindex", "lang", "baseProfile", "version"})
_SPEAKING: Final = frozenset({"role", "aria-label", "aria-labelledby", "aria-describedby"})
"""What the root says of itself; the page says it instead."""


class Figures:
    """Writes the figures of one page: no two have an id in common."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._count = 0

    def write(self, svg: str, alt: str, lang: str | None) -> str:
        """The figure as an `svg` element with the role img, named by alt. UsageError when it is no SVG."""
        from xml.etree import ElementTree

        try:
            root = ElementTree.fromstring(svg)
        except (ElementTree.ParseError, ValueError):  # ValueError: a lone surrogate
            raise UsageError("a picture of the handout is no SVG") from None
        if root.tag != f"{_SVG}svg":
            raise UsageError("a picture of the handout is no SVG")
        self._count += 1
        named = f"figure-{self._count}-alt"
        own = {one.get("id", "") for one in root.iter()} - {""}
        prefix = f"figure-{self._count}-" if not own.isdisjoint(self._taken | {named}) else ""
        self._taken |= {prefix + one for one in own} | {named}
        spoken = f' lang="{escape(clean(lang))}"' if lang else ""
        out = [f'<svg role="img" aria-labelledby="{named}"{_attributes(root, prefix, _SPEAKING)}{spoken}>']
        # No title: browsers would show all of it beside the pointer.
        out.append(f'<desc id="{named}">{escape(clean(alt))}</desc>')
        for child in root:
            if child.tag not in (f"{_SVG}title", f"{_SVG}desc"):
                _write(child, prefix, out)
        out.append("</svg>")
        return "".join(out)


def _write(element: Element, prefix: str, out: list[str]) -> None:
    tag = element.tag.removeprefix(_SVG) if isinstance(element.tag, str) else ""  # a comment's tag is no string
    if tag not in _TAGS or tag == element.tag:
        return
    out.append(f"<{tag}{_attributes(element, prefix)}")
    if len(element) == 0 and not element.text:
        out.append("/>")
        return
    out.append(">")
    if element.text:
        out.append(escape(clean(element.text)))
    for child in element:
        _write(child, prefix, out)
        if child.tail and tag in ("text", "tspan"):
            out.append(escape(clean(child.tail)))
    out.append(f"</{tag}>")


def _attributes(element: Element, prefix: str, left_out: frozenset[str] = frozenset()) -> str:
    found = []
    for key, value in element.attrib.items():
        name = key.removeprefix("{http://www.w3.org/1999/xlink}")
        if _NAME.fullmatch(name) and name not in _LEFT_OUT and name not in left_out:
            told = _local(name, value, prefix)
            if told is not None:
                found.append(f' {name}="{escape(clean(told))}"')
    return "".join(found)


def _local(name: str, value: str, prefix: str) -> str | None:
    """The value with its ids renamed; None where it would reach out of the figure."""
    if name == "id":
        return prefix + value
    if name == "href":
        return f"#{prefix}{value[1:]}" if value.startswith("#") else None
    if name in ("aria-labelledby", "aria-describedby"):
        return " ".join(prefix + one for one in value.split())
    if "url(" in value.casefold().replace("\\", "url("):  # a backslash could spell it in disguise
        return _LOCAL.sub(rf"url(#{prefix}\1)", value) if _LOCAL.fullmatch(value) else None
    return value
