#!/usr/bin/env python3
"""make bench-peers: weir beside every tool that can do a job, on this machine, in the same minutes.

    Tests/Performance/Peers/peers.py [ONLY]

Installs the peers (DuckDB, polars, chDB, csvkit from PyPI into build/peers; Miller, jq, GDAL from Debian), makes twins of
MEGABYTES= (500) each, and for each job and tool:

1. compares the records of both on a twin of 20,000 records: a job whose answers differ is not a result;
2. one warm-up, then weir and the tool in turn, RUNS= times (5), at default threads and, of tools that have any, at one.

A tool that needs longer than LIMIT= seconds (60) is measured once, by its warm-up; one that needs twice as long is ended,
and not begun where its speed over the small twin says that it would take four times as long.

Job 15 (GIGABYTES= (5) through a pipe) and the growth of weir come last. Each section of Tests/Performance/RESULTS.md (or
RESULTS=) is written when it is done. ONLY is a regular expression over the titles of sections, the others stay as they are;
TOOLS= is a list of tools. The inputs are in DATA= (/dev/shm/weir-peers), up to 7 GB.
"""
import os
import re
import statistics
import sys

import answers
import growth
import measuring
import stream
import tools
import twins
from jobs import JOBS
from measuring import CORES, Failed, largest, median
from results import Results, table

RUNS = int(os.environ.get("RUNS", "5"))
LIMIT = float(os.environ.get("LIMIT", "60"))


def main():
    only = re.compile(sys.argv[1] if len(sys.argv) > 1 and sys.argv[1] else ".")
    tools.install_time()
    measuring.calibrate()
    results = Results()
    jobs = [job for job in JOBS if only.search(title(job))]
    streams = [section for section in stream.SECTIONS if only.search(section.title)]
    growths = [section for section in growth.SECTIONS if only.search(section.title)]
    versions = {}
    if jobs or streams:
        tools.install()
        versions = {tool: tools.version(tool) for tool in tools.wanted() if tools.has(tool)}
        print("peers:", versions, flush=True)
    for job in jobs:
        rows = [row for tool in job.peers if tool in tools.wanted() for row in measure_all(job, tool, versions)]
        used = ", ".join(f"{tool} {found}" for tool, found in versions.items() if tool in job.peers)
        results.put(title(job), f"{size_of(job)}, median of {RUNS}; {used}.", section(job, rows))
    for made in streams + growths:
        print(made.title, flush=True)
        about, lines = made.write(versions)
        results.put(made.title, about, lines)
        print("\n".join(lines), flush=True)
    twins.remove()


def title(job):
    return f"{job.number}. {job.name}"


def size_of(job):
    return "ten records" if job.size == "ten" else f"{twins.MEGABYTES} MB" + (
        " before compression" if job.source.endswith(".gz") else "")


class Row:
    """A tool beside weir: pairs of figures, or why there are none."""

    def __init__(self, tool, threads):
        self.tool, self.threads = tool, threads
        self.pairs, self.sizes, self.note, self.is_once = [], (0, 0), None, False

    @property
    def ratio(self):
        return statistics.median(peer.wall / weir.wall for weir, peer in self.pairs)

    @property
    def weir(self):
        return [weir for weir, _ in self.pairs]

    @property
    def peer(self):
        return [peer for _, peer in self.pairs]


def measure_all(job, tool, versions):
    if tool not in versions:
        row = Row(tool, CORES)
        row.note = "not to be had here"
        return [row]
    rows = []
    for threads in [CORES, 1] if "{threads}" in job.peers[tool] and CORES > 1 else [CORES]:
        row = Row(tool, threads)
        try:
            measure(job, row)
        except Failed as failed:
            row.note = str(failed)
        shown = row.note or f"{row.ratio:.1f} times, weir {median(row.weir, 'wall'):.3f} s"
        print(f"{title(job)}: {tool}, {threads} threads: {shown}", flush=True)
        rows.append(row)
    return rows


