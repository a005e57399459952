"""What is probably wrong where a YAML parser gave up, in words for people who do not know YAML."""

from __future__ import annotations

import re
from typing import Final

from ..text import show

_QUOTED: Final = re.compile(r"""(?:(?<=[:,-] )|(?<=[\[{]))(?:"(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?)""", re.DOTALL)
_PAIR: Final = re.compile(r"\[[^\[\]{}]*\]|\{[^\[\]{}]*\}")
_START: Final = re.compile(r"( *)((?:- +)*)(?=(\w*))")
_COLON: Final = "a key, a colon and a space, such as: body_part: forearm"
_RULES: Final = [
    (re.compile(pattern), found, allowed)
    for pattern, found, allowed in (
        (r"(?:[:,-] |[\[{])(?P<at>[“”„‘’«])", "the quotation mark {at}", "the straight one"),
        (r"(?P<at>\u00a0)", "a no-break space", "an ordinary space"),
        (r"^[\s-]*\w+(?P<at>：)", "the wide colon {at}", _COLON),
        (r"^\s*(?:- +)*(?P<at>-)[^\s-]", "no space behind {at}", "a hyphen and a space before each item of a list"),
        (r"^\s*(?:- +)*[a-z]\w*(?P<at>:)\S", "no space behind the colon", _COLON),
        (r"[:-] +(?P<at>[@`%])", "a text that begins with {at}", "such a text in quotes"),
        (
            r"""^\s*(?:- +)*[^\s:"']+: +[^\s"'\[{#].*?(?P<at>:)(?: |$)""",
            "a second colon in the line",
            "a text with a colon in quotes",
        ),
    )
]
_NO_COLON: Final = re.compile(r"\s*(?:- +)*(?P<key>[a-z]\w*)(?P<at>\s|$)[^:]*$")


def likely_mistake(text: str, line: int, column: int) -> tuple[int, int, str, str]:
    """Return line and column (from 1) of what probably stopped the parser there, what was found and what is allowed."""
    lines = text.split("\n")
    line = min(line, len(lines))
    stopped = sum(map(len, lines[: line - 1])) + line + column - 2
    for quoted in _QUOTED.finditer(text):
        if quoted.start() < stopped <= quoted.end() + 1:
            several = "\n" in quoted.group()
            found = "a quotation mark that is not closed" if several else "more text behind a closing quotation mark"
            return *_place(text, quoted.start() if several else quoted.end()), found, "a pair around the text and none inside"
    text = _QUOTED.sub(lambda quoted: re.sub(r"[^\n]", " ", quoted.group()), text)
    lines = text.split("\n")
    near = [n for n in range(line, 0, -1) if lines[n - 1].strip() and not lines[n - 1].lstrip().startswith("#")][:2]
    for number in near:
        for pattern, found, allowed in _RULES:
            if fault := pattern.search(lines[number - 1]):
                return number, fault.start("at") + 1, found.format(at=fault["at"]), allowed
    before, closed = "", text[:stopped]
    while before != closed:
        before, closed = closed, _PAIR.sub(lambda pair: "." * len(pair.group()), closed)
    if (opened := max(before.rfind("["), before.rfind("{"))) >= 0:
        return *_place(text, opened), f"a {text[opened]} that is not closed", "] for each [, and } for each {"
    for number in reversed(near):
        if fault := _NO_COLON.match(lines[number - 1]):
            return number, fault.start("at") + 1, f"no colon behind {show(fault['key'])}", _COLON
    indent, fits = len(lines[line - 1]) - len(lines[line - 1].lstrip()), _columns(lines[: line - 1])
    if fits and indent not in fits and lines[line - 1].strip():
        found = f"{indent} space{'s' * (indent != 1)} at the start of the line"
        return line, indent + 1, found, f"as many as in a line above: {', '.join(map(str, fits))}"
    return line, column, "a fault of syntax", f"{_COLON}; texts with other signs in quotes"


def _place(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _columns(lines: list[str]) -> list[int]:
    """The columns, from 0, in which keys may go on after some lines."""
    columns: list[int] = []
    for line in lines:
        start = _START.match(line)
        if start and start[3] and ":" in line:
            columns = [*(one for one in columns if one <= start.end(1) and one < start.end()), start.end()]
    return columns
