"""What a clinic adds to a handout: its file, its logo, the therapist's note and steps: hostile until shown otherwise."""

from __future__ import annotations

import contextlib
import io
import os
import random
import re
import struct
import zlib
from pathlib import Path
from xml.etree import ElementTree

import pikepdf
import pytest
from handout_samples import plain_sheet
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageOps, PngImagePlugin

from triggerpoints.errors import DataError, OptionError, TriggerpointsError
from triggerpoints.handout import svg_values
from triggerpoints.handout.blocks import Letterhead, Paragraph, Text
from triggerpoints.handout.clinic import MOST_NOTE, MOST_STEP, MOST_STEPS, clean_note, clean_steps, read_clinic
from triggerpoints.handout.jpeg_logo import upright
from triggerpoints.handout.jpeg_scan import Scan, is_sound
from triggerpoints.handout.logo import MOST_BYTES, clean_logo, read_logo
from triggerpoints.text import clean

# Samples


def picture(mode="RGB", size=(40, 20)):
    image = Image.new("RGB", size)
    image.putdata([(x * 6 % 256, y * 12 % 256, (x * y) % 256) for y in range(size[1]) for x in range(size[0])])
    return image.convert(mode)


def saved(image, form, **options):
    target = io.BytesIO()
    image.save(target, form, **options)
    return target.getvalue()


def pixels(data):
    """What a decoder of the trade sees, all of it decoded."""
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        return image.convert("RGBA").tobytes()


def exif(orientation=1):
    told = Image.Exif()
    told[0x0112] = orientation
    told[0x013B] = "Dr Secret"
    told.get_ifd(0x8825).update({1: "N", 2: (53.0, 28.0, 45.0), 3: "W", 4: (2.0, 14.0, 0.0)})
    return told


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width=2, height=2, depth=8, colour=2, rows=None, extra=b"", interlace=0):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace))
    rows = (b"\0" + b"\x10\x20\x30" * width) * height if rows is None else rows
    return b"\x89PNG\r\n\x1a\n" + head + extra + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def noise(mode="RGB", size=(40, 20)):
    """A picture that uses every kind of code."""
    return Image.frombytes("RGB", size, random.Random(5).randbytes(3 * size[0] * size[1])).convert(mode)


def segment(marker, body):
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def flat(*sampling, width=40, height=20):
    """A JPEG of one colour whose parts are stored as coarsely as `sampling` says: blocks across and down, for each."""
    ids = range(1, len(sampling) + 1)
    coded = sampling if len(sampling) > 1 else [(1, 1)]  # a part alone is stored block by block
    widest, highest = (max(side) for side in zip(*coded, strict=True))
    units = -(-width // (8 * widest)) * -(-height // (8 * highest))
    bits = "00" * units * sum(across * down for across, down in coded)
    bits += "1" * (-len(bits) % 8)
    blocks = bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8)).replace(b"\xff", b"\xff\0")
    parts = b"".join(bytes([k, across << 4 | down, 0]) for k, (across, down) in zip(ids, sampling, strict=True))
    return b"".join(
        (
            b"\xff\xd8",
            segment(0xDB, b"\0" + b"\1" * 64),
            segment(0xC0, struct.pack(">BHHB", 8, height, width, len(sampling)) + parts),
            segment(0xC4, b"".join(table + b"\1" + bytes(15) + b"\0" for table in (b"\0", b"\x10"))),
            segment(0xDA, bytes([len(sampling)]) + b"".join(bytes([k, 0]) for k in ids) + b"\0\x3f\0"),
            blocks,
            b"\xff\xd9",
        )
    )


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


# PNG and JPEG


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_png_keeps_every_pixel(mode):
    data = saved(picture("L").convert("I;16") if mode == "I;16" else picture(mode), "PNG")
    logo = clean_logo(data)
    assert (logo.kind, logo.width, logo.height) == ("png", 40, 20)
    assert pixels(logo.data) == pixels(data)


def test_a_png_of_many_rows_keeps_every_pixel():
    data = saved(picture("RGB", (299, 301)), "PNG")
    assert pixels(clean_logo(data).data) == pixels(data)
    rows = (b"\0" + b"\xff" * 897) * 301
    assert clean_logo(png(299, 301, rows=rows)).height == 301
    assert "damaged" in refused(png(299, 301, rows=put(rows, 898 * 300, b"\x05"))).found


def test_an_interlaced_png_keeps_every_pixel():
    # Seven passes of a picture of 5 x 3, grey: rows of 1, 1, 2, 3, 2 and 5 pixels.
    passes = [(1, 1), (1, 1), (2, 0), (1, 1), (3, 1), (2, 2), (5, 1)]
    rows = b"".join((b"\0" + bytes(range(10, 10 + across))) * down for across, down in passes)
    data = png(5, 3, 8, 0, rows, interlace=1)
    assert pixels(clean_logo(data).data) == pixels(data)
    assert "more pixels" in refused(png(5, 3, 8, 0, rows + b"\0", interlace=1)).found
    assert "cut off" in refused(png(5, 3, 8, 0, rows[:-1], interlace=1)).found


def test_a_transparent_palette_stays_transparent():
    image = picture("P")
    data = saved(image, "PNG", transparency=3)
    assert pixels(clean_logo(data).data) == pixels(data)


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize(
    "options", [{}, {"progressive": True}, {"subsampling": 2}, {"restart_marker_blocks": 2}, {"optimize": True}]
)
def test_a_jpeg_keeps_every_pixel(mode, options):
    data = saved(picture(mode, (70, 50)), "JPEG", **options)
    logo = clean_logo(data)
    assert (logo.kind, logo.width, logo.height) == ("jpeg", 70, 50)
    assert pixels(logo.data) == pixels(data)


