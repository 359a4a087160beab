#!/usr/bin/env python3
"""make bench-peers: weir beside every tool that can do a job, on this machine, in the same minutes.

    Tests/Performance/Peers/peers.py [ONLY]

Installs the peers (DuckDB, polars, chDB from PyPI into build/peers; Miller, jq, GDAL, csvkit from Debian), makes twins of
MEGABYTES= (500), and for each job and tool:

1. compares the records of both on a twin of 100,000 records: a job whose answers differ is not a result;
2. one warm-up, then weir and the tool in turn, RUNS= times (5), at default threads and at one thread.

Writes Tests/Performance/RESULTS.md. ONLY is a regular expression over the names of jobs. A tool that needs longer than
LIMIT= seconds (300) is measured once; one that fails says why.
"""
import datetime
import os
import re
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
sys.path.insert(0, HERE)
import answers  # noqa: E402
from jobs import JOBS  # noqa: E402

DATA = os.environ.get("DATA", "/dev/shm/weir-peers")
MEGABYTES = int(os.environ.get("MEGABYTES", "500"))
RUNS = int(os.environ.get("RUNS", "5"))
LIMIT = float(os.environ.get("LIMIT", "300"))
VENV = os.path.join(ROOT, "build", "peers")
WEIR = os.path.join(ROOT, ".build", "release", "weir")
PYTHON = os.path.join(VENV, "bin", "python")
CORES = os.cpu_count()
PROGRAMS = {"miller": "mlr", "jq": "jq", "gdal": "ogr2ogr"}
MODULES = ["duckdb", "polars", "chdb"]


def install():
    """What is missing of the peers; whoever cannot be had is left out, and said."""
    if not os.path.exists(PYTHON):
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    for module in MODULES + ["csvkit"]:
        if not has(module):
            subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", module])
    packages = {"miller": "miller", "jq": "jq", "gdal": "gdal-bin"}
    wanted = [packages[tool] for tool, program in PROGRAMS.items() if not shutil.which(program)]
    if wanted:
        sudo = [] if os.getuid() == 0 else ["sudo"]
        subprocess.run(sudo + ["apt-get", "update", "-q"], stdout=subprocess.DEVNULL)
        for package in wanted:
            subprocess.run(sudo + ["apt-get", "install", "-y", "-q", package], stdout=subprocess.DEVNULL)


def has(tool):
    if tool in PROGRAMS:
        return shutil.which(PROGRAMS[tool]) is not None
    if not os.path.exists(PYTHON):
        return False
    module = {"csvkit": "csvkit"}.get(tool, tool)
    return subprocess.run([PYTHON, "-c", f"import {module}"], capture_output=True).returncode == 0


def version(tool):
    if tool in PROGRAMS:
        done = subprocess.run([PROGRAMS[tool], "--version"], capture_output=True, text=True)
        return re.search(r"\d+\.\d+(\.\d+)?", done.stdout + done.stderr).group(0)
    done = subprocess.run(
        [PYTHON, "-c", f"import importlib.metadata as m; print(m.version('{tool}'))"], capture_output=True, text=True)
    return done.stdout.strip() or "?"


def make_data():
    """Twins of the wanted size, and small ones of the same records to compare answers by."""
    for name, records in [("large", MEGABYTES * 13_170), ("small", 100_000), ("ten", 10)]:
        folder = os.path.join(DATA, name)
        if os.path.exists(os.path.join(folder, f"{records}.done")):
            continue
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        subprocess.run([os.path.join(ROOT, ".build/release/bench-data"), folder, str(records)], check=True)
        subprocess.run(["gzip", "-k", "-6", os.path.join(folder, "cities.csv")], check=True)
        open(os.path.join(folder, f"{records}.done"), "w").close()


def source(job, size):
    if job.source == "small":
        return os.path.join(DATA, "ten", "cities.csv")
    return os.path.join(DATA, size, "cities." + job.source)


def command(template, job, size, out, threads):
    text = template
    for name, filled in {
        "in": source(job, size), "out": out, "threads": str(threads), "python": PYTHON,
        "bin": os.path.join(VENV, "bin") + "/", "weir": WEIR,
    }.items():
        text = text.replace("{" + name + "}", filled)
    if template.startswith("{weir}") and threads < CORES:
        text += f" -j {threads}"
    return text


def run(text, limit):
    """Wall seconds, CPU seconds and peak MiB of a command with all its children; a reason where it failed instead."""
    with tempfile.TemporaryFile("w+") as errors:
        started = time.monotonic()
        process = subprocess.Popen(
            ["bash", "-c", "set -o pipefail; " + text], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=errors, start_new_session=True)
        timer = threading.Timer(limit, os.killpg, [process.pid, 9])
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        if wall >= limit:
            return None, f"more than {limit:.0f} s"
        if process.returncode != 0:
            errors.seek(0)
            lines = errors.read().strip().splitlines() or [f"exit {process.returncode}"]
            return None, lines[-1][:150]
    return (max(wall - EMPTY, 0.0005), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024), None


EMPTY = 0.0


def calibrate():
    """What it costs to start a shell."""
    global EMPTY
    EMPTY = statistics.median(run("true", 10)[0][0] for _ in range(9))


def median(figures, index):
    return statistics.median(figure[index] for figure in figures)


