"""Runs photomill over a folder and reads what its ledger says about each file."""

import os
import sqlite3
import subprocess
from dataclasses import dataclass


@dataclass
class Outcome:
    key: str
    state: str  # done, failed, skipped or quarantined
    reason: str
    detail: str
    warnings: str
    output: str  # the path of the picture; empty if there is none


def migrate(program, source, work, side):
    """Creates a PNG of at most side x side pixels from each file in source; returns the outcomes by key."""
    os.makedirs(work)
    recipe = os.path.join(work, "recipe")
    with open(recipe, "w", encoding="utf-8") as file:
        file.write(
            f'derivative {{ name: "p" fit: INSIDE width: {side} height: {side} format: PNG'
            ' key: "{dir}/{name}.png" }\n'
        )
    made, state = os.path.join(work, "made"), os.path.join(work, "state")
    command = [program, "run", source, made, f"--recipe={recipe}", f"--state={state}", "--progress=none"]
    command += ["--new_destination", "--all_folders"]
    ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if ended.returncode not in (0, 2):
        raise SystemExit(f"photomill exited with code {ended.returncode}:\n{ended.stderr[-2000:]}")
    return _read(os.path.join(state, "ledger.db"), made)


def _read(ledger, made):
    database = sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)
    rows = database.execute(
        "SELECT source.key, state, reason, detail, warnings, output.key"
        " FROM source LEFT JOIN output ON source_id = source.id"
    )
    outcomes = {}
    for key, state, reason, detail, warnings, output in rows:
        path = os.path.join(made, output) if output and state == "done" else ""
        outcomes[key] = Outcome(key, state, reason, detail, " ".join(warnings.split()), path)
    database.close()
    return outcomes