@pytest.mark.parametrize("size", [(1, 1), (17, 9), (64, 40)])
@pytest.mark.parametrize("quality", [1, 60, 100])
@pytest.mark.parametrize("progressive", [False, True])
def test_any_codes_of_a_jpeg_are_read_to_their_end(size, quality, progressive):
    for mode, options in (("L", {}), ("RGB", {"subsampling": 1}), ("RGB", {"restart_marker_blocks": 3, "optimize": True})):
        data = saved(noise(mode, size), "JPEG", quality=quality, progressive=progressive, **options)
        assert pixels(clean_logo(data).data) == pixels(data)


@pytest.mark.parametrize("sampling", [[(1, 1)], [(4, 2)], [(4, 2), (1, 1), (1, 1)], [(1, 1), (2, 2), (1, 2)]])
def test_a_jpeg_may_be_coarse_in_any_part(sampling):
    data = flat(*sampling)
    assert pixels(clean_logo(data).data) == pixels(data)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_jpeg_can_be_turned_upright(orientation):
    stored = picture()
    logo = clean_logo(saved(stored, "JPEG", exif=exif(orientation)))
    width, height, transform = upright(logo.data, logo.width, logo.height)
    assert (width, height) == stored.size
    a, b, c, d, e, f = map(float, re.findall(r"-?\d+", transform))
    stored.getexif()[0x0112] = orientation
    seen = ImageOps.exif_transpose(stored)
    assert (logo.width, logo.height) == seen.size
    for x, y in ((0, 0), (39, 0), (3, 17)):
        at = a * (x + 0.5) + c * (y + 0.5) + e, b * (x + 0.5) + d * (y + 0.5) + f
        assert seen.getpixel((int(at[0]), int(at[1]))) == stored.getpixel((x, y))


def test_a_jpeg_of_bare_rgb_keeps_its_colours():
    data = saved(picture(), "JPEG", keep_rgb=True)
    assert pixels(clean_logo(data).data) == pixels(data)


def test_a_jpeg_says_how_its_colours_are_stored():
    """The same bytes are other colours when they are RGB and not brightness and two differences."""
    end = 4 + int.from_bytes(JPEG[4:6])
    as_rgb = JPEG[:2] + b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0\0" + JPEG[end:]
    assert JPEG[2:4] == b"\xff\xe0"
    assert pixels(as_rgb) != pixels(JPEG)
    assert pixels(clean_logo(as_rgb).data) == pixels(as_rgb)
    # Colours that are called R, G and B are no RGB in a JFIF.
    named = JPEG[:FRAME] + JPEG[FRAME:].replace(b"\1\x22\0\2\x11\1\3\x11\1", b"R\x22\0G\x11\1B\x11\1", 1)
    named = named.replace(b"\xff\xda\0\x0c\3\1\0\2\x11\3\x11", b"\xff\xda\0\x0c\3R\0G\x11B\x11")
    assert pixels(named) == pixels(JPEG)
    assert pixels(named) != pixels(named[:2] + named[end:])
    assert pixels(clean_logo(named).data) == pixels(named)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_metadata_is_gone_but_the_picture_stays_upright(orientation):
    data = saved(picture(), "JPEG", exif=exif(orientation), comment="Secret", icc_profile=profile())
    assert b"Secret" in data
    logo = clean_logo(data)
    assert (logo.width, logo.height) == ((20, 40) if orientation > 4 else (40, 20))
    with Image.open(io.BytesIO(logo.data)) as image:
        assert dict(image.getexif()) == ({} if orientation == 1 else {0x0112: orientation})
        assert set(image.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "exif",
            "dpi",
        }  # dpi: what the reader supposes
    for secret in (b"Secret", b"acsp", b"\0\x04\x88\x25"):
        assert secret not in logo.data


def profile():
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def test_metadata_of_a_png_is_gone():
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", "Dr Secret")
    told.add_itxt("Comment", "Secret", zip=False)
    data = saved(picture(), "PNG", pnginfo=told, exif=exif(), icc_profile=profile(), dpi=(300, 300))
    assert b"Secret" in data
    logo = clean_logo(data + b"Secret behind the end")
    assert b"Secret" not in logo.data
    assert re.findall(b"IHDR|PLTE|tRNS|IDAT|IEND|tEXt|iTXt|eXIf|iCCP|pHYs", logo.data) == [b"IHDR", b"IDAT", b"IEND"]


def test_what_stands_behind_a_jpeg_is_gone():
    data = saved(picture(), "JPEG")
    assert clean_logo(data + saved(picture(), "JPEG", exif=exif())).data == clean_logo(data).data


JPEG = saved(picture(), "JPEG")
PROGRESSIVE = saved(picture(), "JPEG", progressive=True)
COARSE = saved(noise(size=(70, 50)), "JPEG")
RESTARTED = saved(noise("L"), "JPEG", restart_marker_blocks=5)
FIVE = saved(noise("L"), "JPEG", progressive=True)
"""Its scans: averages, two bands of details, one more bit of all details, of the averages, and the last of the details."""
SCAN = JPEG.index(b"\xff\xda")
FRAME = JPEG.index(b"\xff\xc0")


def put(data, at, new):
    return data[:at] + new + data[at + len(new) :]


def scan(data, number, new):
    """The JPEG with something else for its coded pixels, from the third byte of a scan on."""
    start = [match.end() for match in re.finditer(b"\xff\xda", data)][number]
    return put(data, start + int.from_bytes(data[start : start + 2]) + 2, new)


