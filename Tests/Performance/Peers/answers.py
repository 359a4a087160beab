"""What a tool wrote, as rows that can be compared with another tool's: names in a fixed order, numbers as numbers."""
import csv
import gzip
import json
import math


def rows(path, form):
    """Every record of a file as a list of values."""
    opener = gzip.open if form.endswith(".gz") else open
    form = form.removesuffix(".gz")
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        if form == "csv":
            reader = csv.reader(file)
            header = next(reader, [])
            order = sorted(range(len(header)), key=lambda i: column(header[i]))
            return [[value(row[i]) for i in order if i < len(row)] for row in reader]
        if form == "geojson":
            return [feature(found) for found in json.load(file)["features"]]
        text = file.read()
        if form == "json" and text.lstrip().startswith("["):
            records = json.loads(text)
        else:
            records = [json.loads(line) for line in text.splitlines() if line.strip()]
        return [[value(v) for _, v in sorted(record.items())] for record in records]


# What tools call the same column.
SAME = {
    "Y": "latitude", "X": "longitude", "y": "latitude", "x": "longitude", "geo_point.lat": "latitude",
    "geo_point.lon": "longitude",
}


def column(name):
    return SAME.get(name, name)


def value(text):
    """A number where it is one, to 12 digits: tools add and print doubles each in their own way."""
    if isinstance(text, bool) or text is None:
        return "" if text is None else str(text)
    try:
        number = float(text)
    except ValueError:
        return text.removesuffix(" 00:00:00")
    return float(f"{number:.12g}") if math.isfinite(number) else text


def feature(found):
    point = [value(number) for number in found["geometry"]["coordinates"]]
    members = sorted((k, value(v)) for k, v in found["properties"].items() if k not in ("latitude", "longitude"))
    return point + [v for _, v in members]


def difference(ours, theirs, form, is_sorted, groups=False):
    """Why two files are not the same records; nil when they are. Where columns have other names, their values decide."""
    a, b = rows(ours, form), rows(theirs, form)
    if len(a) != len(b):
        return f"{len(b)} records, weir has {len(a)}"
    if groups:
        a, b = [sorted(row, key=repr) for row in a], [sorted(row, key=repr) for row in b]
    if not is_sorted:
        a.sort(key=repr)
        b.sort(key=repr)
    for one, other in zip(a, b):
        if one != other:
            return f"{other} where weir has {one}"
    return None
