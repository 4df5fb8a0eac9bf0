"""Compares the renderings of every picture of a folder by several programs: tests/bench/corpus.sh.

    corpus.py PHOTOMILL FOLDER WORK SHEETS

Prints the rows in Markdown and the counts; the last line has the counts as JSON. WORK is an empty folder.
SHEETS receives one PNG for each row, with the three renderings side by side.
"""

import hashlib
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from PIL import Image

import likeness
import peers
import photomill

SIDE = 256  # px
QUICK = os.environ.get("PHOTOMILL_BENCH_QUICK", "0") != "0"


@dataclass
class Compared:
    key: str
    ours: photomill.Outcome
    kind: str = ""
    words: list = field(default_factory=list)
    sheet: str = ""


KINDS = {
    "agree": "photomill agrees with both",
    "one": "photomill agrees with one, and the other differs, opens nothing, or was not asked",
    "alone": "photomill alone opens it",
    "refused": "both others open it, and photomill does not",
    "refused, another not": "one other opens it, and photomill and the third do not",
    "differs": "photomill differs from both, although those agree",
    "differs, all": "photomill differs from both, and those differ from each other",
    "differs, one": "photomill differs from one, and the third opens nothing",
    "nobody": "nobody opens it, or it is not an image",
}
LISTED = ("refused", "differs", "differs, all", "differs, one")


def classify(ours, theirs):
    """The kind of a file from the three renderings, and what differs."""
    opened = [name for name in peers.PEERS if theirs[name].picture is not None]
    if ours is None:
        return (("nobody", "refused, another not", "refused")[len(opened)], [])
    if not opened:
        return "alone", []
    found = {name: likeness.differences(ours, theirs[name].picture) for name in opened}
    words = [f"{name}: {', '.join(what)}" for name, what in found.items() if what]
    differing = sum(bool(what) for what in found.values())
    if differing == 0:
        return ("agree" if len(opened) == 2 else "one"), words
    if differing < len(opened):
        return "one", words
    if len(opened) == 1:
        return "differs, one", words
    each_other = likeness.differences(*(theirs[name].picture for name in opened))
    return ("differs, all" if each_other else "differs"), words


def is_markup(path):
    """Whether it is HTML, XML or SVG, which is laid out, not decoded."""
    with open(path, "rb") as file:
        return file.read(256).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def ask_peers(path, ours, render):
    """The peers' renderings of a file. Stops early if the file cannot become a row."""
    theirs = {name: peers.Rendering(None, "") for name in peers.PEERS}
    if ours is None and is_markup(path):
        return theirs
    if ours is None:
        # A row needs both peers. ImageMagick is asked first, because its policy excludes documents.
        theirs["ImageMagick"] = render("ImageMagick", path)
        if theirs["ImageMagick"].picture is not None:
            theirs["libvips"] = render("libvips", path)
        return theirs
    theirs["libvips"] = render("libvips", path)
    picture = theirs["libvips"].picture
    if not QUICK or picture is None or likeness.differences(ours, picture):
        theirs["ImageMagick"] = render("ImageMagick", path)
    return theirs


def compare(folder, work, sheets, srgb, number, outcome):
    """Runs the peers on one file."""
    path = os.path.join(folder, outcome.key)
    ours = likeness.load(outcome.output) if outcome.output else None

    def render(peer, file):
        return peers.render(peer, file, os.path.join(work, f"{number}.{peer}"), SIDE, srgb)

    theirs = ask_peers(path, ours, render)
    result = Compared(outcome.key, outcome)
    result.kind, result.words = classify(ours, theirs)
    if result.kind in LISTED:
        result.words += [f"{name} says: {t.words}" for name, t in theirs.items() if t.words]
        if peers.libvips_loader(path).startswith("magick"):
            result.words.append("libvips reads it through ImageMagick")
        result.sheet = os.path.join(sheets, f"{number:05d}.png")
        save_sheet(result.sheet, [ours] + [theirs[name].picture for name in peers.PEERS])
    return result


def save_sheet(path, pictures):
    """Three renderings side by side on grey; a place stays empty if there is no picture."""
    sheet = Image.new("RGB", (3 * (SIDE + 4), SIDE), "#808080")
    for i, picture in enumerate(pictures):
        if picture is not None:
            sheet.paste(picture.crop((0, 0, SIDE, SIDE)) if max(picture.size) > SIDE else picture, (i * (SIDE + 4), 0))
    sheet.save(path)


def different_files(folder, outcomes):
    """The outcomes of files that differ in content or extension, and the number of duplicates."""
    seen, kept = set(), []
    for key in sorted(outcomes):
        with open(os.path.join(folder, key), "rb") as file:
            name = (hashlib.file_digest(file, "sha256").digest(), os.path.splitext(key)[1].lower())
        if name not in seen:
            seen.add(name)
            kept.append(outcomes[key])
    return kept, len(outcomes) - len(kept)


def cell(text):
    return " ".join(text.replace("|", "/").replace("`", "'").split())


def print_rows(kind, rows):
    if not rows:
        return
    print(f"\n### {len(rows)}: {KINDS[kind]}\n")
    print("| file | photomill | what differs, and what the others say | renderings |\n|---|---|---|---|")
    for row in rows:
        ours = row.ours
        became = ours.state if ours.state == "done" else f"{ours.reason or ours.state}: {ours.detail}"
        became += f" ({ours.warnings})" if ours.warnings else ""
        words = "; ".join(row.words)
        print(f"| `{cell(row.key)}` | {cell(became)[:200]} | {cell(words)[:400]} | {os.path.basename(row.sheet)} |")


def main():
    program, folder, work, sheets = sys.argv[1:]
    outcomes = photomill.migrate(program, folder, os.path.join(work, "ours"), SIDE)
    files, again = different_files(folder, outcomes)
    srgb = os.path.join(work, "srgb.icc")
    peers.write_srgb(srgb)
    ways = int(os.environ.get("PHOTOMILL_BENCH_WAYS") or os.cpu_count() or 1)
    with ThreadPoolExecutor(ways) as pool:
        compared = list(
            pool.map(lambda item: compare(folder, work, sheets, srgb, *item), enumerate(files))
        )
    for kind in LISTED:
        print_rows(kind, [row for row in compared if row.kind == kind])
    counts = {kind: sum(row.kind == kind for row in compared) for kind in KINDS}
    print(f"\n### Counts: {len(files)} files, and {again} with the same content again\n")
    for kind, number in counts.items():
        print(f"- {number}: {KINDS[kind]}")
    print(json.dumps({"bench": "corpus", "files": len(files), "counts": counts}))


main()