BAD_RASTER = {
    "empty": (b"", "logo-kind", "empty"),
    "text": (b"I am a picture, believe me", "logo-kind", "no picture"),
    "gif": (saved(picture("P"), "GIF"), "logo-kind", "GIF"),
    "webp": (b"RIFF\x10\0\0\0WEBPVP8 ", "logo-kind", "WebP"),
    "pdf": (b"%PDF-1.7\n", "logo-kind", "PDF"),
    "svgz": (b"\x1f\x8b\x08\0", "logo-kind", "gzip"),
    "too large": (png() + b"\0" * MOST_BYTES, "file-size", "1 MB"),
    "png bomb": (png(60_000, 60_000, rows=b""), "logo-size", "60,000 x 60,000"),
    "png of nothing": (png(0, 5, rows=b""), "logo-size", "0 x 5"),
    "png cut off": (saved(picture(), "PNG")[:-20], "logo-broken", "cut off"),
    "png without its end": (png()[:-12], "logo-broken", "cut off"),
    "png with a wrong checksum": (put(png(), 29, b"\0\0\0\0"), "logo-broken", "checksum"),
    "png with too few rows": (png(rows=b"\0" * 7), "logo-broken", "cut off"),
    "png with too many rows": (png(rows=b"\0" * 15), "logo-broken", "more pixels"),
    "png that unpacks without end": (png(rows=b"\0" * 50_000_000), "logo-broken", "more pixels"),
    "png with a strange filter": (png(rows=b"\x05" + b"\0" * 13), "logo-broken", "pixels"),
    "png with a strange last filter": (png(rows=b"\0" * 7 + b"\x05" + b"\0" * 6), "logo-broken", "pixels"),
    "png of a strange depth": (png(depth=4), "logo-broken", "header"),
    "png without its palette": (png(colour=3, rows=b"\0" * 6), "logo-broken", "palette"),
    "png with a strange palette": (png(extra=chunk(b"PLTE", b"\0" * 4)), "logo-broken", "palette"),
    "png with strange transparency": (png(extra=chunk(b"tRNS", b"\0" * 5)), "logo-broken", "transparency"),
    "png with an unknown part": (png(extra=chunk(b"QUUX", b"")), "logo-broken", "nobody knows"),
    "png with two heads": (png(extra=png()[8:33]), "logo-broken", "order"),
    "png with something hidden": (
        png()[:33] + chunk(b"IDAT", zlib.compress(b"\0" * 14) + b"GPS") + chunk(b"IEND", b""),
        "logo-broken",
        "hidden",
    ),
    "jpeg cut off": (JPEG[: len(JPEG) - 30], "logo-broken", "cut off"),
    "jpeg cut off in its head": (JPEG[:100], "logo-broken", "cut off"),
    "jpeg of nothing": (b"\xff\xd8\xff\xd9", "logo-broken", "cut off"),
    "jpeg with pixels missing": (JPEG[: SCAN + 14] + b"\xff\xd9", "logo-broken", "cut off"),
    "progressive jpeg cut off": (PROGRESSIVE[: PROGRESSIVE.rindex(b"\xff\xda") + 20], "logo-broken", "cut off"),
    "jpeg bomb": (put(JPEG, FRAME + 5, b"\xea\x60\xea\x60"), "logo-size", "60,000 x 60,000"),
    "jpeg larger than its pixels": (put(JPEG, FRAME + 5, b"\x0f\xa0\x0f\xa0"), "logo-broken", "cut off"),
    "jpeg of nothing in its head": (put(JPEG, FRAME + 5, b"\0\0\0\0"), "logo-size", "0 x 0"),
    "jpeg in cmyk": (saved(picture("CMYK"), "JPEG"), "logo-colours", "CMYK"),
    "jpeg without tables": (re.sub(rb"\xff\xc4.*?(?=\xff\xda)", b"", JPEG, flags=re.DOTALL), "logo-broken", "table"),
    "jpeg with a broken table": (put(JPEG, JPEG.index(b"\xff\xc4") + 5, b"\xff"), "logo-broken", "table"),
    "jpeg with a code of all ones": (JPEG[:2] + b"\xff\xc4\0\x15\0\2" + b"\0" * 15 + b"\1\2" + JPEG[2:], "logo-broken", "table"),
    "jpeg of a rare kind": (put(JPEG, FRAME, b"\xff\xc9"), "logo-kind", "rare"),
    "jpeg with a mark out of place": (JPEG[:2] + b"\xff\xd0" + JPEG[2:], "logo-broken", "mark"),
    "jpeg with scans without end": (JPEG[:-2] + JPEG[SCAN:-2] * 64 + b"\xff\xd9", "logo-size", "64 scans"),
    "jpeg with a mark too many": (JPEG[:-2] + b"\xff\xd0\xff\xd9", "logo-broken", "marks"),
    "jpeg with a mark missing": (JPEG[:2] + b"\xff\xdd\0\x04\0\x01" + JPEG[2:], "logo-broken", "marks"),
    "jpeg with a strange precision": (put(PROGRESSIVE, PROGRESSIVE.index(b"\xff\xda") + 13, b"\x0e"), "logo-broken", "scan"),
    "jpeg with a damaged middle": (COARSE[:700] + COARSE[-300:], "logo-broken", "pixels are damaged"),
    "jpeg with too little between marks": (scan(RESTARTED, 0, b"\x55" * 9), "logo-broken", "pixels are damaged"),
    "jpeg with more than its pixels": (JPEG[:-2] + b"\0\xff\xd9", "logo-broken", "pixels are damaged"),
    "jpeg without its last byte": (RESTARTED[:-3] + b"\xff\xd9", "logo-broken", "pixels are damaged"),
    "jpeg with a block too long": (  # the only code of details is a run of sixteen, which makes 65 values
        flat((1, 1), width=8, height=8).replace(b"\1" + bytes(15) + b"\0\xff\xda", b"\1" + bytes(15) + b"\xf0\xff\xda"),
        "logo-broken",
        "pixels are damaged",
    ),
    **{
        f"progressive jpeg with a damaged scan {number}": (scan(FIVE, number, b"\x55" * 9), "logo-broken", "pixels are damaged")
        for number in range(len(re.findall(b"\xff\xda", FIVE)))
        if number != 4  # any bits are good for it
    },
    "jpeg with parts in thirds": (flat((3, 1), (1, 1), (1, 1)), "logo-kind", "rare"),
    "jpeg with units too large": (flat((4, 2), (2, 1), (1, 1)), "logo-broken", "header"),
    "a line": (png(200, 2), "logo-shape", "200 x 2"),
}


