#!/usr/bin/env python3
"""Writes Sources/Query/FoldingTables.swift from Python's unicodedata.

Run from the project root: python3 Tests/Tools/folding-tables.py > Sources/Query/FoldingTables.swift
"""
import unicodedata as u

STROKES = {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "ŉ": "n"}
BLOCKS = [("latin", 0xA0, 0x2B0), ("greekAndCyrillic", 0x370, 0x530), ("additional", 0x1E00, 0x2000)]


def strip(text):
    return "".join(c for c in u.normalize("NFKD", text) if not 0x300 <= ord(c) <= 0x36F)


def fold(code):
    char = chr(code)
    if not u.category(char).startswith("L"):
        return char
    text = strip(STROKES.get(char.lower(), char))
    text = strip("".join(STROKES.get(c, c) for c in text.casefold()))
    text = "".join(STROKES.get(c, c) for c in text)
    return "".join(c for c in text if u.category(c) in ("Ll", "Lu", "Lt", "Lo")) or char


def encode(code):
    text = fold(code)
    if len(text) == 1:
        assert ord(text) < 0xE000
        return ord(text)
    assert len(text) == 2 and all("a" <= c <= "z" for c in text), (hex(code), text)
    return 0xE000 + (ord(text[0]) - 97) * 32 + ord(text[1]) - 97


def is_separator(code):
    if code in (0x200C, 0x200D):  # joiners stand inside words
        return False
    return u.category(chr(code)) in ("Cc", "Cf", "Zs", "Zl", "Zp") or u.category(chr(code))[0] in "PS"


def ranges():
    """Ranges of separators; a range may run over unassigned scalars, which no text holds."""
    found, start, last = [], None, None
    for code in range(0x80, 0x20000):
        if is_separator(code):
            start = code if start is None else start
            last = code
        elif start is not None and u.category(chr(code)) != "Cn":
            found.append((start, last))
            start = None
    return found if start is None else found + [(start, last)]


def rows(values, width):
    for i in range(0, len(values), width):
        yield "    " + ", ".join(values[i:i + width]) + ","


print("// Written by Tests/Tools/folding-tables.py from Unicode %s. Do not edit." % u.unidata_version)
print()
print("// swift-format-ignore-file")
print()
print("/// What `TextFolding` looks up for scalars above U+007F.")
print("enum FoldingTables {")
for name, start, end in BLOCKS:
    print("  /// U+%04X up to U+%04X: the folded scalar, or 0xE000 + 32 * first + second for two letters a to z." % (start, end - 1))
    print("  static let %s: [UInt16] = [" % name)
    print("\n".join(rows(["0x%04X" % encode(c) for c in range(start, end)], 14)))
    print("  ]")
print("  /// Spaces, punctuation, symbols and controls: first and last scalar of each range, ascending.")
print("  static let separators: [UInt32] = [")
print("\n".join(rows(["0x%X, 0x%X" % r for r in ranges()], 7)))
print("  ]")
print("}")
