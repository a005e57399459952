"""What a clinic adds to a handout: its file, its logo, the therapist's note and steps: hostile until shown otherwise."""

from __future__ import annotations

import base64
import contextlib
import io
import os
import random
import re
import struct
import subprocess
import sys
import warnings
import zlib
from xml.etree import ElementTree

import pikepdf
import pytest
from handout_samples import plain_sheet
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageOps, PngImagePlugin

from triggerpoints.bounded import read_bounded
from triggerpoints.errors import DataError, MissingExtraError, OptionError, TriggerpointsError
from triggerpoints.handout.clinic import read_clinic
from triggerpoints.handout.logo import MOST_BYTES, MOST_SCANS, clean_logo, read_logo
from triggerpoints.handout.options import MOST_NOTE, MOST_STEP, MOST_STEPS, Letterhead, clean_note, clean_steps
from triggerpoints.handout.sheet import Paragraph, Text
from triggerpoints.text import clean

# Samples


def picture(mode="RGB", size=(40, 20)):
    image = Image.new("RGB", size)
    image.putdata([(x * 6 % 256, y * 12 % 256, (x * y) % 256) for y in range(size[1]) for x in range(size[0])])
    return image.convert(mode)


def noise(size=(40, 20)):
    return Image.frombytes("RGB", size, random.Random(5).randbytes(3 * size[0] * size[1]))


def saved(image, form, **options):
    target = io.BytesIO()
    image.save(target, form, **options)
    return target.getvalue()


def seen(data):
    """The picture as it is seen."""
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        return ImageOps.exif_transpose(image).convert("RGBA")


def exif(orientation=1):
    told = Image.Exif()
    told[0x0112] = orientation
    told[0x013B] = "Dr Secret"
    told.get_ifd(0x8825).update({1: "N", 2: (53.0, 28.0, 45.0), 3: "W", 4: (2.0, 14.0, 0.0)})
    return told


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width=2, height=2, rows=None, extra=b"", depth=8, colour=2):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    rows = (b"\0" + b"\x10\x20\x30" * width) * height if rows is None else rows
    return b"\x89PNG\r\n\x1a\n" + head + extra + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def svg(inside='<path d="M0 0h9v9z"/>', attributes='viewBox="0 0 100 40"', before=""):
    return (
        f'{before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {attributes}>{inside}</svg>'
    )


def cleaned(inside, **more):
    return clean_logo(svg(inside, **more).encode()).data.decode()


def refused(data, file="logo.png"):
    """The only problem of a picture that is not taken."""
    with pytest.raises(DataError) as caught:
        clean_logo(data.encode() if isinstance(data, str) else data, file)
    (problem,) = caught.value.problems
    assert problem.file == file
    assert "\n" not in str(problem)
    assert problem.found
    assert problem.allowed
    assert problem.rule
    return problem


def faults(bad, file):
    """What is not refused by the rule and in the words that it should be."""
    for name, (data, rule, said) in bad.items():
        try:
            problem = refused(data, file)
        except pytest.fail.Exception:
            yield f"{name}: taken"
            continue
        if problem.rule != rule or said not in problem.found:
            yield f"{name}: {problem.rule}: {problem}"


# PNG and JPEG


def test_a_png_keeps_every_pixel():
    palette = picture("P")
    data = [saved(picture(mode), "PNG") for mode in ("1", "L", "LA", "P", "RGB", "RGBA")]
    data += [saved(picture("L").convert("I;16"), "PNG"), saved(palette, "PNG", transparency=3)]
    for one in data:
        logo = clean_logo(one)
        assert (logo.kind, logo.width, logo.height) == ("png", 40, 20)
        assert seen(logo.data).tobytes() == seen(one).tobytes()


