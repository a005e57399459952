"""How a handout looks as HTML, on a screen and on paper: one style sheet, nothing loaded from elsewhere."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from importlib import resources
from typing import Final

from ..text import clean
from .blocks import Sheet
from .colours import colours
from .room import BOX_TITLE, GAP_MM, MARGINS_MM, SMALL, TITLE, TITLE_LARGE, Spacing

_SIZES: Final = {"a4": "A4", "letter": "letter"}
_FONTS: Final = (
    '"Plate Sans", -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", '
    "Arial, system-ui, sans-serif"
)
_FACES: Final = {"Regular": 400, "Semibold": 700}
_FACE: Final = '@font-face {{ font-family: "Plate Sans"; font-weight: {weight}; src: url(data:font/woff2;base64,{data}) }}'

# Sizes on the screen follow the reader's own. On paper the sheet is laid out as a table, only because the last group of a table
# is printed at the foot of every page by every browser.
_SHEET: Final = """
*, ::before, ::after { box-sizing: border-box }
html { color-scheme: light; background: #fff; -webkit-text-size-adjust: 100%; text-size-adjust: 100% }
body { margin: 0; background: #fff; color: INK; font-family: FONTS; font-size: SCREEN; line-height: 1.5;
  overflow-wrap: anywhere }
.sheet { max-width: 38em; margin: 0 auto; padding: clamp(1rem, 4vw, 2.5rem) }
header { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1rem; margin-bottom: 1.5rem; padding-bottom: 1rem;
  border-bottom: 1px solid RULE }
header img { display: block; width: auto; height: auto; max-width: 11rem; max-height: 4rem; flex: none }
header div { display: flex; flex: 1 1 12rem; flex-wrap: wrap; column-gap: 1.1em; min-width: 0 }
header p { margin: 0; color: QUIET; font-size: .9em; line-height: 1.4 }
header .clinic { flex-basis: 100%; color: inherit; font-size: 1.05em; font-weight: 700 }
header a { color: inherit }
h1, h2, h3 { line-height: 1.25; text-wrap: balance }
p, li { text-wrap: pretty }
h1 { margin: 0 0 .6em; color: ACCENT; font-size: 1.7em }
h2 { margin: 1.6em 0 .35em; color: ACCENT; font-size: 1.25em }
h3 { margin: 1.2em 0 .3em; font-size: 1.05em }
p, ul, ol { margin: 0 0 .8em }
ul, ol { padding-inline-start: 1.5em }
li { margin-bottom: .3em; padding-inline-start: .2em }
li::marker { color: ACCENT; font-weight: 700 }
.lead { color: ACCENT; font-size: 1.15em; font-weight: 600; text-wrap: balance }
.small { color: QUIET; font-size: .85em }
figure { margin: 1.25em 0 }
figure svg { display: block; width: 100%; height: auto; max-height: 36rem; margin: 0 auto }
dl { display: flex; flex-wrap: wrap; gap: .9em 1.5em; margin: 0 0 1.5em }
dl div { display: flex; flex: 1 1 14em; align-items: flex-end; gap: .5em; min-width: 0 }
dt { font-weight: 600 }
dd { display: flex; flex: 1; align-items: flex-end; min-width: 5em; min-height: 2em; margin: 0;
  border-bottom: 1px solid currentColor }
.box { margin: 1.6em 0; padding: .9em 1.1em .2em; border-inline-start: .4em solid ACCENT; background: NOTE_TINT }
.box > :first-child { margin-top: 0; font-size: BOXTITLE }
.emergency { border-inline-start-color: DANGER_BAR; background: EMERGENCY_TINT }
.emergency > :first-child, .emergency li::marker { color: DANGER }
.warning { border-inline-start-color: CARE_BAR; background: WARNING_TINT }
.warning > :first-child, .warning li::marker { color: CARE }
footer { margin-top: 2em; padding-top: .8em; border-top: 1px solid RULE; color: QUIET; font-size: .85em }
footer p { margin: 0 }
@page { size: PAPER; margin: MARGINS; @bottom-right { content: PAGES; font: SMALL FONTS; color: QUIET } }
@media print {
  body { color: #000; font-size: PRINT; line-height: LINE; print-color-adjust: exact; -webkit-print-color-adjust: exact }
  .sheet { max-width: none; padding: 0 }
  header { gap: 2mm 4mm; margin-bottom: 3mm; padding-bottom: 2mm }
  header img { max-width: 40mm; max-height: 12mm }
  header a { text-decoration: none }
  h1 { margin-bottom: .15em; font-size: TITLE }
  h2 { margin: HEADING 0 .1em; font-size: 1.2em }
  h3 { margin: HEADING 0 .1em }
  .lead { font-size: 1.1em }
  .small, header p, footer { font-size: SMALL }
  h1, h2, h3 { break-after: avoid }
  p, li { orphans: 2; widows: 2 }
  p, ul, ol { margin-bottom: TEXT }
  li { margin-bottom: .05em; break-inside: avoid }
  .box { margin: BOX 0; padding: .25em .9em; background: none; -webkit-box-decoration-break: clone;
    box-decoration-break: clone }
  .whole { break-inside: avoid }
  dl { margin-bottom: 2.5mm; break-inside: avoid }
  figure { margin: 0 0 2mm; break-inside: avoid }
  figure svg { width: var(--wide); max-width: 100%; max-height: none }
  .sheet { display: table; width: 100% }
  main { display: table-row-group }
  .turn { break-before: page }
  footer { display: table-footer-group; break-inside: avoid }
  footer p { padding-top: 1.5mm }
}
"""

# A photocopy has no colours: the frames of the boxes differ.
_MONO: Final = """
.emergency { border: .1em solid #000; border-inline-start-width: .5em }
.warning { border: .07em dashed #000; border-inline-start: .4em solid #000 }
.note { border: .05em solid #767676; border-inline-start: .4em solid #767676 }
"""

# In ordinary print the figure stands beside the text, and the rest in two columns.
_COMPACT: Final = """
@media print {
  .beside { float: inline-start; margin-inline-end: GAP }
  .beside ~ ul, .beside ~ ol { display: flow-root }
  .columns { columns: 2; column-gap: GAP; clear: both }
}
"""


def style(sheet: Sheet, spacing: Spacing) -> str:
    """The style sheet. spacing: on paper.

    The page label is the only text in it, escaped so that it can be nothing but a string.
    """
    filled = {
        "FONTS": _FONTS,
        "SCREEN": "1.5rem" if sheet.large else "1.125rem",
        "PRINT": f"{spacing.size:g}pt",
        "SMALL": f"{SMALL:g}pt",
        "LINE": f"{spacing.line:g}",
        "HEADING": f"{spacing.heading:g}em",
        "BOX": f"{spacing.box:g}em",
        "TEXT": f"{spacing.text:g}em",
        "BOXTITLE": f"{BOX_TITLE:g}em",
        "TITLE": f"{TITLE_LARGE if sheet.large else TITLE:g}em",
        "GAP": f"{GAP_MM:g}mm",
        "MARGINS": " ".join(f"{mm:g}mm" for mm in MARGINS_MM),
        "PAPER": _SIZES[sheet.paper],
        "PAGES": _label(sheet.page_label),
        **{name.upper(): colour for name, colour in colours(sheet.mono).items()},
    }
    pattern = "|".join(sorted(filled, key=len, reverse=True))
    whole = _SHEET + ("" if sheet.large else _COMPACT) + (_MONO if sheet.mono else "")
    return _faces() + re.sub(rf"\b(?:{pattern})\b", lambda found: filled[found[0]], whole)


@cache
def _faces() -> str:
    """The package's font: a sheet looks the same in every browser and takes as much paper."""
    folder = resources.files("triggerpoints").joinpath("assets/fonts")
    data = {name: b64encode(folder.joinpath(f"PlateSans-{name}.woff2").read_bytes()).decode("ascii") for name in _FACES}
    return "\n".join(_FACE.format(weight=weight, data=data[name]) for name, weight in _FACES.items())


def _label(label: str) -> str:
    """`Page {page} of {pages}` as a value of `content`, with the numbers that the printer counts."""
    counters = {"{page}": "counter(page)", "{pages}": "counter(pages)"}
    parts = re.split(r"(\{pages?\})", clean(label))
    return " ".join(counters.get(part) or _string(part) for part in parts if part) or "none"


def _string(text: str) -> str:
    """A CSS string. Everything but plain letters, digits and spaces is escaped by its number."""
    return '"' + re.sub(r"[^A-Za-z0-9 ]", lambda found: f"\\{ord(found[0]):06x}", text) + '"'