@pytest.mark.parametrize("name", BAD_RASTER)
def test_a_bad_picture_is_one_clear_error(name):
    data, rule, said = BAD_RASTER[name]
    problem = refused(data)
    assert (problem.rule, said in problem.found) == (rule, True), str(problem)


# Codes: "0" ends a block, "10" is a run of sixteen zeros, "110" a value of one bit, "1110" ends two blocks or three, "11110" is
# a value of two bits.
DETAILS = bytes([1, 1, 1, 1, 1, *[0] * 11, 0x00, 0xF0, 0x01, 0x10, 0x02])
AVERAGES = bytes([1, *[0] * 15, 4])  # "0" is an average of four bits
WHOLE_BLOCK = {"progressive": False, "first": 0, "last": 63, "high": 0}
AVERAGE = {"progressive": True, "first": 0, "last": 0, "high": 0}
BAND = {"progressive": True, "first": 1, "last": 5, "high": 0}
MORE_BITS = BAND | {"high": 1}
CODED = {
    # what is coded: (the bits, units, the scan, what is not zero, sound)
    "a block": ("0 0101  110 1  0", 1, WHOLE_BLOCK, 0, True),
    "a block of 63 values": ("0 0101  " + "110 1 " * 63, 1, WHOLE_BLOCK, 0, True),
    "a block of 64 values": ("0 0101  " + "10 " * 3 + "110 1 " * 14 + "10", 1, WHOLE_BLOCK, 0, False),
    "no code": ("0 0101  11111 0", 1, WHOLE_BLOCK, 0, False),
    "a byte too many": ("0 0101  0" + "1" * 10, 1, WHOLE_BLOCK, 0, False),
    "an average": ("0 0101", 1, AVERAGE, 0, True),
    "an average whose last bits are missing": ("0 0101  0 01", 2, AVERAGE, 0, False),
    "no average": ("1 0101", 1, AVERAGE, 0, False),
    "one more bit of eight averages": ("01010101", 8, AVERAGE | {"high": 1}, 0, True),
    "one more bit of nine averages": ("01010101", 9, AVERAGE | {"high": 1}, 0, False),
    "a band": ("110 1  0", 1, BAND, 0, True),
    "a full band": ("110 1 " * 5, 1, BAND, 0, True),
    "a band that ends for three blocks": ("110 0  1110 1", 3, BAND, 0, True),
    "a band that ends for more blocks than there are": ("110 0  1110 1", 2, BAND, 0, False),
    "a run longer than the band": ("10 0", 1, BAND, 0, False),
    "one more bit of nothing": ("0", 1, MORE_BITS, 0, True),
    "one more bit of three values": ("0 111", 1, MORE_BITS, 0b111 << 1, True),
    "one more bit of three values, for three blocks": ("1110 1 111 111 111", 3, MORE_BITS, 0b111 << 1, True),
    "one more bit for more blocks than there are": ("1110 1 111 111", 2, MORE_BITS, 0b111 << 1, False),
    "a new value after two with one more bit": ("110 1 11  0", 1, MORE_BITS, 0b11 << 1, True),
    "a new value of two bits": ("11110 11 0 1", 1, MORE_BITS, 0, False),
    "a new value where there is no room": ("110 1 11111", 1, MORE_BITS, 0b11111 << 1, False),
    "a run longer than what is zero": ("10", 1, MORE_BITS, 0, False),
    "no code of more bits": ("11111 0", 1, MORE_BITS, 0, False),
}


@pytest.mark.parametrize("what", CODED)
def test_codes_are_read_to_their_end(what):
    text, units, kind, seen, sound = CODED[what]
    bits = text.replace(" ", "")
    bits += "1" * (-len(bits) % 8)
    coded = bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8)).replace(b"\xff", b"\xff\0")
    found = is_sound(coded, Scan(units, 0, [(AVERAGES, DETAILS)], **kind, seen=[seen] * units))
    assert found == sound


# SVG


def test_an_svg_keeps_its_shapes():
    text = cleaned(
        '<title>Secret</title><metadata><x:y xmlns:x="u">Secret</x:y></metadata><!-- Secret --><?secret Secret?>'
        '<defs><linearGradient id="a"><stop offset="0" stop-color="#f00"/><stop offset="100%" style="stop-color:blue"/>'
        '</linearGradient><clipPath id="c"><rect width="50%" height="9"/></clipPath></defs>'
        '<g data-author="Secret" fill="url(#a)" clip-path="url(#c)" transform="translate(1,2) scale(2)">'
        '<path id="p" d="M0,0l1-1.5.5e1.2z" stroke="rgb(1,2,3)"/></g><use xlink:href="#p" x="3mm"/>Secret'
    )
    assert text == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 40" width="100" height="40">'
        '<defs><linearGradient id="logo-1"><stop offset="0" stop-color="#f00"/><stop offset="100%" stop-color="blue"/>'
        '</linearGradient><clipPath id="logo-2"><rect height="9" width="50%"/></clipPath></defs>'
        '<g clip-path="url(#logo-2)" fill="url(#logo-1)" transform="translate(1 2) scale(2)">'
        '<path id="logo-3" d="M 0 0 l 1 -1.5 .5e1 .2 z" stroke="rgb(1, 2, 3)"/></g><use href="#logo-3" x="3mm"/></svg>'
    )


def test_style_sheets_and_styles_become_attributes():
    text = cleaned(
        "<style><![CDATA[/* a */ .a,.b{fill:red;-x-secret:1;font-size:3px} .b{fill:green}]]></style>"
        '<rect class="b a" fill="blue" width="1" height="1"/><rect class="a" style="fill:#123" width="1" height="1"/>'
    )
    assert re.findall('fill="(.*?)"', text) == ["green", "#123"]
    assert "style" not in text
    assert "class" not in text


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
    before, after = (pixels(bytes(resvg.svg_to_bytes(svg_string=text, width=480))) for text in (DRAWN, logo.data.decode()))
    assert len({before[at : at + 4] for at in range(0, len(before), 4)}) > 50
    assert before == after
    safe(logo.data.decode())