def test_a_jpeg_looks_as_it_did():
    """It is coded again with its own tables, so that it becomes neither coarse nor large."""
    for options in (
        {},
        {"progressive": True},
        {"subsampling": 2},
        {"restart_marker_blocks": 2},
        {"keep_rgb": True},
        {"quality": 30},
    ):
        for image in (
            Image.linear_gradient("L").resize((70, 50)),
            picture("RGB", (8, 4)).resize((70, 50), Image.Resampling.BICUBIC),
        ):
            if image.mode == "L" and "keep_rgb" in options:
                continue
            data = saved(image, "JPEG", **options)
            logo = clean_logo(data)
            assert (logo.kind, logo.width, logo.height) == ("jpeg", 70, 50)
            assert len(logo.data) < 1.5 * len(data)
            difference = [abs(a - b) for a, b in zip(seen(logo.data).tobytes(), seen(data).tobytes(), strict=True)]
            assert sum(difference) / len(difference) < 2


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_metadata_is_gone_and_the_picture_is_upright(form):
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", "Dr Secret")
    told.add_itxt("Comment", "Secret", zip=False)
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    more = {"comment": "Secret"} if form == "JPEG" else {"pnginfo": told, "dpi": (300, 300)}
    for orientation in range(1, 9):
        data = saved(picture(), form, exif=exif(orientation), icc_profile=icc, **more)
        assert b"Secret" in data
        logo = clean_logo(data + b"Secret behind the end")
        assert (logo.width, logo.height) == ((20, 40) if orientation > 4 else (40, 20))
        with Image.open(io.BytesIO(logo.data)) as image:
            assert dict(image.getexif()) == {}
            assert set(image.info) <= {
                "jfif",
                "jfif_version",
                "jfif_unit",
                "jfif_density",
                "dpi",
            }  # dpi: what the reader supposes
            upright = seen(data).resize((4, 4))
            for one, other in zip(image.convert("RGBA").resize((4, 4)).tobytes(), upright.tobytes(), strict=True):
                assert abs(one - other) < 12
        for secret in (b"Secret", b"acsp", b"eXIf", b"pHYs"):
            assert secret not in logo.data


JPEG = saved(picture(), "JPEG")
PROGRESSIVE = saved(noise(), "JPEG", progressive=True)
RESTARTED = saved(noise().convert("L"), "JPEG", restart_marker_blocks=5)
SCAN = JPEG.index(b"\xff\xda")
FRAME = JPEG.index(b"\xff\xc0")


def put(data, at, new):
    return data[:at] + new + data[at + len(new) :]


BAD_RASTER = {
    "empty": (b"", "logo-broken", "no PNG"),
    "text": (b"I am a picture, believe me", "logo-broken", "no PNG"),
    "gif": (saved(picture("P"), "GIF"), "logo-broken", "no PNG"),
    "webp": (b"RIFF\x10\0\0\0WEBPVP8 ", "logo-broken", "no PNG"),
    "pdf": (b"%PDF-1.7\n", "logo-broken", "no PNG"),
    "svgz": (b"\x1f\x8b\x08\0", "logo-broken", "no PNG"),
    "too large": (png() + b"\0" * MOST_BYTES, "file-size", "1 MB"),
    "png bomb": (png(60_000, 60_000, rows=b""), "logo-size", "60,000 x 60,000"),
    "png of nothing": (png(0, 5, rows=b""), "logo-broken", "damaged"),
    "png with a wrong checksum": (put(png(), 29, b"\0\0\0\0"), "logo-broken", "damaged"),
    "png with a strange filter": (png(rows=b"\x05" + b"\0" * 13), "logo-broken", "damaged"),
    "png whose text unpacks without end": (
        png(extra=chunk(b"zTXt", b"a\0\0" + zlib.compress(b"\0" * 80_000_000))),
        "logo-broken",
        "damaged",
    ),
    "jpeg with pixels missing": (JPEG[: SCAN + 20], "logo-broken", "damaged"),
    "jpeg of nothing": (b"\xff\xd8\xff\xd9", "logo-broken", "damaged"),
    "jpeg bomb": (put(JPEG, FRAME + 5, b"\xea\x60\xea\x60"), "logo-size", "60,000 x 60,000"),
    "jpeg of nothing in its head": (put(JPEG, FRAME + 5, b"\0\0\0\0"), "logo-broken", "damaged"),
    "jpeg in cmyk": (saved(picture("CMYK"), "JPEG"), "logo-colours", "CMYK"),
    "jpeg with scans without end": (JPEG[:-2] + JPEG[SCAN:-2] * MOST_SCANS + b"\xff\xd9", "logo-size", "64 scans"),
    "a line": (png(200, 2), "logo-shape", "200 x 2"),
}


def test_a_bad_picture_is_one_clear_error():
    assert list(faults(BAD_RASTER, "logo.png")) == []


def test_a_picture_that_is_cut_off_is_refused():
    for data in (JPEG, PROGRESSIVE, RESTARTED, saved(picture(), "PNG"), saved(picture("P"), "PNG")):
        for length in (*range(9, len(data) - 4, 11), len(data) - 6):
            assert refused(data[:length]).rule == "logo-broken"