def measure(job, row):
    """Compares the records on the small twin, then fills in the pairs."""
    ours, theirs = (twins.scratch(f"{who}.{job.form}") for who in ("weir", "peer"))

    def run(template, size, out, limit):
        clean(out)
        return measuring.run(command(template, job, size, out, row.threads), limit)

    small = "ten" if job.size == "ten" else "small"
    try:
        run(job.weir, small, ours, LIMIT * 2)
    except Failed as failed:
        raise Failed(f"weir: {failed}")
    tried = run(job.peers[row.tool], small, theirs, LIMIT * 2)
    found = answers.difference(ours, theirs, job)
    if found:
        raise Failed("other records: " + found[:150])
    expected = (tried.wall - 1) * twins.records(job.source, job.size) / twins.records(job.source, small)
    if expected > LIMIT * 4:
        raise Failed(f"not run: about {expected:.0f} s at its speed over {twins.records(job.source, small):,} records")
    first = run(job.weir, job.size, ours, LIMIT * 2), run(job.peers[row.tool], job.size, theirs, LIMIT * 2)
    row.sizes = os.path.getsize(ours), os.path.getsize(theirs)
    row.is_once = first[1].wall > LIMIT
    if row.is_once:
        row.pairs = [first]
    else:
        for _ in range(RUNS):
            row.pairs.append((
                run(job.weir, job.size, ours, LIMIT * 2), run(job.peers[row.tool], job.size, theirs, LIMIT * 2)))
    clean(ours)
    clean(theirs)


def clean(out):
    if os.path.exists(out):
        os.remove(out)


def command(template, job, size, out, threads):
    text = template
    for name, filled in {
        "in": twins.path(job.source, size), "out": out, "threads": str(threads), "python": tools.PYTHON,
        "bin": os.path.join(tools.VENV, "bin") + "/", "weir": tools.WEIR,
    }.items():
        text = text.replace("{" + name + "}", filled)
    if template.startswith("{weir}") and threads < CORES:
        text += f" -j {threads}"
    return text


def section(job, rows):
    """The words and the table of a job."""
    measured = [row for row in rows if row.pairs and row.threads == CORES]
    lines = []
    if measured:
        fastest = min(measured, key=lambda row: row.ratio)
        ours = [figure for row in measured for figure in row.weir]
        words = [
            f"Against the fastest peer at default threads, {fastest.tool}: **{fastest.ratio:.1f} times** faster"
            + (f" (wanted: {job.wanted:g})." if job.wanted else ".")]
        if job.seconds:
            words.append(f"weir: {median(ours, 'wall') * 1000:.1f} ms (wanted: under {job.seconds * 1000:g}).")
        if job.memory:
            words.append(f"Peak memory of weir: {largest(ours):.1f} MiB (wanted: under {job.memory:g}).")
        if job.size == "large":
            lines_time, cat_time = baseline(job, "wc -l"), baseline(job, "cat")
            times = median(ours, "wall") / lines_time
            words.append(
                f"weir takes {times:.1f} times the time of `wc -l`" + (f" (wanted: at most {job.lines:g})" if job.lines else "")
                + f" and {median(ours, 'wall') / cat_time:.1f} times that of `cat`.")
        lines += [" ".join(words), ""]
    heads = ["tool", "threads", "wall s", "cpu s", "peak MiB", "output MB", "weir wall s", "weir cpu s", "weir MiB",
             "weir output MB", "times faster"]
    lines += table(heads, [cells(row) for row in rows])
    for row in rows:
        if row.tool in job.notes and row.threads == CORES:
            lines += ["", f"{row.tool} {job.notes[row.tool]}."]
    if any(row.is_once for row in rows):
        lines += ["", f"\\* measured once: it takes longer than {LIMIT:g} s."]
    return lines


def cells(row):
    if not row.pairs:
        return [row.tool, str(row.threads), row.note.replace("|", "\\|")] + [""] * 8
    return [
        row.tool + (" \\*" if row.is_once else ""), str(row.threads), f"{median(row.peer, 'wall'):.3f}",
        f"{median(row.peer, 'cpu'):.2f}", f"{largest(row.peer):.0f}", f"{row.sizes[1] / 1e6:.1f}",
        f"{median(row.weir, 'wall'):.3f}", f"{median(row.weir, 'cpu'):.2f}", f"{largest(row.weir):.1f}",
        f"{row.sizes[0] / 1e6:.1f}", f"{row.ratio:.1f}"]


def baseline(job, program):
    """Wall seconds of a plain tool over the same bytes."""
    return median([measuring.run(f"{program} {twins.path(job.source)}", LIMIT) for _ in range(RUNS)], "wall")


if __name__ == "__main__":
    main()
