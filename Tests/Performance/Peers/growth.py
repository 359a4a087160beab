"""How weir grows: with bytes, with columns, and behind a reader that is slow."""
import math
import os
import statistics

import measuring
import tools
import twins
from measuring import median
from results import table
from sections import Section, through_pipe

GIGABYTES = float(os.environ.get("GIGABYTES", "5"))
RUNS = int(os.environ.get("RUNS", "5"))
# A fifth of the twins: 100 MB unless MEGABYTES= says otherwise.
WIDE_MEGABYTES = max(twins.MEGABYTES / 5, 1)
COLUMNS = [5, 10, 50, 100, 500, 1000]


def write_bytes(versions):
    """Time over the length of a stream, without that of the start: the slope of log(time) over log(bytes) is 1 where time is
    linear."""
    rows, slopes = [], []
    sizes = [size for size in (10, 100, 500, 1000, 5000) if size <= GIGABYTES * 1000]
    for name, kind, heads, flags in [
        ("CSV, filter on a number, to JSON Lines", "csv", 1, "-f csv -t jsonl -q 'population>=8000000'"),
        ("CSV to JSON Lines", "csv", 1, "-f csv -t jsonl"),
        ("JSON Lines to CSV", "jsonl", 0, "-f jsonl -t csv"),
    ]:
        times = []
        command = f"{tools.WEIR} convert {flags}"
        empty = median([through_pipe(command, twins.path(kind, "ten"), 0, heads)[0] for _ in range(RUNS)], "wall")
        for size in sizes:
            # Short streams are repeated: a moment of the machine is not a slope.
            runs = [
                through_pipe(command, twins.path(kind, "small"), size, heads)[0]
                for _ in range(RUNS if size <= 500 else 1)]
            wall = median(runs, "wall")
            times.append(max(wall - empty, 0.001))
            rows.append([name, str(size), f"{wall:.3f}", f"{size / wall:.0f}", f"{measuring.largest(runs):.1f}"])
        slopes.append(f"{name}: {slope(sizes, times):.2f}")
    return (
        "records through a pipe into `wc -l`.",
        ["Time grows with bytes to the power of (wanted: 0.95 to 1.05): " + "; ".join(slopes) + ".", ""]
        + table(["job", "MB", "wall s", "MB/s", "peak MiB"], rows))


def slope(sizes, times):
    """The least squares slope of log(time) over log(size)."""
    return statistics.linear_regression([math.log(s) for s in sizes], [math.log(t) for t in times]).slope


def write_columns(versions):
    """The same bytes in more and more columns: whole, and three selected."""
    speeds, rows = {}, []
    for columns in COLUMNS:
        path, bytes_ = wide(columns)
        out = twins.scratch("wide.out")
        whole = runs(f"{tools.WEIR} convert {path} -t jsonl -o {out}")
        three = runs(f"{tools.WEIR} convert {path} --fields column_2,column_3,column_5 -t csv -o {out}")
        speeds[columns] = [bytes_ / 1e6 / median(found, "wall") for found in (whole, three)]
        rows.append(
            [str(columns), f"{bytes_ / 1e6:.0f}"] + [f"{speed:.0f}" for speed in speeds[columns]]
            + [f"{measuring.largest(whole + three):.1f}"])
        os.remove(path)
        os.remove(out)
    ratio = speeds[1000][1] / speeds[5][1] * 100
    slowest = min(speed[0] for speed in speeds.values()) / speeds[5][0] * 100
    return (
        f"CSV files of {WIDE_MEGABYTES:g} MB, median of {RUNS}.",
        [f"1,000 columns, 3 selected: **{ratio:.0f} %** of the bytes per second of 5 columns, 3 selected (wanted: at least 80). "
         f"To JSON Lines whole, the slowest width has {slowest:.0f} % of the speed of 5 columns.", ""]
        + table(["columns", "MB", "to JSON Lines MB/s", "3 columns to CSV MB/s", "peak MiB"], rows))


def wide(columns):
    """A file of so many columns, whose fields are as those of every other width."""
    path = twins.scratch(f"wide-{columns}.csv")
    cells = [f"value {i * 7919 % 1000}" if i % 2 else str(i * 104729 % 1000003) for i in range(7000)]
    block = "".join(
        ",".join(cells[(row * columns + column) % 7000] for column in range(columns)) + "\n"
        for row in range(max(70_000 // columns, 1)))
    with open(path, "w", encoding="utf-8") as file:
        file.write(",".join(f"column_{i + 1}" for i in range(columns)) + "\n")
        for _ in range(math.ceil(WIDE_MEGABYTES * 1e6 / len(block))):
            file.write(block)
    return path, os.path.getsize(path)


def runs(text):
    measuring.run(text, 600)
    return [measuring.run(text, 600) for _ in range(RUNS)]


def write_slow(versions):
    """A reader of 2 MB/s must hold weir back, not fill its memory."""
    rows, peaks = [], []
    sink = os.path.join(tools.HERE, "slow.py") + " 2"
    # The output is a quarter of the input.
    for size in (20, 200):
        figures, printed = through_pipe(
            f"{tools.WEIR} convert -f csv -t csv --fields name,population", twins.path("csv", "small"), size, sink=sink)
        peaks.append(figures.peak)
        rows.append([str(size), printed, f"{figures.wall:.1f}", f"{figures.peak:.1f}"])
    return (
        "CSV through a pipe, two columns, into a reader that takes 2 MB/s.",
        [f"Ten times the input, {peaks[1] - peaks[0]:+.1f} MiB of peak memory (wanted: less than 2).", ""]
        + table(["MB of input", "bytes read", "wall s", "peak MiB"], rows))


SECTIONS = [
    Section("growth in bytes", write_bytes), Section("growth in columns", write_columns),
    Section("growth behind a slow reader", write_slow),
]
