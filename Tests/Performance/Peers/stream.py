"""Job 15: a long stream through a pipe, and how much memory it takes."""
import os

import tools
import twins
from jobs import chdb, duckdb, polars
from measuring import CORES, Failed
from results import table
from sections import Section, through_pipe

GIGABYTES = float(os.environ.get("GIGABYTES", "5"))
LIMIT = float(os.environ.get("LIMIT", "60"))
WANTED = 32
# From standard input to standard output.
PEERS = {
    "duckdb": duckdb("SELECT * FROM read_csv('/dev/stdin')", "FORMAT json").replace("{out}", "/dev/stdout"),
    "polars": polars("import sys; pl.read_csv(sys.stdin.buffer).write_ndjson(sys.stdout.buffer)"),
    # It cannot look at a pipe before it reads it: the columns must be said.
    "chdb": chdb(
        "SELECT * FROM file('/dev/stdin','CSVWithNames','id UInt32, name String, country_code String, population UInt32,"
        " latitude Float64, longitude Float64, timezone String, modified Date')", "JSONEachRow").replace(" >{out}", ""),
    "miller": "mlr --icsv --ojsonl cat",
    "csvkit": "{bin}csvjson --stream",
}


def write(versions):
    small = twins.path("csv", "small")
    rows = [row("weir", tools.WEIR + " convert -f csv -t jsonl", small, GIGABYTES * 1000)]
    rows.append(row("weir", tools.WEIR + " convert -f csv -t jsonl", small, twins.MEGABYTES))
    wanted = rows[0][3]
    for tool in PEERS:
        if tool in versions:
            text = PEERS[tool].replace("{python}", tools.PYTHON).replace("{threads}", str(CORES))
            rows.append(row(tool, text.replace("{bin}", os.path.join(tools.VENV, "bin") + "/"), small, twins.MEGABYTES))
    words = [
        f"`feed | weir convert -f csv -t jsonl | wc -l`. Peak memory of weir over {GIGABYTES:g} GB: {wanted} MiB "
        f"(wanted: under {WANTED}).", ""]
    used = ", ".join(f"{tool} {versions[tool]}" for tool in PEERS if tool in versions)
    return (
        f"CSV from a pipe to JSON Lines in a pipe, once; {used}.",
        words + table(["tool", "MB of input", "wall s", "peak MiB", "lines written"], rows))


def row(tool, text, path, megabytes):
    try:
        # weir is let run to the end; a peer is ended as in every job.
        figures, printed = through_pipe(text, path, megabytes, limit=3600 if tool == "weir" else LIMIT * 5)
    except Failed as failed:
        return [tool, f"{megabytes:g}", str(failed).replace("|", "\\|"), "", ""]
    return [tool, f"{megabytes:g}", f"{figures.wall:.2f}", f"{figures.peak:.1f}", printed]


SECTIONS = [Section("15. a long stream through a pipe: peak memory", write)]
