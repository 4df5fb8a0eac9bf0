"""Counts damage that decoders do not notice, by format and decoder, for tests/bench/bitrot.sh.

    bitrot.py PHOTOMILL WORK SEED VARIANTS [FORMAT...]

Prints a table in Markdown; the last line has its figures as JSON. WORK is an empty folder.
"""

import hashlib
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy

import checkers
import likeness
import photomill
import samples

SAME = 0.98  # the least SSIM at which a damaged picture looks like the sound one


def looks_different(picture, sound):
    if picture.size != sound.size:
        return True
    return likeness.similarity(numpy.asarray(picture), numpy.asarray(sound)) < SAME


class Verdicts:
    """The results of one decoder for the variants of one format."""

    def __init__(self):
        self.count = {"refused": 0, "noted": 0, "unseen": 0, "different": 0}
        self.missed = []  # the numbers of the variants that passed although they look different

    def add(self, number, passed, picture, sound, seen):
        """seen: whether the variant looks different elsewhere, for a decoder that only checks."""
        if not passed:
            kind = "refused" if picture is None else "noted"
        elif looks_different(picture, sound) if picture is not None and sound is not None else seen:
            kind = "different"
            self.missed.append(number)
        else:
            kind = "unseen"
        self.count[kind] += 1


def make_variants(name, folder, picture, seed, variants):
    """Writes the sound file and its variants; returns their paths, the sound one first."""
    os.makedirs(folder)
    first = samples.FORMATS[name](picture, os.path.join(folder, "000"))
    with open(first, "rb") as file:
        sound = file.read()
    paths = [first]
    for number in range(1, variants + 1):
        paths.append(os.path.join(folder, f"{number:03d}" + os.path.splitext(first)[1]))
        with open(paths[-1], "wb") as file:
            file.write(samples.damage(sound, name, number, seed))
    return paths, hashlib.sha256(sound).hexdigest()[:12]


def ask_photomill(program, folder, work, paths):
    """For each file: whether photomill finishes it without a note, and its picture."""
    outcomes = photomill.migrate(program, folder, work, 16384)
    answers = []
    for path in paths:
        outcome = outcomes[os.path.basename(path)]
        picture = likeness.load(outcome.output) if outcome.output else None
        answers.append((outcome.state == "done" and not outcome.warnings, picture))
    return answers


def ask(decoder, paths, pool):
    """For each file: whether a decoder passed it without a warning, and its picture."""

    def one(path):
        scratch = path + ".scratch"
        os.makedirs(scratch)
        answer = checkers.decode(decoder, path, scratch)
        os.rmdir(scratch)
        return answer

    answers = list(pool.map(one, paths))
    usual = answers[0][0] or set()
    return [(lines is not None and lines <= usual, picture) for lines, picture in answers]


def judge(name, answers):
    """The verdicts of each decoder on one format, from its results for the sound file and the variants."""
    sound = {who: given[0][1] for who, given in answers.items()}
    for who, given in answers.items():
        if not given[0][0]:
            print(f"bench bitrot: {who} does not pass the sound file of {name}", file=sys.stderr)
    verdicts = {who: Verdicts() for who in answers}
    for number in range(1, len(next(iter(answers.values())))):
        seen = any(
            given[number][1] is not None and sound[who] is not None and looks_different(given[number][1], sound[who])
            for who, given in answers.items()
        )
        for who, given in answers.items():
            verdicts[who].add(number, *given[number], sound[who], seen)
    return verdicts


def print_row(name, verdicts):
    """Prints the row of one format; returns its counts by decoder."""
    ours = verdicts["photomill"].count
    strict = [who for who in verdicts if who not in ("photomill", "libvips", "ImageMagick")]
    least = min(verdict.count["different"] for verdict in verdicts.values())
    columns = [verdicts[who].count["different"] for who in ("photomill", "libvips", "ImageMagick")]
    others = ", ".join(f"{who} {verdicts[who].count['different']}" for who in strict)
    print(
        f"| {name} | {columns[0]} | {columns[1]} | {columns[2]} | {others} | {ours['refused']}, {ours['noted']},"
        f" {ours['unseen']} | {' '.join(map(str, verdicts['photomill'].missed))} |",
        flush=True,
    )
    return {who: verdict.count["different"] for who, verdict in verdicts.items()} | {"least": least}


def main():
    program, work, seed, variants = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    names = sys.argv[5:] or list(samples.FORMATS)
    picture = samples.photograph(seed)
    ways = int(os.environ.get("PHOTOMILL_BENCH_WAYS") or os.cpu_count() or 1)
    print(f"Seed {seed}, {variants} variants of each format. Silent and different:\n")
    print("| format | photomill | libvips | ImageMagick | the format's own decoders |"
          " photomill: refused, noted, no difference to see | photomill's silent ones |")
    print("|---|---|---|---|---|---|---|")
    figures, digests = {}, {}
    with ThreadPoolExecutor(ways) as pool:
        for name in names:
            folder = os.path.join(work, name.replace(" ", "-"))
            paths, digests[name] = make_variants(name, folder, picture, seed, variants)
            answers = {"photomill": ask_photomill(program, folder, folder + ".ours", paths)}
            for decoder in checkers.of(name):
                answers[decoder.name] = ask(decoder, paths, pool)
            figures[name] = print_row(name, judge(name, answers))
    print("\nWithout checksum or syntax, so that nobody can notice: " + ", ".join(samples.UNCHECKED) + ".")
    print("\nSound files: " + ", ".join(f"{name} {digest}" for name, digest in digests.items()) + ".\n")
    print(json.dumps({"bench": "bitrot", "seed": seed, "variants": variants, "different": figures}))


main()
