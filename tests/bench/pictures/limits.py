"""Runs another program so that it cannot disturb the benchmark.

The program gets a time limit, a memory limit, its own temporary folder, no input, and no access
to the caller's home. It never raises: a program that fails is a result.
"""

import os
import resource
import signal
import subprocess
import tempfile
from dataclasses import dataclass

SECONDS = 60
MEMORY = 6 << 30  # address space, bytes
OUTPUT = 2 << 30  # the largest file that it may write, bytes
POLICY = os.path.dirname(os.path.abspath(__file__))  # ImageMagick's policy.xml


@dataclass
class Ended:
    code: int  # the exit code; -1 after the time limit, or the negative number of a signal
    words: str  # what it printed, at most the first 20,000 characters


def _limit():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT, OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(arguments, seconds=SECONDS):
    """Runs a program until it exits or reaches its time limit."""
    with tempfile.TemporaryDirectory() as home:
        environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "LC_ALL": "C.UTF-8",
            "HOME": home,
            "TMPDIR": home,
            "MAGICK_CONFIGURE_PATH": POLICY,
            "MAGICK_THREAD_LIMIT": "1",
            "VIPS_CONCURRENCY": "1",
        }
        try:
            process = subprocess.Popen(
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                cwd=home,
                env=environment,
                preexec_fn=_limit,
                start_new_session=True,
            )
        except OSError as error:
            return Ended(127, str(error))
        try:
            printed, _ = process.communicate(timeout=seconds)
            return Ended(process.returncode, printed[:20000].decode("utf-8", "replace").strip())
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return Ended(-1, f"not finished after {seconds} seconds")
