"""Build the font that PNG pictures and handouts are set in: src/triggerpoints/assets/fonts/PlateSans-*.ttf, for HTML *.woff2.

Source: Source Sans Pro 2.020 (Adobe, SIL Open Font License 1.1), as carried by the wheel `font-source-sans-pro` 0.0.1. Cut down
to the Latin, Greek and Cyrillic letters and signs of `triggerpoints.picture.letters`, and renamed, as the licence asks of a
changed font ("Source" is a reserved name). Two hyphens and the mark for a missing character, which the source font does not
have as characters, are given its hyphen and its crossed box.

    python tools/build_fonts.py [path/to/font_source_sans_pro-0.0.1-py3-none-any.whl]

Without a path the wheel is fetched by pip. Its sha256 is checked either way. Needs fonttools and brotli. Same input, same bytes.
"""

from __future__ import annotations

import copy
import hashlib
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from triggerpoints.picture.letters import MARK, covered

WHEEL = "font_source_sans_pro-0.0.1-py3-none-any.whl"
SHA256 = "2250396f565a0fea35726e56059216d1d5d75071d64d075ebdfec183b4b85765"
FILES = "font_source_sans_pro/files/"
OUT = Path(__file__).resolve().parents[1] / "src/triggerpoints/assets/fonts"
FAMILY = "Plate Sans"
STYLES = {"Regular": 400, "Semibold": 600}
HYPHENS = (0x2010, 0x2011)  # the source font has them as U+002D only
CROSSED_BOX = "uniFFFD"


def wheel(path: Path | None) -> bytes:
    """The content of the wheel, checked."""
    with tempfile.TemporaryDirectory() as folder:
        if path is None:
            command = [sys.executable, "-m", "pip", "download", "--no-deps", "-d", folder, "font-source-sans-pro==0.0.1"]
            subprocess.run(command, check=True)
            path = Path(folder) / WHEEL
        content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise SystemExit(f"{path} is not the wheel that was meant")
    return content


def add_missing(font: TTFont) -> None:
    """Give the hyphens and the mark for a missing character a place of their own."""
    # A copy: a character that shares .notdef itself counts as missing.
    font["glyf"][CROSSED_BOX] = copy.deepcopy(font["glyf"][".notdef"])
    font["hmtx"][CROSSED_BOX] = font["hmtx"][".notdef"]
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.update({code: font.getBestCmap()[0x2D] for code in HYPHENS} | {ord(MARK): CROSSED_BOX})


def cut(content: bytes, style: str, weight: int) -> bytes:
    """One style of the font, cut down and renamed."""
    font = TTFont(io.BytesIO(content), recalcTimestamp=False)
    add_missing(font)
    options = Options()
    options.hinting = False
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl"]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=map(ord, covered()))
    subsetter.subset(font)
    absent = {chr(code) for code in map(ord, covered()) if code not in font.getBestCmap()}
    if absent:
        raise SystemExit(f"{style} has no {sorted(absent)}")
    names = {1: FAMILY, 2: "Regular", 3: f"{FAMILY} {style}", 4: f"{FAMILY} {style}", 6: f"{FAMILY.replace(' ', '')}-{style}"}
    kept = [record for record in font["name"].names if record.nameID in (0, *names, 5, 13, 14)]
    for record in kept:
        record.string = names.get(record.nameID, record.toUnicode())
    font["name"].names = kept
    font["OS/2"].usWeightClass = weight
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def packed(content: bytes) -> bytes:
    """The same font as a web page carries it."""
    font = TTFont(io.BytesIO(content), recalcTimestamp=False)
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def main() -> None:
    """Fetch, cut, write."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with zipfile.ZipFile(io.BytesIO(wheel(path))) as files:
        OUT.mkdir(parents=True, exist_ok=True)
        (OUT / "OFL.txt").write_bytes(files.read(f"{FILES}LICENSE.txt"))
        for style, weight in STYLES.items():
            data = cut(files.read(f"{FILES}SourceSansPro-{style}.ttf"), style, weight)
            for ending, content in (("ttf", data), ("woff2", packed(data))):
                (OUT / f"PlateSans-{style}.{ending}").write_bytes(content)
                print(f"PlateSans-{style}.{ending}: {len(content)} bytes, sha256 {hashlib.sha256(content).hexdigest()}")


if __name__ == "__main__":
    main()
