#!/usr/bin/env python3
"""Writes a long stream of a file's records: feed.py FILE HEAD-LINES MEGABYTES.

The first HEAD-LINES lines once, then the others again and again until so many megabytes (10**6 bytes) are written.
"""
import os
import sys


def main():
    path, heads, megabytes = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    with open(path, "rb") as file:
        head = b"".join(file.readline() for _ in range(heads))
        body = memoryview(file.read())
    left = int(megabytes * 1e6) - write(memoryview(head))
    while left > 0:
        left -= write(body)


def write(bytes_):
    done = 0
    while done < len(bytes_):
        done += os.write(1, bytes_[done:done + (1 << 20)])
    return done


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        sys.exit(1)
