"""The cases of ./run bench bottleneck, which bottleneck.sh describes."""

import json
import os
import statistics
import subprocess
import sys
from dataclasses import dataclass, field

import numpy
from PIL import Image

from cluster import Cluster, can_limit, limit_of, predicted, rate_of

LIGHT = 'derivative { name: "p" fit: INSIDE width: 160 height: 160 format: JPEG quality: 80 key: "{dir}/{stem}.jpg" }\n'
HEAVY = 'derivative { name: "p" fit: INSIDE width: 900 height: 900 format: WEBP quality: 85 key: "{dir}/{stem}.webp" }\n'


@dataclass
class Case:
    limit: str
    photos: str  # small or large
    recipe: str = LIGHT
    threads: int = 1
    quota: float | None = 0.25
    slow: dict = field(default_factory=dict)
    flags: tuple = ()
    busy_loops: int = 0
    predicts: bool = True


def cases_in(work, slow_library):
    source, made, state = (os.path.join(work, name) for name in ("source", "made", "state"))

    def slow(variable, below, milliseconds, shared):
        environment = {"LD_PRELOAD": slow_library, f"PHOTOMILL_BENCH_SLOW_{variable}": below + "/"}
        environment["PHOTOMILL_BENCH_SLOW_MS"] = str(milliseconds)
        if shared:
            environment["PHOTOMILL_BENCH_SLOW_SHARED"] = os.path.join(work, "lock")
        return environment

    cpus = len(os.sched_getaffinity(0))
    return {
        "source_full": Case("source", "small", slow=slow("READS", source, 40, True)),
        "source_far": Case("source", "small", slow=slow("READS", source, 300, False)),
        "destination_full": Case("destination", "small", slow=slow("SYNCS", made, 60, True)),
        "destination_far": Case("destination", "small", slow=slow("SYNCS", made, 400, False)),
        "processors": Case("processors", "large", recipe=HEAVY),
        "threads": Case("slots", "large", recipe=HEAVY, quota=None),
        "memory": Case("memory", "huge", threads=2, quota=None, flags=("--memory=110M",), predicts=False),
        "ledger": Case("ledger", "small", threads=2, quota=None, slow=slow("SYNCS", state, 1500, False), predicts=False),
        "others": Case(
            "other_programs", "large", recipe=HEAVY, threads=cpus, quota=None, busy_loops=2 * cpus, predicts=False
        ),
    }


def make_photos(folder):
    """Links one photograph of each size to many names."""
    random = numpy.random.default_rng(7)
    for name, side, count in (("small", 480, 20000), ("large", 1600, 4000), ("huge", 4200, 600)):
        noise = random.integers(0, 255, (side // 16, side // 16, 3), dtype=numpy.uint8)
        first = os.path.join(folder, name, "0", "0.jpg" if name != "huge" else "0.png")
        os.makedirs(os.path.dirname(first))
        picture = Image.fromarray(noise).resize((side, side * 3 // 4), Image.BICUBIC)
        picture.save(first, quality=85)
        for number in range(1, count):
            target = os.path.join(folder, name, str(number // 1000), f"{number}{os.path.splitext(first)[1]}")
            os.makedirs(os.path.dirname(target), exist_ok=True)
            os.link(first, target)


def observe(programs, work, case, workers, threads):
    recipe = os.path.join(work, "recipe")
    with open(recipe, "w", encoding="utf-8") as file:
        file.write(case.recipe)
    source = os.path.join(work, "source", case.photos)
    loops = [subprocess.Popen(["sh", "-c", "while :; do :; done"]) for _ in range(case.busy_loops)]
    cluster = Cluster(programs, work, source, recipe, workers, threads, case.quota, case.slow, case.flags)
    try:
        return cluster.observe(10, int(os.environ.get("PHOTOMILL_BENCH_SECONDS", "25")))
    finally:
        cluster.end()
        for loop in loops:
            loop.kill()
            loop.wait()


def try_case(programs, work, case, runs, predictions):
    """What the runs named; and by "worker" and "thread" the expected and measured gains of one more, as pairs."""
    limits, gains = [], {"worker": [], "thread": []}
    for run in range(runs):
        before = observe(programs, work, case, 1, case.threads)
        limits.append(limit_of(before))
        if not case.predicts or run >= predictions:
            continue
        rate = rate_of(before)
        for what, workers, threads in (("worker", 2, case.threads), ("thread", 1, case.threads + 1)):
            expected = predicted(before, f"rate_with_one_more_{what}_per_s")
            after = observe(programs, work, case, workers, threads)
            gains[what].append((expected / rate if expected is not None else None, rate_of(after) / rate))
    return limits, gains


def median_gain(pairs):
    """The medians of the expected gains (None if none was expected) and of the measured ones."""
    known = [expected for expected, _ in pairs if expected is not None]
    return (statistics.median(known) if known else None, statistics.median(measured for _, measured in pairs))


def main():
    programs, slow_library, work, *wanted = sys.argv[1:]
    runs = int(os.environ.get("PHOTOMILL_BENCH_RUNS", "10"))
    predictions = int(os.environ.get("PHOTOMILL_BENCH_PREDICTIONS", "3"))
    make_photos(os.path.join(work, "source"))
    figures, failed, limited = {}, False, can_limit()
    print(f"{'case':18} {'limit':16} {'named':>7}  worker: expected measured  thread: expected measured")
    for name, case in cases_in(work, slow_library).items():
        if wanted and name not in wanted:
            continue
        if case.quota is not None and not limited:
            print(f"{name:18} skipped: control groups cannot be made here (it needs root)")
            continue
        limits, gains = try_case(programs, work, case, runs, predictions)
        right = sum(limit == case.limit for limit in limits)
        row = {"limit": case.limit, "named": right, "runs": runs, "limits": limits}
        text = f"{name:18} {case.limit:16} {right:>3}/{runs:<3}"
        for what, pairs in gains.items():
            if pairs:
                expected, measured = median_gain(pairs)
                row[what] = {"expected": expected, "measured": measured}
                text += f"  {what:>7}: {expected if expected is None else round(expected, 2)!s:>8} {measured:8.2f}"
        print(text, flush=True)
        figures[name] = row
        failed |= right * 10 < 9 * runs
    print(json.dumps(figures))
    raise SystemExit(1 if failed else 0)


main()
