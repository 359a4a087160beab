"""The inputs: the same made-up cities as CSV, JSON Lines, GeoJSON and irregular JSON Lines, each also gzipped."""
import os
import shutil
import subprocess

from tools import ROOT

DATA = os.environ.get("DATA", "/dev/shm/weir-peers")
MEGABYTES = int(os.environ.get("MEGABYTES", "500"))
BENCH_DATA = os.path.join(ROOT, ".build", "release", "bench-data")
# Records in a megabyte of each.
DENSITY = {"csv": 13_170, "jsonl": 5_854, "geojson": 3_744, "irregular": 5_934}


def path(kind, size="large"):
    """Where a twin is, made when it is asked for: `large` has MEGABYTES, `small` 20,000 records, `ten` ten.

    A kind is csv, jsonl, geojson or irregular, or one of them with .gz.
    """
    plain = kind.removesuffix(".gz")
    name = "irregular.jsonl" if plain == "irregular" else "cities." + plain
    folder = os.path.join(DATA, f"{size}-{MEGABYTES}")
    file = os.path.join(folder, name)
    if not os.path.exists(file):
        os.makedirs(folder, exist_ok=True)
        subprocess.run([BENCH_DATA, folder, str(records(kind, size)), plain], check=True)
    if kind.endswith(".gz"):
        if not os.path.exists(file + ".gz"):
            subprocess.run(["gzip", "-k", "-6", file], check=True)
        file += ".gz"
    return file


def records(kind, size):
    return {"large": MEGABYTES * DENSITY[kind.removesuffix(".gz")], "small": 20_000, "ten": 10}[size]


def remove():
    shutil.rmtree(DATA, ignore_errors=True)


def scratch(name):
    os.makedirs(DATA, exist_ok=True)
    return os.path.join(DATA, name)
