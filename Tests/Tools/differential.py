#!/usr/bin/env python3
"""weir against other readers and writers, on random records.

    Tests/Tools/differential.py [N] [SEED]

Python's csv and json and jq are asked always; DuckDB, Miller and Shapely where they are installed. Every difference is printed
with the record that shows it. What is known to differ is said in one place, `KNOWN`. Ends with 1 on any other difference, and
when fewer records were compared than asked for.
"""
import csv
import importlib.util
import io
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
WEIR = os.environ.get("WEIR", os.path.join(ROOT, ".build/release/weir"))
BATCH = 5000
KNOWN = [
    "Python does not quote a carriage return at the end of a line, where it belongs to the line end: none is generated there",
    "weir tells an empty field (no value) from a quoted empty text; Python's csv does not: both are read as an empty text",
    "TSV and CSV have no types: what JSON wrote as true or 1.50 is the same text in a cell",
    "jq rewrites numbers that a double cannot hold, and keeps the last of duplicate names: neither is generated for it",
]

PIECES = [
    "a", "B", "é", "東", "😀", " ", ",", ";", "\t", "|", "'", '"', '""', "\n", "\r\n", "\r", "\u2028", "0", "-1", "1.50", "1e3",
    "007", "null", "true", "=", "/", "\\", "e\u0301", "#", "\x7f", "{", "[1]", "x y", "\ufeff", "\x01",
]


def text(rng):
    return "".join(rng.choice(PIECES) for _ in range(rng.choice([0, 1, 1, 2, 3, 6])))


def number(rng):
    whole = rng.choice(["0", str(rng.randrange(1, 10)), str(rng.randrange(10**6)), str(rng.randrange(10**25))])
    fraction = rng.choice(["", "", f".{rng.randrange(10**6):06}", ".50"])
    exponent = rng.choice(["", "", "", "e5", "E-7", "e+300"])
    return rng.choice(["", "-"]) + whole + fraction + exponent


def value(rng, depth=2):
    """JSON text, so that numbers are what was spelled."""
    kind = rng.randrange(8 if depth else 6)
    if kind == 0:
        return rng.choice(["null", "true", "false"])
    if kind == 1:
        return number(rng)
    if kind < 6:
        return json.dumps(text(rng), ensure_ascii=rng.random() < 0.5)
    if kind == 6:
        return "[" + ", ".join(value(rng, depth - 1) for _ in range(rng.randrange(3))) + "]"
    return "{" + ",".join(f'"k{i}": {value(rng, depth - 1)}' for i in range(rng.randrange(3))) + "}"


class Spelled(str):
    """A number as it was spelled: `1.0` is not `1.00`."""


def parsed(data):
    return json.loads(data, parse_float=Spelled, parse_int=Spelled)