def test_what_pillow_only_warns_of_is_taken():
    """A block that should tell of the camera and is nonsense does not harm the picture."""
    nonsense = b"Exif\0\0MM\0*\0\0\0\x08\0\x09" + b"\x01\x12\0\x03\0\0\0\1"
    data = JPEG[:2] + b"\xff\xe1" + struct.pack(">H", len(nonsense) + 2) + nonsense + JPEG[2:]
    with pytest.warns(UserWarning, match="EXIF"), Image.open(io.BytesIO(data)) as image:
        image.getexif()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert clean_logo(data) == clean_logo(JPEG)


def test_what_unpacks_without_end_takes_no_memory():
    """Of 50 MB of rows only those are unpacked that the header promises."""
    assert clean_logo(png(rows=b"\0" * 50_000_000)).data == clean_logo(png(rows=b"\0" * 14)).data


# SVG


def test_an_svg_keeps_its_shapes():
    text = cleaned(
        '<title>Secret</title><metadata><x:y xmlns:x="u">Secret</x:y></metadata><!-- Secret --><?secret Secret?>'
        '<defs><linearGradient id="a"><stop offset="0" stop-color="#f00"/></linearGradient></defs>'
        "<style><![CDATA[/* Secret */ .a,.b{fill:red} g > .c{fill:green}]]></style>"
        '<g data-author="Secret" x:o="Secret" xmlns:x="u" fill="url(#a)" transform="translate(1,2) scale(2)">'
        '<path id="p" class="a" d="M0,0l1-1.5z" style="stroke: rgb(1,2,3); stroke-dasharray: none" aria-label="Secret (1)"/></g>'
        '<use xlink:href=" #p "/>Secret\xfc'
    )
    assert text == (
        '<svg viewBox="0 0 100 40" xmlns="http://www.w3.org/2000/svg" width="100" height="40">'
        '<defs><linearGradient id="a"><stop offset="0" stop-color="#f00" /></linearGradient></defs>'
        "<style>  .a,.b{fill:red} g &gt; .c{fill:green}</style>"
        '<g fill="url(#a)" transform="translate(1,2) scale(2)">'
        '<path id="p" class="a" d="M0,0l1-1.5z" style="stroke: rgb(1,2,3); stroke-dasharray: none" /></g>'
        '<use href="#p" /></svg>'
    )


DRAWN = """<?xml version="1.0" encoding="utf-8"?>
<!-- Generator: a drawing program, plug-in. Version 6.00 -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg version="1.1" id="Layer_1" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" x="0px" y="0px"
 viewBox="0 0 120 60" style="enable-background:new 0 0 120 60;" xml:space="preserve" xmlns:ink="urn:editor" ink:version="1.3">
<ink:namedview id="base" pagecolor="#fff"><ink:grid/></ink:namedview>
<style type="text/css">
 .st0{fill:#0B6E99;} .st1{fill:none;stroke:#F2A900;stroke-width:4;stroke-linecap:round;stroke-miterlimit:10;}
 .st2{clip-path:url(#clip);} .st3{fill:url(#sky);opacity:0.8}
</style>
<defs><clipPath id="clip" clipPathUnits="userSpaceOnUse"><circle cx="30" cy="30" r="24"/></clipPath>
<linearGradient id="base-sky"><stop offset="0" style="stop-color:#fff;stop-opacity:1"/>
<stop offset="1" stop-color="navy"/></linearGradient>
<linearGradient id="sky" xlink:href="#base-sky" gradientUnits="userSpaceOnUse" x1="60" y1="0" x2="120" y2="60"/>
<path id="wave" d="M66 40c6-9 12-9 18 0s12 9 18 0"/></defs>
<g class="st2" ink:label="left"><rect class="st0" width="60" height="60"/>
<ellipse cx="30" cy="58" rx="20" ry="16" fill="#fff"/></g>
<g transform="matrix(1 0 0 1 0 0)"><rect x="62" y="4" width="54" height="52" rx="6" class="st3"/>
<use xlink:href="#wave" class="st1"/>
<use href="#wave" y="8" style="fill:none;stroke:#222;stroke-width:2px;marker:none;paint-order:stroke fill markers"/></g>
<polygon points="90,10 96,22 84,22" style="fill:rgb(200,30,30)"/><line x1="5" y1="5" x2="15" y2="5" class="st1"/>
</svg>"""


def test_a_logo_of_a_drawing_program_looks_as_it_did():
    resvg = pytest.importorskip("resvg_py")
    logo = clean_logo(DRAWN.encode())
    before, after = (seen(bytes(resvg.svg_to_bytes(svg_string=text, width=480))) for text in (DRAWN, logo.data.decode()))
    assert len(before.getcolors(100_000)) > 50
    assert before.tobytes() == after.tobytes()
    safe(logo.data.decode())