def test_what_is_not_displayed_goes_but_what_others_need_stays():
    text = cleaned(
        '<g display="none"><path d="M1 1h7"/><linearGradient id="a"><stop offset="0"/></linearGradient></g>'
        '<rect style="display:none" width="9" height="9"/><rect fill="url(#a)" width="1" height="1"/>'
    )
    assert text.count("<rect") == 1
    assert "<path" not in text
    assert '<linearGradient id="logo-1">' in text
    assert 'fill="url(#logo-1)"' in text


def test_a_reference_to_nothing_draws_nothing():
    text = cleaned(
        '<rect id="r" width="1" height="1" fill="url(#no)" stroke="url(#no) red"/><rect clip-path="url(#r)"/><use href="#n"/>'
    )
    assert 'fill="none"' in text
    assert 'stroke="red"' in text
    assert "clip-path" not in text
    assert "#n" not in text.replace("#none", "")


def test_ids_never_collide_and_the_first_of_two_counts():
    text = cleaned(
        '<rect id="logo-2" width="1"/><circle id="logo-2" r="1"/><path id="q" d="M0 0h1"/><use href="#q"/><use href="#logo-2"/>'
    )
    assert '<rect id="logo-1"' in text
    assert '<path id="logo-2"' in text
    assert re.findall('<use href="(.*?)"', text) == ["#logo-2", "#logo-1"]


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('viewBox="0 0 100 40"', (100, 40)),
        ('viewBox="-5,-5 , 30 40" width="1px" height="100%"', (30, 40)),
        ('width="25.4mm" height="1in"', (96, 96)),
        ('width="30" height="15px"', (30, 15)),
    ],
)
def test_the_size_of_an_svg(attributes, size):
    logo = clean_logo(svg(attributes=attributes).encode())
    assert (logo.kind, logo.width, logo.height) == ("svg", *size)


def test_an_ordinary_doctype_and_byte_order_mark_are_no_fault():
    before = (
        '\ufeff<?xml version="1.0" encoding="ISO-8859-1"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://x/svg11.dtd">'
    )
    assert clean_logo(svg(before=before).encode()).data == clean_logo(svg().encode()).data


