"""How long a command takes, and how much memory."""
import dataclasses
import os
import statistics
import subprocess
import tempfile
import threading
import time

CORES = os.cpu_count()


@dataclasses.dataclass
class Figures:
    """Wall and CPU seconds, and the peak memory of the largest process in MiB."""

    wall: float
    cpu: float
    peak: float


class Failed(Exception):
    """Why a command gave no figures."""


def start(text, feed=None):
    """Starts a command of the shell behind `time`: a process that Python starts has Python's memory as its own peak."""
    note = tempfile.NamedTemporaryFile("r", prefix="weir-time")
    errors = tempfile.TemporaryFile("w+")
    process = subprocess.Popen(
        ["time", "-q", "-o", note.name, "-f", "%U %S %M", "bash", "-c", "set -o pipefail; " + text],
        stdin=feed or subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True)
    return process, note, errors


def run(text, limit, feed=None):
    """The figures of a command of the shell with all that it starts, ended after `limit` seconds; `feed` is its standard
    input."""
    started = time.monotonic()
    process, note, errors = start(text, feed)
    with note, errors:
        timer = threading.Timer(limit, os.killpg, [process.pid, 9])
        timer.start()
        code = process.wait()
        wall = time.monotonic() - started
        timer.cancel()
        if wall >= limit:
            raise Failed(f"more than {limit:.0f} s")
        if code != 0:
            errors.seek(0)
            lines = [line for line in errors.read().splitlines() if line.strip()] or [f"exit {code}"]
            said = [line for line in lines if "rror" in line] or lines
            raise Failed(said[-1].strip()[:150])
        user, system, peak = note.read().split()[-3:]
    return Figures(max(wall - EMPTY, 0.0005), float(user) + float(system), int(peak) / 1024)


EMPTY = 0.0


def calibrate():
    """What it costs to start a shell."""
    global EMPTY
    EMPTY = 0.0
    EMPTY = statistics.median(run("true", 10).wall for _ in range(9))


def median(figures, of):
    return statistics.median(getattr(figure, of) for figure in figures)


def largest(figures):
    return max(figure.peak for figure in figures)
