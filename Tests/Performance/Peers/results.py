"""Tests/Performance/RESULTS.md: a section for each job, replaced alone, with the date of its figures."""
import datetime
import os
import re

from measuring import CORES
from tools import ROOT

PATH = os.environ.get("RESULTS") or os.path.join(ROOT, "Tests", "Performance", "RESULTS.md")
HEAD = [
    "# weir beside its peers, and growing", "",
    "Written by `make bench-peers` (and `make bench-growth`): one warm-up, then weir and the peer in turn. weir runs with all",
    "its checks, and what both wrote was compared for equal records first, on a twin of 20,000 records: where they differ",
    "there is no figure. A ratio above 1 is how many times faster weir is, in wall time. Peak memory is that of the largest",
    "process.", "",
]


class Results:
    """The sections as the file has them. `put` replaces one and writes the file: what was measured is not lost."""

    def __init__(self):
        self.sections = {}
        if os.path.exists(PATH):
            with open(PATH, encoding="utf-8") as file:
                parts = re.split(r"^## ", file.read(), flags=re.M)[1:]
            self.sections = {part.split("\n", 1)[0]: part.split("\n", 1)[1].strip() for part in parts}

    def put(self, title, about, lines):
        body = [f"{datetime.date.today()}, {CORES} cores of {processor()}: {about}", ""] + lines
        self.sections[title] = "\n".join(body)
        written = "\n".join(HEAD)
        for name in sorted(self.sections, key=order):
            written += f"\n## {name}\n\n{self.sections[name]}\n"
        with open(PATH + ".new", "w", encoding="utf-8") as file:
            file.write(written)
        os.replace(PATH + ".new", PATH)


def order(title):
    number = re.match(r"\d+", title)
    return (int(number.group()) if number else 1000, title)


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        return next((line.split(":")[1].strip() for line in file if line.startswith("model name")), "?")


def table(heads, rows):
    """Lines of a Markdown table: the first column is text."""
    return ["| " + " | ".join(heads) + " |", "|---|" + "--:|" * (len(heads) - 1)] + [
        "| " + " | ".join(cells) + " |" for cells in rows]
