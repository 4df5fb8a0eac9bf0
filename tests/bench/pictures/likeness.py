"""Compares decoded pictures: size, mean colour and structure."""

import numpy
from PIL import Image
from skimage.metrics import structural_similarity

Image.MAX_IMAGE_PIXELS = None

COLOUR = 3  # levels of 255 by which the mean of a channel can differ
STRUCTURE = 0.95  # the least SSIM of a channel
REDUCED = 64  # px; so small that resampling filters hardly matter
WINDOW = 7  # px, of SSIM


def load(path):
    """The picture as 8-bit RGB on white; None if there is none."""
    try:
        with Image.open(path) as picture:
            picture.load()
            if picture.mode in ("I", "I;16", "I;16B"):
                high = (numpy.asarray(picture).astype(numpy.int64) >> 8).clip(0, 255)
                picture = Image.fromarray(high.astype(numpy.uint8))
            if picture.mode == "P" and "transparency" in picture.info or picture.mode in ("LA", "PA", "RGBA"):
                white = Image.new("RGBA", picture.size, "white")
                picture = Image.alpha_composite(white, picture.convert("RGBA"))
            return picture.convert("RGB")
    except (OSError, SyntaxError, ValueError, EOFError):
        return None


def similarity(a, b):
    """The least SSIM of the three channels of two pictures of one size, as arrays."""
    if min(a.shape[:2]) < WINDOW:
        # Too small for SSIM: uses the mean difference; 13 levels count as a structure of 0.95.
        return 1 - numpy.abs(a.astype(float) - b).mean(axis=(0, 1)).max() / 255
    return min(
        structural_similarity(a[..., i], b[..., i], data_range=255, win_size=WINDOW) for i in range(a.shape[2])
    )


def _reduce(picture, size):
    shrunk = picture.resize(size, Image.Resampling.BOX) if picture.size != size else picture
    return numpy.asarray(shrunk)


def differences(a, b):
    """Lists in words what differs between two renderings; empty if they agree."""
    if abs(a.width - b.width) > 1 or abs(a.height - b.height) > 1:
        return [f"size {a.width}x{a.height}, {b.width}x{b.height}"]
    scale = min(1, REDUCED / max(a.size))
    size = tuple(max(1, round(side * scale)) for side in a.size)
    first, second = _reduce(a, size), _reduce(b, size)
    found = []
    colour = (first.mean(axis=(0, 1)) - second.mean(axis=(0, 1))).round(1)
    if numpy.abs(colour).max() > COLOUR:
        found.append("mean colour by " + ", ".join(f"{step:+.0f}" for step in colour))
    structure = similarity(first, second)
    if structure < STRUCTURE:
        found.append(f"structure {structure:.2f}")
    return found