LAUGHS = (
    '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
MANY_USES = '<path id="u0" d="M0 0h1"/>' + "".join(
    f'<g id="u{n}">' + f'<use href="#u{n - 1}"/>' * 10 + "</g>" for n in range(1, 12)
)
LONG_USES = '<path id="u0" d="M0 0h1"/>' + "".join(f'<g id="u{n}"><use href="#u{n - 1}"/></g>' for n in range(1, 2000))

BAD_SVG = {
    # what: (text, rule, what is said)
    "script": (svg("<script>alert(1)</script>"), "svg-element", "'script'"),
    "script far down": (svg("<title><script/></title>"), "svg-element", "'script'"),
    "script attribute": (svg('<rect onclick="alert(1)"/>'), "svg-element", "'onclick'"),
    "script attribute of the root": (svg(attributes='onload="x()" viewBox="0 0 1 1"'), "svg-element", "'onload'"),
    "script attribute in capitals": (svg('<rect ONclick="alert(1)"/>'), "svg-element", "'ONclick'"),
    "html": (svg('<b xmlns="http://www.w3.org/1999/xhtml"/>'), "svg-element", "HTML"),
    "foreignObject": (svg("<foreignObject/>"), "svg-element", "'foreignObject'"),
    "picture from elsewhere": (svg('<image href="http://x/y.png"/>'), "svg-element", "'image'"),
    "picture in it": (svg('<image href="data:image/png;base64,AA"/>'), "svg-element", "'image'"),
    "animation": (svg('<rect><animate attributeName="href" to="javascript:x"/></rect>'), "svg-element", "'animate'"),
    "set": (svg('<set attributeName="onmouseover"/>'), "svg-element", "'set'"),
    "link": (svg('<a xlink:href="javascript:x()"><rect/></a>'), "svg-element", "'a'"),
    "text": (svg("<text>Clinic</text>"), "svg-element", "'text'"),
    "filter": (svg("<filter/>"), "svg-element", "'filter'"),
    "another svg": (svg("<svg/>"), "svg-element", "within another"),
    "use of elsewhere": (svg('<use href="http://x/y.svg#a"/>'), "svg-reference", "http://x"),
    "use of data": (svg('<use xlink:href="data:image/svg+xml,x#a"/>'), "svg-reference", "data:"),
    "use of a script": (svg('<use xlink:href="javascript:x()"/>'), "svg-reference", "javascript"),
    "paint of elsewhere": (svg('<rect fill="url(http://x/y#a)"/>'), "svg-reference", "http://x"),
    "paint of elsewhere in quotes": (svg("<rect fill=\"URL( '//x/y#a' )\"/>"), "svg-reference", "//x"),
    "fallback of elsewhere": (svg('<rect fill="url(#a) url(http://x)"/>'), "svg-reference", "http://x"),
    "style of elsewhere": (svg('<rect style="background:url(http://x)"/>'), "svg-reference", "http://x"),
    "any attribute of elsewhere": (svg('<rect cursor="url(http://x)"/>'), "svg-reference", "http://x"),
    "class of elsewhere": (svg('<style>.a{fill:url(//x)}</style><rect class="a"/>'), "svg-reference", "//x"),
    "import": (svg("<style>@import url(http://x);</style>"), "svg-style", "@import"),
    "font": (svg("<style>.a{} @font-face{src:url(x)}</style>"), "svg-style", "@font-face"),
    "selector": (svg("<style>rect > g{fill:red}</style>"), "svg-style", "rect > g"),
    "style that breaks out": (svg("<style>.a{fill:red</style>"), "svg-style", ".a{fill:red"),
    "style with an escape": (svg('<rect style="fill:\\75rl(x)"/>'), "svg-style", "fill"),
    "style with too much": (svg("<style>" + ".a{fill:red}" * 300 + "</style>"), "svg-style", "more styles"),
    "geometry as style": (svg('<rect style="width:5px"/>'), "svg-style", "width"),
    "style sheet from elsewhere": (svg(before='<?xml-stylesheet href="http://x"?>'), "svg-reference", "style sheet"),
    "filter attribute": (svg('<rect filter="url(#a)"/>'), "svg-attribute", "filter"),
    "dashes": (svg('<rect style="stroke-dasharray:1e-9"/>'), "svg-attribute", "dasharray"),
    "clip that is a shape": (svg('<rect clip-path="circle(9)"/>'), "svg-attribute", "clip-path"),
    "billion laughs": (svg("&c;", before=LAUGHS), "svg-doctype", "declarations"),
    "outside entity": (svg("&x;", before='<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "svg-doctype", "decl"),
    "unknown entity": (svg("&x;", before='<!DOCTYPE svg SYSTEM "http://x">'), "svg-doctype", "'x'"),
    "a million uses": (svg(MANY_USES), "svg-size", "multiply"),
    "a chain of uses": (svg(LONG_USES), "svg-size", "deeper"),
    "a ring of uses": (svg('<g id="a"><rect/><use href="#a"/></g>'), "svg-reference", "back to itself"),
    "a ring of clips": (
        svg('<clipPath id="a"><rect clip-path="url(#a)"/></clipPath><rect clip-path="url(#a)"/>'),
        "svg-reference",
        "back",
    ),
    "a ring of gradients": (svg('<linearGradient id="a" href="#a"/><rect fill="url(#a)"/>'), "svg-reference", "back"),
    "nesting": (svg("<g>" * 40 + "</g>" * 40), "svg-size", "nesting"),
    "deep nesting": (svg("<g>" * 100_000), "svg-size", "nesting"),
    "too many elements": (svg("<rect/>" * 5_001), "svg-size", "5,000"),
    "no number": (svg('<rect x="nan"/>'), "svg-value", "x 'nan'"),
    "no finite number": (svg('<circle r="1e999"/>'), "svg-value", "r '1e999'"),
    "negative size": (svg('<rect width="-1"/>'), "svg-value", "width"),
    "no finite path": (svg('<path d="M0 0L1e99 3"/>'), "svg-value", "d 'M0 0L1e99 3'"),
    "broken path": (svg('<path d="M0 0L1"/>'), "svg-value", "d '"),
    "path that begins nowhere": (svg('<path d="L1 1"/>'), "svg-value", "d '"),
    "broken transform": (svg('<g transform="rotate(1 2)"/>'), "svg-value", "transform"),
    "no colour": (svg('<rect fill="expression(1)"/>'), "svg-value", "fill"),
    "variable": (svg('<rect fill="var(--a)"/>'), "svg-value", "fill"),
    "odd points": (svg('<polygon points="1 2 3"/>'), "svg-value", "points"),
    "no size": (svg(attributes=""), "svg-size", "no viewBox"),
    "size of nothing": (svg(attributes='viewBox="0 0 0 5"'), "svg-size", "0 x 5"),
    "size without end": (svg(attributes='viewBox="0 0 1e6 1e6"'), "svg-size", "1000000 x"),
    "size of its surroundings": (svg(attributes='width="100%" height="100%"'), "svg-size", "100%"),
    "nothing to see": (svg("<g/>"), "svg-empty", "nothing"),
    "nothing shown": (svg(attributes='viewBox="0 0 9 9" display="none"'), "svg-empty", "not displayed"),
    "html page": ("<!DOCTYPE html><html><body>x</body></html>", "svg-root", "'html'"),
    "no xmlns": ('<svg viewBox="0 0 1 1"><rect/></svg>', "svg-root", "xmlns"),
    "not XML": ("<svg", "xml", "syntax"),
    "cut off": (svg()[:-7], "xml", "syntax"),
    "not UTF-8": (svg().encode() + b"\xff", "encoding", "UTF-8"),
}


@pytest.mark.parametrize("name", BAD_SVG)
def test_a_bad_svg_is_one_clear_error(name):
    text, rule, said = BAD_SVG[name]
    problem = refused(text, "logo.svg")
    assert (problem.rule, said in problem.found) == (rule, True), str(problem)


def test_the_error_of_an_svg_tells_its_line():
    problem = refused(svg('\n  <g>\n    <rect x="nan"/></g>'), "logo.svg")
    assert str(problem) == "logo.svg:3:5: found x 'nan', allowed a number, with px, mm, cm, in, pt, pc or % where needed"


@pytest.mark.parametrize(
    ("read", "text", "out"),
    [
        (svg_values.path, "m1-1.5.5e1.2 3,4 a1 1 0 01.5.5Z", "m 1 -1.5 .5e1 .2 3 4 a 1 1 0 0 1 .5 .5 Z"),
        (svg_values.path, "  ", ""),
        (svg_values.transform, "translate(1,2)scale(3) , rotate(4 5 6)", "translate(1 2) scale(3) rotate(4 5 6)"),
        (svg_values.colour, "rgba(10%, 20% 30% / .5)", "rgba(10%, 20%, 30%, .5)"),
        (svg_values.points, " 1,2 3-4 ", "1 2 3 -4"),
        (svg_values.length, "1.px", "1px"),
        (svg_values.order, "stroke  fill", "stroke fill"),
    ],
)
def test_values_are_written_anew(read, text, out):
    assert read(text) == out
    assert read(out) == out


# Every picture

GOOD = (
    saved(picture("RGBA"), "PNG"),
    saved(picture("P"), "PNG"),
    JPEG,
    PROGRESSIVE,
    saved(picture(), "JPEG", exif=exif(6)),
    svg('<g><use href="#a"/></g><path id="a" d="M0 0h9" fill="url(#x) red"/>').encode(),
    DRAWN.encode(),
    svg('<g display="none"><radialGradient id="a"><stop/></radialGradient></g><rect id="z" style="fill:url(#a)"/>').encode(),
)


@pytest.mark.parametrize("data", GOOD)
def test_cleaning_twice_changes_nothing(data):
    once = clean_logo(data)
    assert clean_logo(once.data) == once
    assert clean_logo(data) == once


STARTS = (b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"<svg", svg().encode()[:-6])


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(STARTS), st.binary(max_size=400))
def test_bytes_by_chance_are_nothing_but_a_data_error(start, data):
    with contextlib.suppress(DataError):
        clean_logo(start + data)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(GOOD),
    st.lists(st.tuples(st.integers(0, 1 << 20), st.binary(max_size=4)), min_size=1, max_size=6),
    st.booleans(),
)
def test_a_damaged_picture_is_refused_or_sound(data, changes, cut):
    for at, new in changes:
        at %= len(data) + 1
        data = data[:at] if cut else put(data, at, new)
    try:
        logo = clean_logo(data)
    except DataError:
        return
    assert clean_logo(logo.data) == logo
    if logo.kind == "svg":
        safe(logo.data.decode())
    elif logo.kind == "png":
        pixels(logo.data)


WORDS = re.compile(r"[^ \n][^\n]*?(?=  |\n)")


def listed(text):
    """Words of a text, two spaces between them."""
    return st.sampled_from(WORDS.findall(text + "\n"))


NAMES = listed("g  g  path  rect  use  use  defs  style  linearGradient  stop  clipPath  metadata  x:y")
BAD_NAMES = listed("svg  script  image  text  a  animate  set")
ATTRIBUTES = listed(
    "href  xlink:href  fill  stroke  style  d  x  width  transform  points  onload  clip-path  offset  x:o  data-a"
)
VALUES = st.one_of(
    listed("http://x  javascript:x  url(//x)  -1  1e9  nan  fill:url(//x)  url(#a) url(x)  #x"),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=8),
)
GOOD_PAIRS = st.sampled_from(
    [
        ("id", "a"),
        ("id", "b"),
        ("id", "logo-1"),
        ("href", "#a"),
        ("xlink:href", "#b"),
        ("fill", "url(#a)"),
        ("stroke", "url(#b) red"),
        ("style", "fill:url(#b);x-y:1"),
        ("clip-path", "url(#a)"),
        ("class", "a b"),
        ("display", "none"),
        ("d", "M0 0h1"),
        ("x", "5%"),
        ("width", "1e1"),
        ("transform", "scale(2)"),
        ("data-a", "<b>"),
        ("x:o", "Secret"),
        ("xml:base", "b"),
        ("title", "Secret"),
    ]
)