def test_the_size_of_an_svg():
    for attributes, size in {
        'viewBox="0 0 100 40"': (100, 40),
        'viewBox="-5,-5 , 30 40" width="1px" height="100%"': (30, 40),
        'width="30" height="15px"': (30, 15),
    }.items():
        logo = clean_logo(svg(attributes=attributes).encode())
        assert (logo.kind, logo.width, logo.height) == ("svg", *size)


def test_an_ordinary_doctype_and_byte_order_mark_are_no_fault():
    before = (
        '\ufeff<?xml version="1.0" encoding="ISO-8859-1"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://x/svg11.dtd">'
    )
    assert clean_logo(svg(before=before).encode()).data == clean_logo(svg().encode()).data


LAUGHS = '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
MANY_USES = '<path id="u0" d="M0 0h1"/>' + "".join(
    f'<g id="u{n}">' + f'<use href="#u{n - 1}"/>' * 10 + "</g>" for n in range(1, 12)
)
LONG_USES = '<path id="u0" d="M0 0h1"/>' + "".join(f'<g id="u{n}"><use href="#u{n - 1}"/></g>' for n in range(1, 100))

BAD_SVG = {
    # what: (text, rule, what is said)
    "script": (svg("<script>alert(1)</script>"), "svg-element", "'script'"),
    "script attribute": (svg('<rect onclick="alert(1)"/>'), "svg-element", "'onclick'"),
    "script attribute of the root": (svg(attributes='onload="x()" viewBox="0 0 1 1"'), "svg-element", "'onload'"),
    "script attribute in capitals": (svg('<rect ONclick="alert(1)"/>'), "svg-element", "'ONclick'"),
    "foreignObject": (svg("<foreignObject/>"), "svg-element", "'foreignObject'"),
    "picture from elsewhere": (svg('<image href="http://x/y.png"/>'), "svg-element", "'image'"),
    "picture of this machine": (svg('<image href="/etc/passwd"/>'), "svg-element", "'image'"),
    "animation": (svg('<rect><animate attributeName="href" to="javascript:x"/></rect>'), "svg-element", "'animate'"),
    "link": (svg('<a xlink:href="javascript:x()"><rect/></a>'), "svg-element", "'a'"),
    "text": (svg("<text>Clinic</text>"), "svg-element", "'text'"),
    "filter": (svg("<filter/>"), "svg-element", "'filter'"),
    "another svg": (svg("<svg/>"), "svg-element", "'svg'"),
    "use of elsewhere": (svg('<use href="http://x/y.svg#a"/>'), "svg-reference", "http://x"),
    "use of data": (svg('<use xlink:href="data:image/svg+xml,x#a"/>'), "svg-reference", "data:"),
    "use of a script": (svg('<use xlink:href="javascript:x()"/>'), "svg-reference", "javascript"),
    "paint of elsewhere": (svg('<rect fill="url(http://x/y#a)"/>'), "svg-style", "http://x"),
    "paint of elsewhere in quotes": (svg("<rect fill=\"URL( '//x/y#a' )\"/>"), "svg-style", "//x"),
    "fallback of elsewhere": (svg('<rect fill="url(#a) url(http://x)"/>'), "svg-style", "http://x"),
    "style of elsewhere": (svg('<rect style="background:url(http://x)"/>'), "svg-style", "http://x"),
    "any attribute of elsewhere": (svg('<rect cursor="url(http://x)"/>'), "svg-style", "http://x"),
    "class of elsewhere": (svg('<style>.a{fill:url(//x)}</style><rect class="a"/>'), "svg-style", "//x"),
    "set of pictures": (svg("<style>.a{background:image-set('//x' 1x)}</style>"), "svg-style", "//x"),
    "import": (svg("<style>@import '//x';</style>"), "svg-style", "@import"),
    "import before a rule": (svg("<style>@import '//x'; .a{fill:red}</style>"), "svg-style", "@import"),
    "font": (svg("<style>.a{} @font-face{src:url(#x)}</style>"), "svg-style", "@font-face"),
    "selector that refers": (svg("<style>rect{fill:url(#a)}</style>"), "svg-style", "rect"),
    "style without an end": (svg("<style>g{fill:url(#a)</style>"), "svg-style", "'g'"),
    "style in a style": (svg("<style>.a{g{clip-path:url(#a)}}</style>"), "svg-style", "a style for"),
    "style with a brace in quotes": (svg("<style>*{a:'}.b{';clip-path:url(#a)}</style>"), "svg-style", "a style for '.b'"),
    "address behind a comment": (svg('<rect style="fill:url(/**/http://x)"/>'), "svg-style", "http://x"),
    "dashes behind a comment": (svg('<rect style="stroke-dasharray/**/:1e-9"/>'), "svg-style", "dasharray"),
    "style within a style": (svg("<style><style>.a{}</style></style>"), "svg-element", "'style'"),
    "style with an escape": (svg('<rect style="fill:\\75rl(x)"/>'), "svg-style", "fill"),
    "dashes": (svg('<rect style="stroke-dasharray:1e-9"/>'), "svg-style", "dasharray"),
    "more dashes": (svg('<rect stroke-dasharray="1e-9"/>'), "svg-style", "dasharray"),
    "dashes with an escape": (svg('<rect style="stroke-d\\61sharray:1e-9"/>'), "svg-style", "stroke-d"),
    "billion laughs": (svg("&c;", before=LAUGHS), "svg-doctype", "entities"),
    "outside entity": (svg("&x;", before='<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "svg-doctype", "entities"),
    "unknown entity": (svg("&x;", before='<!DOCTYPE svg SYSTEM "http://x">'), "xml", "syntax"),
    "a million uses": (svg(MANY_USES), "svg-size", "multiply"),
    "a chain of uses": (svg(LONG_USES), "svg-size", "deeper"),
    "a ring of uses": (svg('<g id="a"><rect/><use href="#a"/></g>'), "svg-size", "back to themselves"),
    "a ring of clips": (
        svg('<style>.c{clip-path:url(#a)}</style><clipPath id="a"><rect class="c"/></clipPath><rect class="c"/>'),
        "svg-size",
        "back to themselves",
    ),
    "a ring of gradients": (svg('<linearGradient id="a" href="#a"/><rect fill="url(#a)"/>'), "svg-size", "back to themselves"),
    "nesting": (svg("<g>" * 40 + "</g>" * 40), "svg-size", "nesting"),
    "deep nesting": (svg("<g>" * 100_000 + "</g>" * 100_000), "svg-size", "5,000"),
    "too many elements": (svg("<rect/>" * 5_001), "svg-size", "5,000"),
    "no size": (svg(attributes=""), "svg-size", "the size"),
    "size of nothing": (svg(attributes='viewBox="0 0 0 5"'), "svg-size", "0 x 5"),
    "size without end": (svg(attributes='viewBox="0 0 1e6 1e6"'), "svg-size", "1000000 x"),
    "no number": (svg(attributes='viewBox="0 0 nan 5"'), "svg-size", "nan"),
    "size of its surroundings": (svg(attributes='width="100%" height="100%"'), "svg-size", "100%"),
    "nothing to see": (svg("<g/>"), "svg-empty", "nothing"),
    "html page": ("<!DOCTYPE html><html><body>x</body></html>", "svg-root", "'html'"),
    "no xmlns": ('<svg viewBox="0 0 1 1"><rect/></svg>', "svg-root", "'svg'"),
    "not XML": ("<svg", "xml", "syntax"),
    "cut off": (svg()[:-7], "xml", "cut off"),
    "not UTF-8": (svg().encode() + b"\xff", "encoding", "UTF-8"),
}


def test_a_bad_svg_is_one_clear_error():
    assert list(faults(BAD_SVG, "logo.svg")) == []


def test_a_fault_of_syntax_tells_its_line():
    problem = refused(svg("\n  <g>\n    <rect></g>"), "logo.svg")
    assert str(problem).startswith("logo.svg:3:13: found a fault of syntax")


def safe(text):
    """An SVG that neither runs nor fetches anything, as an XML reader of another hand sees it."""
    assert text.isascii()
    assert "Secret" not in text
    assert "<!" not in text
    assert "<?" not in text
    names = re.compile("svg|g|defs|use|path|rect|circle|ellipse|line|poly(line|gon)|(linear|radial)Gradient|stop|clipPath|style")
    for element in ElementTree.fromstring(text).iter():
        assert names.fullmatch(element.tag.removeprefix("{http://www.w3.org/2000/svg}"))
        for name, value in [*element.attrib.items(), ("", element.text or "")]:
            assert re.fullmatch(r"[A-Za-z][\w-]*|", name)
            assert not name.lower().startswith(("on", "data-"))
            assert name != "href" or value.startswith("#")
            assert not re.search(r"url\s*\(\s*[\"']?[^#\"'\s]|@|\\", value, re.IGNORECASE) or name in ("id", "class")


# Every picture

GOOD = {
    "png": [
        saved(picture("RGBA"), "PNG"),
        saved(picture("P"), "PNG", transparency=3),
        saved(picture("L").convert("I;16"), "PNG"),
    ],
    "jpeg": [JPEG, PROGRESSIVE, RESTARTED, saved(picture(), "JPEG", exif=exif(6))],
    "svg": [DRAWN.encode(), svg('<rect id="a" x="1" y="2" width="30" height="20"/><use href="#a" x="9"/>').encode()],
}


def mutated(data, chance):
    """A picture with a few bytes changed, left out or put in."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4))):
        at = chance.randrange(len(changed))
        match chance.randrange(3):
            case 0:
                changed[at] = chance.choice(b"0123456789.-% #") if data.startswith(b"<") else chance.randrange(256)
            case 1:
                del changed[at : at + chance.randrange(1, 20)]
            case 2:
                changed[at:at] = chance.choice((b" ", b"9", b"url(", b"<g>")) if data.startswith(b"<") else chance.randbytes(2)
    return bytes(changed)


def any_png(chance):
    """A PNG of any kind with any pixels, now and then of a kind that there is not, or with rows missing."""
    colour, depth = chance.choice((0, 2, 3, 4, 6)), chance.choice((1, 2, 4, 8, 8, 16, 16))
    width, height, channels = chance.randrange(1, 12), chance.randrange(1, 9), {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    rows = b"".join(bytes([chance.randrange(5)]) + chance.randbytes(-(-width * depth * channels // 8)) for _ in range(height))
    palette = chunk(b"PLTE", chance.randbytes(3 * chance.randrange(1, 2**depth % 256 + 2))) if colour == 3 else b""
    clear = chunk(b"tRNS", bytes({0: 2, 2: 6, 3: 1}.get(colour, 0))) if chance.random() < 0.3 else b""
    return png(width, height, rows[: len(rows) - (chance.random() < 0.2)], palette + clear, depth, colour)


@pytest.mark.parametrize("kind", GOOD)
def test_whatever_is_done_to_a_picture_it_is_refused_or_can_be_seen(kind):
    """One clear error, or a picture that stands in the PDF as in HTML. Nothing that Pillow says gets out, no warning either."""
    pytest.importorskip("typst")
    from handout_samples import to_html, to_pdf

    chance = random.Random(11)
    taken = 0
    for number in range(240):
        data = GOOD[kind][number % len(GOOD[kind])]
        if number >= len(GOOD[kind]):
            data = any_png(chance) if kind == "png" and number % 2 else mutated(data, chance)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                logo = clean_logo(data)
            except DataError:
                refused(data)
                continue
        assert clean_logo(data) == logo
        taken += 1
        sheet = plain_sheet(Paragraph(Text("x")), letterhead=Letterhead("A", logo=logo))
        (source,) = re.findall(r'<img src="data:image/[a-z+]+;base64,([^"]*)"', to_html(sheet))
        assert base64.b64decode(source) == logo.data
        if kind == "svg":
            safe(logo.data.decode())
        else:
            assert seen(logo.data).size == (logo.width, logo.height)
        if taken <= 40:
            with pikepdf.open(io.BytesIO(to_pdf(sheet))) as pdf:
                drawn = [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"]
                assert bool(drawn) == (kind != "svg")
    assert 20 < taken < 235


def test_without_pillow_the_extra_is_named(monkeypatch):
    for name in [name for name in sys.modules if name.split(".")[0] == "PIL"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'triggerpoints\[logo\]'"):
        clean_logo(png())
    assert clean_logo(svg().encode()).kind == "svg"


def test_pillow_is_loaded_only_for_a_logo_of_pixels():
    code = (
        "import sys, triggerpoints.handout.logo as logo, triggerpoints.handout.batch, triggerpoints.handout.clinic\n"
        'logo.clean_logo(b\'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect/></svg>\')\n'
        "print('PIL' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "False"


# Files


def test_the_name_of_a_picture_says_nothing(tmp_path):
    (tmp_path / "logo.svg").write_bytes(png())
    assert read_logo(tmp_path / "logo.svg").kind == "png"
    (tmp_path / "logo.png").write_text("no picture")
    with pytest.raises(DataError, match=r"logo\.png: found no PNG, JPEG or SVG picture, or one that is damaged"):
        read_logo(tmp_path / "logo.png")


def test_of_a_picture_of_50_mb_little_is_read(tmp_path):
    target = tmp_path / "logo.png"
    with target.open("wb") as file:
        file.write(png())
        file.truncate(50_000_000)
    assert len(read_bounded(target, MOST_BYTES)) == MOST_BYTES + 1
    with pytest.raises(DataError, match="more than 1 MB"):
        read_logo(target)


def test_no_file_is_one_clear_error(tmp_path):
    os.mkfifo(tmp_path / "pipe.png")  # would make it wait for ever
    for name in ("none.png", ".", "a\0b", "a\udcff.png", "x" * 300, "pipe.png"):
        for read in (read_logo, read_clinic):
            with pytest.raises(DataError) as caught:
                read(tmp_path / name)
            assert [problem.rule for problem in caught.value.problems] == ["file"]
            str(caught.value).encode()


# The clinic's file


def write_clinic(folder, text):
    target = folder / "clinic.yaml"
    target.write_text(text, "utf-8")
    return target


def test_a_clinic(tmp_path):
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "our logo.png").write_bytes(png(4, 2))
    text = (
        "name: Quayside <b>Physio</b>\naddress: [1 High Street, Leeds]\ntelephone: 0113 496 0000\nlogo: pictures/our logo.png\n"
    )
    found = read_clinic(write_clinic(tmp_path, text))
    assert (found.name, found.address, found.telephone) == ("Quayside <b>Physio</b>", ("1 High Street", "Leeds"), "0113 496 0000")
    assert found.logo == clean_logo(png(4, 2))


EVERYTHING_MAY_BE_LEFT_OUT = [
    ("{}", Letterhead()),
    ("name: A", Letterhead(name="A")),
    ("name: a\U0001fffeb", Letterhead(name="a\ufffdb")),
    ("address: 1 High Street", Letterhead(address=("1 High Street",))),
    ("address: [a\U0001fffeb, c]", Letterhead(address=("a\ufffdb", "c"))),
    ("telephone: a\U0001fffeb", Letterhead(telephone="a\ufffdb")),
    ("address: |\n  1 High Street\n\n  Leeds\n", Letterhead(address=("1 High Street", "Leeds"))),
    ("telephone: +44 113 496 0000", Letterhead(telephone="+44 113 496 0000")),
    ("name:\nlogo: null\n", Letterhead()),
    ("logo: null\n", Letterhead()),
    (f"name: {'ñ' * 120}", Letterhead(name="ñ" * 120)),
    (f"address: [{', '.join(['é' * 120] * 4)}]", Letterhead(address=("é" * 120,) * 4)),
]


def test_everything_may_be_left_out(tmp_path):
    for text, found in EVERYTHING_MAY_BE_LEFT_OUT:
        assert read_clinic(write_clinic(tmp_path, text)) == found


BAD_CLINIC = {
    # text: (line, column, field, a word of what is said)
    "": (1, 1, "", "found nothing, allowed a mapping"),
    "- a": (1, 1, "", "allowed a mapping"),
    "name: A\nphone: '1'": (2, 1, "phone", "the unknown key 'phone', allowed name, address, telephone, logo"),
    "name: A\ntelefone: '1'": (2, 1, "telefone", "nearest telephone"),
    f"name: {'a' * 121}": (1, 7, "name", "121 characters, allowed at most 120"),
    f"name: {'a' * 100_000}": (1, 7, "name", "at most 120"),
    "name: 5": (1, 7, "name", "quotes"),
    "name: ''": (1, 7, "name", "one line of text"),
    'name: "a\\u202Eb"': (1, 7, "name", "one line of text"),
    'name: "a\\nb"': (1, 7, "name", "one line of text"),
    "name: a\u202eb": (1, 8, "", "control character U+202E"),
    "name: a\nname: b": (2, 1, "", "again"),
    "name: *a": (1, 7, "", "alias"),
    "name: !!python/object/apply:os.system [x]": (1, 7, "", "tag"),
    "address: [a, b, c, d, e]": (1, 10, "address", "a list of 5, allowed at most 4"),
    "address: |\n  a\n  b\n  c\n  d\n  e\n": (1, 10, "address", "a list of 5, allowed at most 4"),
    "address: [a, 5]": (1, 14, "address[1]", "text"),
    f"address: [{'a' * 121}]": (1, 11, "address[0]", "at most 120"),
    "telephone: 5551234": (1, 12, "telephone", "text (put it in quotes)"),
    f"telephone: '{'1' * 41}'": (1, 12, "telephone", "at most 40"),
    "name: A\nlogo: none.png": (2, 7, "logo", "'none.png', a file that cannot be read"),
    "name: A\nlogo: /etc/passwd": (2, 7, "logo", "an absolute path"),
    "name: A\nlogo: 'C:\\logo.png'": (2, 7, "logo", "an absolute path"),
    "name: A\nlogo: '\\\\host\\logo.png'": (2, 7, "logo", "an absolute path"),
    "name: A\nlogo: .": (2, 7, "logo", "no ordinary file"),
    "logo: [a]": (1, 7, "logo", "text"),
    "name: [": (1, 7, "", "not closed"),
}


def test_a_bad_clinic_is_a_clear_error_at_its_place(tmp_path):
    for text, (line, column, field, said) in BAD_CLINIC.items():
        with pytest.raises(DataError) as caught:
            read_clinic(write_clinic(tmp_path, text))
        problem = caught.value.problems[0]
        assert (problem.line, problem.column, problem.field) == (line, column, field), str(problem)
        assert said in str(problem)
        assert problem.file.endswith("clinic.yaml")


def test_a_logo_does_not_stand_without_the_name(tmp_path):
    """It has no words of its own: who listens would not learn whose sheet it is."""
    (tmp_path / "logo.png").write_bytes(png())
    with pytest.raises(DataError) as caught:
        read_clinic(write_clinic(tmp_path, "address: [1 High Street]\nlogo: logo.png\n"))
    (problem,) = caught.value.problems
    assert (problem.line, problem.column, problem.field, problem.rule) == (2, 7, "logo", "clinic-name")
    assert str(problem).endswith("found a logo without the clinic's name, allowed the key name beside it")


def test_all_faults_are_told_at_once(tmp_path):
    (tmp_path / "logo.svg").write_text(svg("<script/>"))
    with pytest.raises(DataError) as caught:
        read_clinic(write_clinic(tmp_path, "name: 5\ntelephone: 6\nlogo: logo.svg\n"))
    assert [problem.field for problem in caught.value.problems] == ["name", "telephone"]
    with pytest.raises(DataError, match=r"logo\.svg: found the element 'script', allowed shapes, groups"):
        read_clinic(write_clinic(tmp_path, "name: A\nlogo: logo.svg\n"))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_as_a_clinic_are_nothing_but_a_data_error(tmp_path_factory, data):
    target = tmp_path_factory.mktemp("clinic") / "clinic.yaml"
    target.write_bytes(data)
    with contextlib.suppress(DataError):
        read_clinic(target)


# The therapist's own words


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("", ""),
        (" \r\n\t\n ", ""),
        ("\n" * 100_000, ""),
        ("Walk  daily.", "Walk daily."),
        ("One.\r\n\r\nTwo.\u2028Three.", "One.\nTwo.\nThree."),
        ("a\tb\u202ec\0d", "a bcd"),
        ("<script>#import</script>", "<script>#import</script>"),
        ("x" * 600, "x" * 600),
    ],
)
def test_a_note_becomes_paragraphs(text, out):
    assert clean_note(text) == out


@pytest.mark.parametrize("text", ["x" * 601, "x" * 100_000, "x\n" * 301])
def test_a_note_that_is_too_long_names_the_cap(text):
    with pytest.raises(OptionError, match=r"at most 600 characters \(this has [\d,]+\)"):
        clean_note(text)


@given(st.text())
def test_a_note_is_clean_and_stays_so(text):
    once = clean_note(text[:MOST_NOTE])
    assert clean_note(once) == once
    lines = once.split("\n") if once else []
    assert all(line and clean(line) == line == line.strip() for line in lines)
    short = tuple(line for line in lines if len(line) <= MOST_STEP)[:MOST_STEPS]
    assert clean_steps(short) == short


@pytest.mark.parametrize("value", [None, 5, b"bytes", ["a"]])
def test_a_note_that_is_no_text(value):
    with pytest.raises(OptionError):
        clean_note(value)


def test_steps():
    assert clean_steps([]) == ()
    assert clean_steps("Roll your  shoulders.\n") == ("Roll your shoulders.",)
    assert clean_steps(["a\nb", " ", "c"]) == ("a b", "c")
    assert len(clean_steps(["a" * 160, " "] * 6)) == 6
    with pytest.raises(OptionError, match=r"at most 6 steps \(these are 9\)"):
        clean_steps(["a"] * 9)
    with pytest.raises(OptionError, match="160 characters"):
        clean_steps(["a" * 161])
    with pytest.raises(TriggerpointsError):
        clean_steps([5])