def clean(out):
    if os.path.exists(out):
        os.remove(out)


def measure(job, tool, threads):
    """A row of the table, for a tool beside weir."""
    ours, theirs = (os.path.join(DATA, f"{who}.{job.form}") for who in ("weir", "peer"))
    for size in ("small", "large"):
        clean(ours)
        clean(theirs)
        mine = command(job.weir, job, size, ours, threads)
        other = command(job.peers[tool], job, size, theirs, threads)
        for text in (mine, other):
            first, reason = run(text, LIMIT * 2)
            if first is None:
                return {"tool": tool, "threads": threads, "note": ("weir: " if text is mine else "") + reason}
        if size == "small" or job.source == "small":
            found = answers.difference(ours, theirs, job.form, job.sorted, groups=job.number in (7, 8))
            if found:
                return {"tool": tool, "threads": threads, "note": "other records: " + found[:150]}
    pairs = []
    for _ in range(1 if first[0] > LIMIT else RUNS):
        clean(ours)
        a, reason = run(mine, LIMIT * 2)
        clean(theirs)
        b, reason = run(other, LIMIT * 2)
        if a is None or b is None:
            return {"tool": tool, "threads": threads, "note": reason}
        pairs.append((a, b))
    return {
        "tool": tool, "threads": threads, "weir": [p[0] for p in pairs], "peer": [p[1] for p in pairs],
        "ratio": statistics.median(b[0] / a[0] for a, b in pairs),
    }


def baseline(job, text):
    runs = [run(text.replace("{in}", shlex.quote(source(job, "large"))), LIMIT)[0] for _ in range(RUNS)]
    return median(runs, 0)


def report(results, versions):
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    lines = [
        "# weir beside its peers", "",
        f"Written by `make bench-peers` on {datetime.date.today()}: {CORES} cores of {model}, twins of {MEGABYTES} MB, "
        f"median of {RUNS} after a warm-up, weir and the peer in turn. weir runs with all its checks; what it wrote was "
        "compared with the peer's records first. A ratio above 1 is how many times faster weir is.", "",
        "Versions: " + ", ".join(f"{tool} {found}" for tool, found in versions.items()), "",
    ]
    for job, rows, base in results:
        lines += [f"## {job.number}. {job.name}", ""]
        best = [row["ratio"] for row in rows if "ratio" in row and row["threads"] == CORES]
        ours = [row for row in rows if "ratio" in row and row["threads"] == CORES]
        if best:
            wall = statistics.median(median(row["weir"], 0) for row in ours)
            words = f"Against the fastest peer at default threads: **{min(best):.1f} times** faster"
            words += f" (wanted: {job.wanted:g})." if job.wanted else "."
            words += "".join(f" {wall / seconds:.1f} times the time of `{name}`." for name, seconds in base.items())
            if job.lines:
                words += f" (Wanted: at most {job.lines:g} times `wc -l`.)"
            lines += [words, ""]
        lines += [
            "| tool | threads | wall s | cpu s | peak MiB | weir wall s | weir cpu s | weir MiB | times faster |",
            "|---|--:|--:|--:|--:|--:|--:|--:|--:|"]
        for row in rows:
            if "ratio" not in row:
                note = row["note"].replace("|", "\\|")
                lines.append(f"| {row['tool']} | {row['threads']} | {note} | | | | | | |")
                continue
            a, b = row["weir"], row["peer"]
            peak = max(figure[2] for figure in a)
            lines.append(
                f"| {row['tool']} | {row['threads']} | {median(b, 0):.3f} | {median(b, 1):.2f} | "
                f"{max(figure[2] for figure in b):.0f} | {median(a, 0):.3f} | {median(a, 1):.2f} | {peak:.1f} | "
                f"{row['ratio']:.1f} |")
        lines.append("")
    return "\n".join(lines)


def main():
    only = re.compile(sys.argv[1] if len(sys.argv) > 1 and sys.argv[1] else ".")
    install()
    wanted = os.environ.get("TOOLS", "duckdb,polars,chdb,miller,jq,gdal,csvkit").split(",")
    tools = [tool for tool in wanted if has(tool)]
    versions = {tool: version(tool) for tool in tools}
    print("peers:", versions, flush=True)
    make_data()
    calibrate()
    results = []
    for job in JOBS:
        if not only.search(f"{job.number}. {job.name}"):
            continue
        rows = []
        for tool in job.peers:
            if tool not in tools:
                rows.append({"tool": tool, "threads": CORES, "note": "not to be had here"})
                continue
            is_threaded = "{threads}" in job.peers[tool]
            for threads in [CORES, 1] if is_threaded else [CORES]:
                row = measure(job, tool, threads)
                rows.append(row)
                shown = row.get("note") or f"{row['ratio']:.1f} times, weir {median(row['weir'], 0):.3f} s"
                print(f"{job.number}. {job.name}: {tool}, {threads} threads: {shown}", flush=True)
        base = {} if job.source == "small" else {"wc -l": baseline(job, "wc -l {in}"), "cat": baseline(job, "cat {in}")}
        results.append((job, rows, base))
    with open(os.path.join(ROOT, "Tests/Performance/RESULTS.md"), "w") as file:
        file.write(report(results, versions))
    shutil.rmtree(DATA, ignore_errors=True)


if __name__ == "__main__":
    main()