@st.composite
def trees(draw, depth=3):
    bad = draw(st.integers(0, 19)) == 0
    name = draw(BAD_NAMES if bad and draw(st.booleans()) else NAMES)
    attributes = dict(draw(st.lists(GOOD_PAIRS, max_size=4)))
    if bad:
        attributes[draw(ATTRIBUTES)] = draw(VALUES)
    written = "".join(f' {key}="{escaped(value)}"' for key, value in attributes.items())
    inside = "".join(draw(st.lists(trees(depth - 1), max_size=3))) if depth and name != "style" else ".a{fill:red}"
    return f"<{name}{written}>{inside}</{name}>"


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


@settings(max_examples=200, deadline=None)
@given(st.lists(trees(), max_size=3))
@example(['<g id="a" style="fill:url(#a)"><rect/></g>'])
def test_any_svg_is_refused_or_comes_out_safe(inside):
    try:
        text = cleaned('<rect id="a" width="1"/>' + "".join(inside), attributes='viewBox="0 0 9 9" xmlns:x="u"')
    except DataError:
        return
    safe(text)
    assert clean_logo(text.encode()).data.decode() == text


SAFE_NAMES = re.compile("svg|g|defs|use|path|rect|circle|ellipse|line|polyline|polygon|(linear|radial)Gradient|stop|clipPath")


def safe(text):
    """An SVG that neither runs nor fetches anything, as an XML reader of another hand sees it."""
    assert text.isascii()
    assert "Secret" not in text
    assert "<!" not in text
    assert "<?" not in text
    root = ElementTree.fromstring(text)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(set(ids)) == len(ids)
    for element in root.iter():
        assert SAFE_NAMES.fullmatch(element.tag.removeprefix("{http://www.w3.org/2000/svg}"))
        assert not (element.text or "").strip()
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert name not in ("style", "class")
            assert "://" not in value
            assert "javascript" not in value
            if name == "id":
                assert re.fullmatch(r"logo-\d+", value)
            elif "#logo" in value or name == "href" or "url" in value:
                match = re.fullmatch(r"#(logo-\d+)|url\(#(logo-\d+)\)", value)
                assert match
                assert (match[1] or match[2]) in ids


# Whatever is done to a picture


def mutated(data, chance):
    """A picture with a few bytes changed, left out or put in; of an SVG, digits."""
    changed = bytearray(data)
    if data.lstrip().startswith(b"<"):
        for at in chance.choices([match.start() for match in re.finditer(rb"\d", data)], k=3):
            changed[at] = chance.choice(b"0123456789.-% ")
        return bytes(changed)
    for _ in range(chance.choice((1, 1, 2, 4))):
        at = chance.randrange(len(changed))
        match chance.randrange(3):
            case 0:
                changed[at] = chance.randrange(256)
            case 1:
                del changed[at : at + chance.randrange(1, 20)]
            case 2:
                changed[at:at] = chance.randbytes(2)
    return bytes(changed)