class Differential:
    def __init__(self, count, seed):
        self.count, self.seed = count, seed
        self.compared, self.differences = {}, 0

    def weir(self, arguments, data):
        with tempfile.NamedTemporaryFile() as file:
            file.write(data)
            file.flush()
            done = subprocess.run([WEIR, "convert", file.name] + arguments, capture_output=True)
        if done.returncode != 0:
            self.differ("exit", f"{arguments}: {done.returncode}", done.stderr.decode(errors="replace")[:600])
        return done.stdout

    def differ(self, name, what, more=""):
        self.differences += 1
        if self.differences <= 20:
            print(f"difference in {name}: {what}\n  {more}", flush=True)

    def compare(self, name, found, expected):
        self.compared[name] = self.compared.get(name, 0) + len(expected)
        if len(found) != len(expected):
            self.differ(name, f"{len(found)} records instead of {len(expected)}")
        for place, (one, other) in enumerate(zip(found, expected)):
            if one != other:
                self.differ(name, f"record {place + 1}", f"{one!r} instead of {other!r}")
                return

    # Jobs: each compares a batch of records.

    def csv_read(self, rng):
        names = ["id", "name", "a b", "é,x"][: rng.randrange(2, 5)]
        rows = [[text(rng) for _ in names[1:]] + [text(rng).rstrip("\r")] for _ in range(BATCH)]
        delimiter = rng.choice([",", ";", "\t", "|"])
        output = io.StringIO(newline="")
        csv.writer(
            output, delimiter=delimiter, quoting=rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
            lineterminator=rng.choice(["\n", "\r\n"])).writerows([names] + rows)
        found = self.weir(
            ["-f", "csv", "-d", delimiter, "--header", "1", "--eol", "lf", "--escape", "double", "--types", "text", "-t", "jsonl"],
            output.getvalue().encode())
        records = [json.loads(line) for line in found.decode().split("\n") if line]
        self.compare("CSV of Python", [[r[n] or "" for n in names] for r in records], rows)
        return output.getvalue(), names, rows, delimiter

    def csv_written(self, rng):
        names = ["id", "name", "t"]
        rows = [[value(rng) for _ in names] for _ in range(BATCH)]
        lines = "\n".join("{" + ",".join(f'"{n}":{v}' for n, v in zip(names, row)) + "}" for row in rows)
        found = self.weir(["-f", "jsonl", "-t", "csv"], lines.encode())
        cells = list(csv.reader(io.StringIO(found.decode(), newline="")))
        self.compare("CSV written", [[cell(c, v) for c, v in zip(r, e)] for r, e in zip(cells[1:], rows)], [
            [expected(v) for v in row] for row in rows])

    def json_array(self, rng):
        objects = ["{" + ",".join(f'"{k}":{value(rng)}' for k in rng.sample("abcdef", rng.randrange(5))) + "}" for _ in range(BATCH)]
        separator = rng.choice([",", " ,\n  ", ",\r\n"])
        found = self.weir(["-f", "json", "-t", "jsonl"], ("[" + separator.join(objects) + "]").encode())
        self.compare("JSON of Python", [parsed(line) for line in found.decode().split("\n") if line], [parsed(o) for o in objects])
        again = self.weir(["-f", "jsonl", "-t", "json"] + rng.choice([[], ["--pretty"]]), found)
        self.compare("JSON written", parsed(again), [parsed(o) for o in objects])

    def jq(self, rng):
        records = [
            {"n": rng.randrange(-1000, 1000) / rng.choice([1, 2, 4]), "s": text(rng), "b": rng.choice([True, None, [1, "x"]])}
            for _ in range(BATCH)
        ]
        lines = "".join(json.dumps(r, ensure_ascii=rng.random() < 0.5) + "\n" for r in records).encode()
        bound = rng.randrange(-900, 900)
        query = f"n >= {bound} AND n < {bound + 300} OR n:{bound - 7}"
        program = f"select((.n >= {bound} and .n < {bound + 300}) or .n == {bound - 7})"
        found = self.weir(["-f", "jsonl", "-t", "jsonl", "-q", query], lines)
        theirs = subprocess.run(["jq", "-c", program], input=lines, capture_output=True, check=True).stdout
        self.compared["jq"] = self.compared.get("jq", 0) + BATCH
        read = [[json.loads(line) for line in out.decode().split("\n") if line] for out in (found, theirs)]
        if read[0] != read[1]:
            self.differ("jq", query, f"{len(read[0])} records instead of {len(read[1])}")

    def geojson(self, rng):
        names = ["Point", "LineString", "Polygon", "MultiPolygon"]
        features = []
        for place in range(BATCH):
            x, y = rng.randrange(-170, 170), rng.randrange(-80, 80)
            ring = [[x, y], [x + 5, y], [x + 5, y + 5], [x, y + 5], [x, y]]
            if rng.random() < 0.5:
                ring.reverse()
            kind = rng.choice(names)
            coordinates = {"Point": [x, y], "LineString": ring[:3], "Polygon": [ring], "MultiPolygon": [[ring]]}[kind]
            features.append({
                "type": "Feature", "id": place, "geometry": {"type": kind, "coordinates": coordinates},
                "properties": {"a": text(rng), "n": rng.randrange(9)}})
        data = json.dumps({"type": "FeatureCollection", "features": features}).encode()
        found = json.loads(self.weir(["-f", "geojson", "-t", "geojson"], data))["features"]
        if importlib.util.find_spec("shapely"):
            from shapely.geometry import shape
            from shapely.geometry.polygon import orient

            def plain(feature):
                return feature["properties"], shape(feature["geometry"]).normalize().wkt
            for feature in found:
                geometry = shape(feature["geometry"])
                if geometry.geom_type == "Polygon" and orient(geometry).wkt != geometry.wkt:
                    self.differ("Shapely", "a ring winds the wrong way", json.dumps(feature))
            self.compare("GeoJSON of Shapely", [plain(f) for f in found], [plain(f) for f in features])
        else:
            for feature in found + features:
                for ring in rings(feature["geometry"]):
                    ring.sort()
            self.compare("GeoJSON of Python", found, features)

    def other_readers(self, rng):
        """A CSV table that DuckDB and Miller agree on: quoted where it must be, no lone carriage return."""
        names = ["id", "name", "t"]
        rows = [[str(i)] + [text(rng).replace("\r", "").replace("\ufeff", "") or "-" for _ in range(2)] for i in range(BATCH)]
        output = io.StringIO(newline="")
        csv.writer(output, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([names] + rows)
        data = output.getvalue().encode()
        found = self.weir(["-f", "csv", "-d", ",", "--header", "1", "--types", "text", "-t", "jsonl"], data)
        ours = [json.loads(line) for line in found.decode().split("\n") if line]
        if shutil.which("mlr"):
            theirs = subprocess.run(["mlr", "-S", "--icsv", "--ojsonl", "cat"], input=data, capture_output=True, check=True)
            self.compare("Miller", ours, [
                {k: str(v) for k, v in json.loads(line).items()} for line in theirs.stdout.decode().split("\n") if line])
        if importlib.util.find_spec("duckdb"):
            import duckdb
            with tempfile.NamedTemporaryFile(suffix=".csv") as file:
                file.write(data)
                file.flush()
                theirs = duckdb.read_csv(file.name, header=True, all_varchar=True, delimiter=",", quotechar='"').fetchall()
            self.compare("DuckDB", [tuple(r[n] for n in names) for r in ours], theirs)

    def run(self):
        rng = random.Random(self.seed)
        skipped = []
        jobs = [self.csv_read, self.csv_written, self.json_array, self.geojson]
        if shutil.which("jq"):
            jobs.append(self.jq)
        else:
            skipped.append("jq")
        others = [name for name, there in (("Miller", shutil.which("mlr")), ("DuckDB", importlib.util.find_spec("duckdb"))) if there]
        skipped += [name for name in ("Miller", "DuckDB") if name not in others]
        if others:
            jobs.append(self.other_readers)
        if not importlib.util.find_spec("shapely"):
            skipped.append("Shapely")
        while sum(self.compared.values()) < self.count and self.differences < 20:
            for job in jobs:
                job(rng)
        for name in skipped:
            print(f"{name}: skipped: not installed")
        for name, count in self.compared.items():
            print(f"{name}: {count} records")
        total = sum(self.compared.values())
        print(f"differential: {total} records, {self.differences} unexplained differences, seed {self.seed}")
        return total >= self.count and self.differences == 0


def rings(geometry):
    """Rings of a geometry: weir turns those that RFC 7946 wants the other way round."""
    if geometry["type"] == "Polygon":
        return geometry["coordinates"]
    return [r for polygon in geometry["coordinates"] for r in polygon] if geometry["type"] == "MultiPolygon" else []


def expected(text):
    """What a cell of JSON means: a text, or the nested value."""
    read = parsed(text)
    if isinstance(read, (list, dict)):
        return read
    return "" if read is None else {True: "true", False: "false"}.get(read, read) if isinstance(read, bool) else str(read)


def cell(cell, text):
    return parsed(cell) if text[0] in "[{" else cell


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1] else 1_000_000
    chosen = int(sys.argv[2]) if len(sys.argv) > 2 and sys.argv[2] else random.randrange(1 << 32)
    sys.exit(0 if Differential(asked, chosen).run() else 1)
