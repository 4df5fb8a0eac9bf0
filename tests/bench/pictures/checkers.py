"""The decoders that the damage benchmark compares: libvips, ImageMagick, and the strictest ones of each format.

Each decoder is a command that writes a picture, or only checks the file and has no output. A file passes
if the decoder exits with 0 and prints no warning that it does not also print for the sound file.
"""

import os
from dataclasses import dataclass

import likeness
import limits
import peers


@dataclass
class Decoder:
    name: str
    command: tuple
    output: str = "out.png"  # empty if it only checks
    quiet: bool = True  # prints nothing unless it has something to report


EVERYWHERE = (
    Decoder("libvips", ("vips", "copy", "{file}", "{output}")),
    Decoder("ImageMagick", ("convert-im6.q16", "{file}[0]", "-colorspace", "sRGB", "-depth", "8", "png:{output}")),
)

_DJPEG = Decoder("djpeg -strict", ("djpeg", "-strict", "-pnm", "-outfile", "{output}", "{file}"), "out.ppm")
_DWEBP = Decoder("dwebp", ("dwebp", "-quiet", "{file}", "-o", "{output}"))
_TIFF = Decoder("tiff2rgba", ("tiff2rgba", "-c", "none", "{file}", "{output}"), "out.tif")


def _netpbm(name, *command):
    """A netpbm program, which writes to standard output and reports what it reads."""
    shell = ("sh", "-c", 'out=$1; shift; exec "$@" >"$out"', "-", "{output}", *command, "{file}")
    return Decoder(name, shell, "out.pnm", quiet=False)


STRICT = {
    "jpeg": (_DJPEG,),
    "png": (
        Decoder("pngcheck", ("pngcheck", "-q", "{file}"), ""),
        _netpbm("pngtopnm (libpng)", "pngtopnm"),
    ),
    "webp": (_DWEBP, Decoder("webpinfo", ("webpinfo", "-quiet", "{file}"), "", quiet=False)),
    "heic": (Decoder("heif-convert", ("heif-convert", "{file}", "{output}"), quiet=False),),
    "avif": (Decoder("avifdec --codec aom", ("avifdec", "--codec", "aom", "{file}", "{output}"), quiet=False),),
    "tiff": (_TIFF,),
    "gif": (Decoder("gif2rgb", ("gif2rgb", "-1", "-o", "{output}", "{file}"), ""), _netpbm("giftopnm", "giftopnm")),
    "bmp": (_netpbm("bmptopnm", "bmptopnm"),),
    "jpeg 2000": (Decoder("opj_decompress", ("opj_decompress", "-i", "{file}", "-o", "{output}"), quiet=False),),
    "ppm": (_netpbm("pamtopnm", "pamtopnm"),),
    "tga": (_netpbm("tgatoppm", "tgatoppm"),),
}


def of(name):
    """The decoders of a format, such as "tiff lzw"."""
    return EVERYWHERE + STRICT[name if name in STRICT else name.split()[0]]


def decode(decoder, file, output_folder):
    """Runs a decoder; returns the lines that it printed (None if it failed) and its picture."""
    output = os.path.join(output_folder, decoder.output or "ignored")
    ended = limits.run([part.format(file=file, output=output) for part in decoder.command], 30)
    picture = None
    if os.path.exists(output):
        picture = likeness.load(output) if decoder.output else None
        os.remove(output)
    if ended.code != 0:
        return None, picture
    lines = peers.plain_lines(ended.words)
    return {line for line in lines if decoder.quiet or _warns(line)}, picture


def _warns(line):
    return any(word in line.lower() for word in ("warning", "error", "corrupt", "invalid", "truncated"))