def any_png(chance):
    """A PNG of any kind with any pixels, now and then more or fewer than it should have."""
    colour = chance.choice((0, 2, 3, 4, 6))
    depth = chance.choice((1, 2, 4, 8, 16) if not colour else (1, 2, 4, 8) if colour == 3 else (8, 16))
    width, height, channels = chance.randrange(1, 12), chance.randrange(1, 9), {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    row = -(-width * depth * channels // 8)
    rows = b"".join(bytes([chance.randrange(5)]) + chance.randbytes(row) for _ in range(height))
    palette = chunk(b"PLTE", chance.randbytes(3 * chance.randrange(1, 2**depth + 1))) if colour == 3 else b""
    clear = {0: 2, 2: 6, 3: 1}.get(colour, 0)
    seen_through = chunk(b"tRNS", bytes(clear)) if clear and chance.random() < 0.5 else b""
    cut = len(rows) - (chance.random() < 0.2)
    return png(width, height, depth, colour, rows[:cut], palette + seen_through, interlace=chance.random() < 0.1)


WHOLE = {
    "jpeg": [JPEG, PROGRESSIVE, RESTARTED, FIVE],
    "svg": [DRAWN.encode(), svg('<rect id="a" x="1" y="2" width="30" height="20"/><use href="#a" x="9"/>').encode()],
}


@pytest.mark.parametrize("kind", ["png", *WHOLE])
def test_what_is_taken_can_be_drawn(kind):
    """A picture is refused with one clear error, or stands in the PDF."""
    pytest.importorskip("typst")
    from handout_samples import to_pdf

    chance = random.Random(11)
    taken = 0
    for number in range(90):
        data = any_png(chance) if kind == "png" else mutated(WHOLE[kind][number % len(WHOLE[kind])], chance)
        try:
            logo = clean_logo(data)
        except DataError:
            refused(data)
            continue
        taken += 1
        assert clean_logo(logo.data) == logo
        with pikepdf.open(io.BytesIO(to_pdf(plain_sheet(Paragraph(Text("x")), letterhead=Letterhead("A", logo=logo))))) as pdf:
            drawn = [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"]
            assert bool(drawn) == (kind != "svg")
        if kind != "svg":
            pixels(logo.data)
    assert 10 < taken < 85


# Files


def test_the_name_of_a_picture_says_nothing(tmp_path):
    (tmp_path / "logo.svg").write_bytes(png())
    assert read_logo(tmp_path / "logo.svg").kind == "png"
    (tmp_path / "logo.png").write_text("no picture")
    with pytest.raises(DataError, match=r"logo\.png: found no picture that is known, allowed a PNG, JPEG or SVG picture"):
        read_logo(tmp_path / "logo.png")


def test_a_picture_of_50_mb_is_not_read(tmp_path, monkeypatch):
    target = tmp_path / "logo.png"
    with target.open("wb") as file:
        file.write(png())
        file.truncate(50_000_000)
    read = []
    whole = io.BufferedReader.read
    opened = Path.open
    monkeypatch.setattr(Path, "open", lambda self, mode: Counting(opened(self, mode), read, whole))
    with pytest.raises(DataError, match="more than 1 MB"):
        read_logo(target)
    assert sum(read) <= MOST_BYTES + 1


class Counting:
    """A file that notes how much is read of it."""

    def __init__(self, file, read, whole):
        self.file, self.seen, self.whole = file, read, whole

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def read(self, size=-1):
        data = self.whole(self.file, size)
        self.seen.append(len(data))
        return data


@pytest.mark.parametrize("name", ["none.png", "", ".", "a\0b", "a\udcff.png", "x" * 300])
def test_no_file_is_one_clear_error(tmp_path, name):
    for read in (read_logo, read_clinic):
        with pytest.raises(DataError) as caught:
            read(tmp_path / name if name else tmp_path)
        assert [problem.rule for problem in caught.value.problems] == ["file"]
        str(caught.value).encode()


def test_a_pipe_does_not_wait_for_ever(tmp_path):
    os.mkfifo(tmp_path / "logo.png")
    with pytest.raises(DataError, match="no ordinary file"):
        read_logo(tmp_path / "logo.png")


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


@pytest.mark.parametrize(
    ("text", "found"),
    [
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
    ],
)
def test_everything_may_be_left_out(tmp_path, text, found):
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
    "name: [": (2, 1, "", "syntax"),
}


@pytest.mark.parametrize("text", BAD_CLINIC, ids=range(len(BAD_CLINIC)))
def test_a_bad_clinic_is_a_clear_error_at_its_place(tmp_path, text):
    line, column, field, said = BAD_CLINIC[text]
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
    with pytest.raises(DataError, match=r"logo\.svg:1:\d+: found the element 'script', allowed no scripts"):
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
        ("", ()),
        (" \r\n\t\n ", ()),
        ("Walk  daily.", ("Walk daily.",)),
        ("One.\r\n\r\nTwo.\u2028Three.", ("One.", "Two.", "Three.")),
        ("a\tb\u202ec\0d", ("a bcd",)),
        ("<script>#import</script>", ("<script>#import</script>",)),
        ("x" * 600, ("x" * 600,)),
    ],
)
def test_a_note_becomes_paragraphs(text, out):
    assert clean_note(text) == out


@pytest.mark.parametrize("text", ["x" * 601, "x" * 100_000, "x\n" * 301, "\n" * 100_000])
def test_a_note_that_is_too_long_names_the_cap(text):
    with pytest.raises(OptionError, match=r"at most 600 characters \(this has [\d,]+\)"):
        clean_note(text)


@given(st.text())
def test_a_note_is_clean_and_stays_so(text):
    once = clean_note(text[:MOST_NOTE])
    assert clean_note("\n".join(once)) == once
    assert all(line and clean(line) == line == line.strip() for line in once)
    short = tuple(line for line in once if len(line) <= MOST_STEP)[:MOST_STEPS]
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
