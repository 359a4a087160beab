"""A section of the results that is not a job beside peers."""
import dataclasses
import os
import subprocess
import sys
import typing

import measuring
import tools


@dataclasses.dataclass
class Section:
    title: str
    # Given the versions of the tools: what was measured in a sentence, and the lines of the section.
    write: typing.Callable


def through_pipe(text, path, megabytes, heads=1, limit=3600, sink="wc -l"):
    """The figures of a command between a feed of a file's records and a sink, and what the sink printed."""
    out = path + ".sink"
    feed = subprocess.Popen(
        [sys.executable, os.path.join(tools.HERE, "feed.py"), path, str(heads), str(megabytes)], stdout=subprocess.PIPE)
    try:
        figures = measuring.run(f"{text} | {sink} >{out}", limit, feed=feed.stdout)
    finally:
        feed.stdout.close()
        feed.wait()
    with open(out, encoding="utf-8") as file:
        printed = file.read().strip()
    os.remove(out)
    return figures, printed
