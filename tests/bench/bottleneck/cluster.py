"""A coordinator with workers in control groups, and what its progress says meanwhile."""

import json
import os
import shutil
import signal
import statistics
import subprocess
import time

GROUPS = "/sys/fs/cgroup"


def _group_files(quota_share):
    """The files of a control group that set its quota, for version 1 and 2."""
    period = 20000
    if os.path.exists(f"{GROUPS}/cgroup.controllers"):
        return GROUPS, {"cpu.max": f"{int(quota_share * period)} {period}"}
    return f"{GROUPS}/cpu", {"cpu.cfs_period_us": str(period), "cpu.cfs_quota_us": str(int(quota_share * period))}


def can_limit():
    """Whether control groups with a quota can be made here."""
    try:
        group = Group("photomill-bench-try", 0.25)
    except OSError:
        return False
    group.remove()
    return True


class Group:
    def __init__(self, name, quota_share):
        parent, files = _group_files(quota_share)
        self.path = f"{parent}/{name}-{os.getpid()}"
        os.mkdir(self.path)
        try:
            for file, text in files.items():
                with open(f"{self.path}/{file}", "w", encoding="ascii") as out:
                    out.write(text)
        except OSError:
            self.remove()
            raise

    def remove(self):
        for _ in range(50):
            try:
                os.rmdir(self.path)
                return
            except OSError:
                time.sleep(0.1)


class Cluster:
    """One run of a migration. `quota`: processors for each worker, or None."""

    def __init__(self, programs, work, source, recipe, workers, threads, quota, environment, worker_flags=()):
        self._destination = os.path.join(work, "made")
        self._state = os.path.join(work, "state")
        self._join = os.path.join(self._state, "join")
        self._log = open(os.path.join(work, "log"), "ab")
        self._groups = []
        self._processes = []
        environment = dict(os.environ, **environment)
        shutil.rmtree(self._destination, ignore_errors=True)
        shutil.rmtree(self._state, ignore_errors=True)
        command = [f"{programs}/photomill", "coordinator", source, self._destination]
        command += [f"--recipe={recipe}", f"--state={self._state}", "--listen=tcp://127.0.0.1:0", "--insecure"]
        command += ["--progress=json", "--new_destination", "--exit_when_done"]
        self._lines = os.path.join(work, "progress")
        with open(self._lines, "wb") as lines:
            self._coordinator = subprocess.Popen(command, stdout=lines, stderr=self._log, env=environment)
        self._processes.append(self._coordinator)
        endpoint = self._endpoint()
        for number in range(workers):
            command = [f"{programs}/photomill", "worker", f"--connect={endpoint}", "--insecure"]
            command += [f"--name=w{number}", f"--threads={threads}", *worker_flags]
            group = None
            if quota is not None:
                group = Group(f"photomill-bench-{number}", quota)
                self._groups.append(group)
            self._processes.append(self._start_in(group, command, environment))

    def _start_in(self, group, command, environment):
        def enter():
            with open(f"{group.path}/cgroup.procs", "w", encoding="ascii") as out:
                out.write(str(os.getpid()))

        return subprocess.Popen(
            command, stdout=self._log, stderr=self._log, env=environment, preexec_fn=enter if group else None
        )

    def _endpoint(self):
        lock = os.path.join(self._state, "lock")
        for _ in range(200):
            time.sleep(0.1)
            if self._coordinator.poll() is not None:
                break
            if not os.path.exists(lock):
                continue
            with open(lock, encoding="utf-8", errors="replace") as text:
                for word in text.read().split():
                    if word.startswith("tcp://"):
                        return word
        raise SystemExit("the coordinator did not start; see its log")

    def observe(self, warm_up, seconds):
        """Returns the snapshots between warm_up and warm_up + seconds, or fewer if the run ends."""
        time.sleep(warm_up + seconds)
        snapshots = []
        with open(self._lines, encoding="utf-8") as lines:
            for line in lines:
                try:
                    snapshots.append(json.loads(line))
                except json.JSONDecodeError:
                    continue
        return [s for s in snapshots if warm_up <= s["elapsed_s"]]

    def end(self):
        for process in self._processes:
            process.send_signal(signal.SIGKILL)
        for process in self._processes:
            process.wait()
        subprocess.run(["pkill", "-KILL", "-f", self._state], check=False)
        for group in self._groups:
            with open(f"{group.path}/cgroup.procs", encoding="ascii") as pids:
                for pid in pids.read().split():
                    try:
                        os.kill(int(pid), signal.SIGKILL)
                    except ProcessLookupError:
                        continue
            group.remove()
        self._log.close()


def rate_of(snapshots):
    """Finished sources per second."""
    first, last = snapshots[0], snapshots[-1]
    seconds = last["elapsed_s"] - first["elapsed_s"]
    return (last["settled_this_run"] - first["settled_this_run"]) / seconds


def limit_of(snapshots):
    """The limit of most snapshots."""
    words = [s["bottleneck"]["bound_by"] for s in snapshots]
    return max(set(words), key=words.count)


def predicted(snapshots, name):
    """The median of a predicted rate; None if none was predicted."""
    rates = [s["bottleneck"][name] for s in snapshots if s["bottleneck"][name] is not None]
    return statistics.median(rates) if rates else None
