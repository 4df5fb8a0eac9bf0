"""The sound pictures of the damage benchmark (bitrot.py), and their damaged variants.

One generated picture in each format, and variants with one to three changed bytes. The same seed gives
the same picture and the same changes; the encoders are Debian 12's.
"""

import os
import random

import numpy
from PIL import Image

import limits

WIDTH, HEIGHT = 240, 180

# Formats whose samples have no checksum and no syntax: a changed sample is another valid picture.
UNCHECKED = ("bmp raw", "tiff none", "ppm", "tga raw")


def photograph(seed):
    """A picture with the slopes, edges and grain of a photograph."""
    generator = numpy.random.default_rng(seed)
    y, x = numpy.mgrid[0:HEIGHT, 0:WIDTH].astype(float)
    planes = numpy.zeros((HEIGHT, WIDTH, 3))
    for wave in range(1, 40):
        angle, phase = generator.uniform(0, 2 * numpy.pi, 2)
        turns = 2 * numpy.pi * wave / 3 / WIDTH
        slope = numpy.sin(turns * (x * numpy.cos(angle) + y * numpy.sin(angle)) + phase)
        planes += slope[..., None] * generator.uniform(-1, 1, 3) * 45 / wave**0.8
    for _ in range(12):
        across, down = generator.uniform(0, WIDTH), generator.uniform(0, HEIGHT)
        wide, high = generator.uniform(8, 50, 2)
        inside = ((x - across) / wide) ** 2 + ((y - down) / high) ** 2 < 1
        planes[inside] += generator.uniform(-60, 60, 3)
    planes += generator.normal(0, 3, planes.shape)
    return Image.fromarray((planes + 120).clip(0, 255).astype(numpy.uint8))


def _pillow(ending, mode="RGB", **options):
    def write(picture, path):
        if mode == "1":
            picture = picture.convert("L").point(lambda level: 255 * (level > 110)).convert("1")
        picture.convert(mode).save(path + ending, **options)
        return path + ending

    return write


def _program(ending, *command):
    def write(picture, path):
        picture.save(path + ".src.png")
        made = [part.format(source=path + ".src.png", made=path + ending) for part in command]
        ended = limits.run(made)
        os.remove(path + ".src.png")
        if ended.code != 0:
            raise SystemExit(f"bench bitrot: {made[0]} failed: {ended.words}")
        return path + ending

    return write


FORMATS = {
    "jpeg baseline": _pillow(".jpg", quality=88),
    "jpeg progressive": _pillow(".jpg", quality=88, progressive=True),
    "png": _pillow(".png"),
    "webp lossy": _pillow(".webp", quality=85),
    "webp lossless": _pillow(".webp", lossless=True),
    "heic": _program(".heic", "heif-enc", "-q", "70", "-o", "{made}", "{source}"),
    "avif": _program(".avif", "avifenc", "--codec", "aom", "-j", "1", "-s", "6", "--min", "20", "--max", "30",
                     "{source}", "{made}"),
    "tiff none": _pillow(".tif"),
    "tiff lzw": _pillow(".tif", compression="tiff_lzw"),
    "tiff deflate": _pillow(".tif", compression="tiff_adobe_deflate"),
    "tiff g4": _pillow(".tif", mode="1", compression="group4"),
    "tiff jpeg": _pillow(".tif", compression="jpeg", quality=88),
    "gif": _pillow(".gif", mode="P"),
    "bmp raw": _pillow(".bmp"),
    "bmp rle": _program(".bmp", "convert-im6.q16", "{source}", "+dither", "-colors", "24", "-compress", "RLE",
                        "bmp3:{made}"),
    "jpeg 2000": _pillow(".jp2", quality_mode="dB", quality_layers=[42]),
    "ppm": _pillow(".ppm"),
    "tga raw": _pillow(".tga"),
    "tga rle": _pillow(".tga", mode="P", compression="tga_rle"),
}


def damage(sound, name, number, seed):
    """The variant `number` of a file: the seed determines positions and values of one to three changed bytes."""
    chance = random.Random(f"{seed}/{name}/{number}")
    data = bytearray(sound)
    for place in chance.sample(range(len(data)), 1 + number % 3):
        data[place] ^= chance.randint(1, 255)
    return bytes(data)
