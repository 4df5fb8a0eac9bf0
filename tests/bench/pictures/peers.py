"""Lets libvips and ImageMagick render a file: its first frame or page, rotated by its EXIF, in sRGB."""

import os
import re
import shutil
from dataclasses import dataclass

from PIL import Image, ImageCms

import likeness
import limits

PEERS = ("libvips", "ImageMagick")


@dataclass
class Rendering:
    picture: Image.Image | None
    words: str  # what the program printed: warnings, or why there is no picture


def write_srgb(path):
    """Writes a profile of sRGB, to which ImageMagick converts."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    with open(path, "wb") as file:
        file.write(profile.tobytes())


def _libvips(file, output, side):
    opened = limits.run(["vipsheader", "-a", file])
    if opened.code != 0:
        return opened
    header = _header(opened.words)
    # With "only if it is larger" it creates pictures of a few pixels from JPEG 2000.
    if header.get("width", "").isdigit() and header.get("height", "").isdigit():
        side = min(side, max(int(header["width"]), int(header["height"])))
    command = ["vipsthumbnail", file, "--size", f"{side}x{side}", "-o", output]
    # It darkens pictures without a profile if it converts them to one.
    if "icc-profile-data" in header:
        command += ["--export-profile", "srgb"]
    return limits.run(command)


def _header(words):
    return {name: value for name, _, value in (line.partition(": ") for line in words.splitlines())}


def _imagemagick(file, output, side, srgb):
    command = ["convert-im6.q16", f"{file}[0]"]
    command += ["-coalesce"] if _is_gif(file) else []  # a GIF's frame is a part of its canvas
    command += ["-auto-orient", "-profile", srgb, "-colorspace", "sRGB", "-resize", f"{side}x{side}>"]
    return limits.run(command + ["-depth", "8", "-strip", f"png:{output}"])


def _is_gif(path):
    with open(path, "rb") as file:
        return file.read(4) == b"GIF8"


def render(peer, path, work, side, srgb):
    """One peer's picture of a file. `work` is a folder for this file only, which is removed."""
    os.makedirs(work)
    # The name has no characters that a program could interpret. The extension stays, because some formats
    # are recognised only by it.
    ending = os.path.splitext(path)[1].lower()
    file = os.path.join(work, "in" + (ending if ending[1:].isalnum() else ""))
    os.symlink(os.path.abspath(path), file)
    output = os.path.join(work, "out.png")
    if peer == "libvips":
        ended = _libvips(file, output, side)
    else:
        ended = _imagemagick(file, output, side, srgb)
    picture = likeness.load(output) if os.path.exists(output) else None
    if picture is None and not ended.words:
        ended.words = f"exit code {ended.code}"
    shutil.rmtree(work)
    return Rendering(picture, ". ".join(plain_lines(ended.words.replace(file, "FILE")))[:300])


# The parts of messages that only say where they come from.
_PLACES = re.compile(
    r"^\(\w+:\d+\): VIPS-WARNING \*\*: [\d:.]+: |^convert-im6.q16: | \S*FILE\S* @ .*| @ \w+/.*|/\S+/out\.png"
)


def plain_lines(words):
    """The distinct messages, without parts that change from run to run."""
    lines = (_PLACES.sub("", line).strip() for line in words.splitlines())
    return list(dict.fromkeys(line for line in lines if line))


def libvips_loader(path):
    """The reader that libvips uses for a file; for some formats it is ImageMagick."""
    return _header(limits.run(["vipsheader", "-a", os.path.abspath(path)]).words).get("vips-loader", "")
