"""What a tool wrote, as rows that can be compared with another tool's: names in a fixed order, numbers as numbers."""
import csv
import gzip
import itertools
import json
import math
import re

# What tools call the place of a point.
SAME = {"Y": "y", "X": "x"}
csv.field_size_limit(1 << 30)


def rows(path, form, is_point=False):
    """Every record of a file as a list of values. Of points, the place is compared as x and y, however it is written."""
    opener = gzip.open if form.endswith(".gz") else open
    form = form.removesuffix(".gz")
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        if form == "csv":
            reader = csv.reader(file)
            header = [SAME.get(name, name) for name in next(reader, [])]
            if is_point:
                return [point(header, row) for row in reader]
            order = sorted(range(len(header)), key=header.__getitem__)
            return [[value(row[i]) for i in order if i < len(row)] for row in reader]
        text = file.read()
    if form == "geojson":
        return [feature(found) for found in documents(text, "features")]
    return [[value(v) for _, v in sorted(record.items())] for record in documents(text)]


def documents(text, member=None):
    """The records of a member of an object, of an array, or of lines."""
    if member:
        return json.loads(text)[member]
    if text.lstrip().startswith("["):
        return json.loads(text)
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def value(text):
    """A number where it is one, to 12 digits: tools add and print doubles each in their own way."""
    if isinstance(text, bool) or text is None:
        return "" if text is None else str(text).lower()
    if isinstance(text, (list, dict)):
        return json.dumps(text, separators=(",", ":"))
    try:
        number = float(text)
    except ValueError:
        # Blanks and NULL in nested values are not differences, nor is the empty array of who has no missing one.
        if text.startswith("[") and text.endswith("]"):
            return re.sub(r"\s", "", text).replace("NULL", "null") if text != "[]" else ""
        return text.removesuffix(" 00:00:00")
    return float(f"{number:.12g}") if math.isfinite(number) else text


def point(header, row):
    """The fields of a record without those of its geometry, and its place."""
    found = {}
    for name, text in zip(header, row):
        # csvkit adds columns whose names are taken: the first that says something counts.
        if not found.get(name):
            found[name] = text
    shape = found.pop("geometry", None) or found.pop("geojson", None)
    if shape:
        text = re.fullmatch(r"POINT ?\((\S+) (\S+)\)", shape)
        found["x"], found["y"] = text.groups() if text else json.loads(shape)["coordinates"]
    found.pop("type", None)
    return [value(v) for _, v in sorted(found.items())]


def feature(found):
    """A feature's place and properties; the fields that its place was made of may be left out of them."""
    members = sorted((k, value(v)) for k, v in found["properties"].items() if k not in ("latitude", "longitude"))
    return [value(number) for number in found["geometry"]["coordinates"]] + [v for _, v in members]


def difference(ours, theirs, job):
    """Why two files are not the same records; None when they are. Of groups, whose columns have other names, the values
    decide."""
    a, b = (rows(path, job.form, job.is_point) for path in (ours, theirs))
    if len(a) != len(b):
        return f"{len(b)} records, weir has {len(a)}"
    if job.are_groups:
        a, b = [sorted(row, key=repr) for row in a], [sorted(row, key=repr) for row in b]
    if not job.is_sorted:
        a.sort(key=repr)
        b.sort(key=repr)
    for one, other in zip(a, b):
        if one != other:
            parts = [(x, y) for x, y in itertools.zip_longest(one, other) if x != y]
            return f"{parts[0][1]!r} where weir has {parts[0][0]!r} ({len(parts)} of {len(one)} values of a record)"
    return None
