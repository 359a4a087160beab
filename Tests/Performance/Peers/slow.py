#!/usr/bin/env python3
"""Reads standard input at so many megabytes (10**6 bytes) a second and prints how many bytes there were: slow.py 2."""
import os
import sys
import time


def main():
    speed = float(sys.argv[1]) * 1e6
    started, taken = time.monotonic(), 0
    while found := os.read(0, 1 << 16):
        taken += len(found)
        ahead = taken / speed - (time.monotonic() - started)
        if ahead > 0:
            time.sleep(ahead)
    print(taken)


if __name__ == "__main__":
    main()
