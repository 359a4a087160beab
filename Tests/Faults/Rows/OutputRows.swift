import Glibc

/// F-OUT: what is written cannot be written, or whoever reads it goes away.
let outputRows: [FaultRow] =
  [
    FaultRow(
      id: "F-OUT-1", name: "disk full on standard output", files: small,
      run: "weir convert in/a.csv -t json > /dev/full",
      exit: 5, says: ["error[I011]: cannot write to standard output: No space left on device"]),
    FaultRow(
      id: "F-OUT-1", name: "disk full while help is printed", run: "weir help query > /dev/full", exit: 5,
      says: ["cannot write to standard output: No space left on device"]),
    FaultRow(
      id: "F-OUT-1", name: "disk full while a plan is printed", files: small,
      run: "weir explain in/a.csv -t json > /dev/full", exit: 5, says: ["No space left on device"]),
    FaultRow(
      id: "F-OUT-1", name: "disk full while inspect prints", files: small, run: "weir inspect in/a.csv > /dev/full",
      exit: 5, says: ["cannot write to standard output: No space left on device"]),
    onSmallDisk("disk full, a file", "weir convert in/big.csv -o out/final.json"),
    onSmallDisk("disk full, a compressed file", "weir convert in/big.jsonl -f csv -o out/final.json --compress gzip"),
    onSmallDisk(
      "disk full, a schema of inspect",
      "head -c 60000 /dev/zero > out/filler; weir inspect in/wide.csv --schema -o out/final.json; code=$?; rm out/filler; (exit $code)"
    ),
  ]
  + lastCalls
  + unwritable
  + [
    FaultRow(
      id: "F-OUT-5", name: "a limit on the size of files", files: bigOverOld,
      run: "ulimit -f 64; weir convert in/big.csv -o out/final.json", exit: 5,
      says: ["cannot write to out/final.json: File too large", "out/final.json is unchanged"], out: .old),
    FaultRow(
      id: "F-OUT-6", name: "the reader goes away", files: big,
      run: "weir convert in/big.csv -t jsonl | head -n 1; exit ${PIPESTATUS[0]}", exit: 141, says: [],
      prints: .containing(["{\"id\":1,"]), check: { $0.errors.isEmpty ? nil : "says \($0.errors)" }),
    FaultRow(
      id: "F-OUT-6", name: "the reader goes away, signal ignored by the parent", files: big,
      run: "trap '' PIPE; weir convert in/big.csv -t jsonl | head -n 1; exit ${PIPESTATUS[0]}", exit: 141,
      check: { $0.errors.isEmpty ? nil : "says \($0.errors)" }),
    FaultRow(
      id: "F-OUT-6", name: "the reader goes away beside a file with a named temporary",
      files: big.merging([
        "conf/two.yaml": .text(
          """
          weir: 1
          input: {path: ../in/big.csv}
          output: [{path: /dev/stdout, format: jsonl}, {path: ../out/final.csv}]

          """)
      ]) { $1 },
      run: "weir run conf/two.yaml | head -n 1; exit ${PIPESTATUS[0]}", exit: 141, prints: .containing(["{\"id\":1,"]),
      fault: .mode(["FAULT_NO_UNNAMED": "1"])),
    FaultRow(
      id: "F-OUT-7", name: "standard output is closed", files: small, run: "weir convert in/a.csv -t json >&-", exit: 5,
      says: ["cannot write to standard output: Bad file descriptor"]),
    FaultRow(
      id: "F-OUT-7", name: "no standard descriptor is open", files: small,
      run: "weir convert in/a.csv -o out/final.json <&- >&- 2>&-",
      out: .whole(["final.json": "weir convert in/a.csv -t json"])),
    FaultRow(
      id: "F-OUT-7", name: "standard input is closed", run: "weir convert -f csv -o out/final.json <&-", exit: 4,
      says: ["cannot read standard input"]),
    FaultRow(
      id: "F-OUT-7", name: "an error without a standard error", run: "weir convert in/none.csv -o out/final.json 2>&-",
      exit: 4, diagnostics: 0),
  ]
  + killed
  + interrupted
  + [
    FaultRow(
      id: "F-OUT-10", name: "short writes and interruptions", files: medium,
      run: "weir convert in/a.csv -o out/final.json", out: .whole(["final.json": "weir convert in/a.csv -t json"]),
      fault: .mode(["FAULT_SHORT": "7", "FAULT_EINTR": "1"]), check: { $0.wrote(atLeast: 1000) }),
    FaultRow(
      id: "F-OUT-10", name: "short writes and interruptions, compressed", files: medium,
      run: "weir convert in/a.csv -o out/final.json.gz",
      out: .whole(["final.json.gz": "weir convert in/a.csv -t json --compress gzip"]),
      fault: .mode(["FAULT_SHORT": "3", "FAULT_EINTR": "1"]), check: { $0.wrote(atLeast: 1000) }),
    FaultRow(
      id: "F-OUT-11", name: "the output is the input", files: small, run: "weir convert in/a.csv -o in/a.csv", exit: 2,
      says: ["error[U003]", "is the input"]),
    FaultRow(
      id: "F-OUT-11", name: "the output is the input through a symbolic link", files: small,
      run: "ln -s a.csv in/b.csv; weir convert in/a.csv -o in/b.csv; code=$?; rm in/b.csv; exit $code", exit: 2,
      says: ["error[U003]"]),
    FaultRow(
      id: "F-OUT-11", name: "the output is the input through a hard link", files: small,
      run: "ln in/a.csv in/b.csv; weir convert in/a.csv -o in/b.csv; code=$?; rm in/b.csv; exit $code", exit: 2,
      says: ["error[U003]"]),
    FaultRow(
      id: "F-OUT-11", name: "the rejects are the input through a hard link", files: small,
      run: "ln in/a.csv log/l.csv; weir convert in/a.csv -o out/x.jsonl --on-error quarantine --rejects log/l.csv",
      exit: 2,
      says: ["error[U003]"]),
    FaultRow(
      id: "F-OUT-11", name: "the rejects are the output, spelled differently", files: small,
      run: "weir convert in/a.csv -o out/x.jsonl --on-error quarantine --rejects out/../out/x.jsonl", exit: 2,
      says: ["error[U003]"]),
    FaultRow(
      id: "F-OUT-4", name: "a rejects file that cannot be made", files: small.merging(["out/final.json": .old]) { $1 },
      run: "weir convert in/a.csv -o out/final.json --on-error quarantine --rejects nodir/r.jsonl", exit: 5,
      says: ["cannot write to nodir/r.jsonl"], out: .old),
    FaultRow(
      id: "F-OUT-11", name: "two outputs are one file",
      files: small.merging([
        "conf/two.yaml": .text(
          """
          weir: 1
          input: {path: ../in/a.csv}
          output: [{path: ../out/final.json}, {path: ../out/../out/final.json}]

          """)
      ]) { $1 },
      run: "weir run conf/two.yaml", exit: 2, says: ["error[U003]"]),
    FaultRow(
      id: "F-OUT-12", name: "two writers of one name",
      files: medium.merging(["in/b.csv": .made { MadeData.csv(900) }]) { $1 },
      run: """
        weir convert in/a.csv -t json > log/a; weir convert in/b.csv -t json > log/b
        for i in {1..25}; do
          weir convert in/a.csv -o out/final.json & weir convert in/b.csv -o out/final.json & wait
          cmp -s out/final.json log/a || cmp -s out/final.json log/b || { echo mixed; exit 1; }
        done
        rm out/final.json
        """, prints: .nothing),
    FaultRow(
      id: "F-OUT-13", name: "a pipe with a name", files: small,
      run:
        "mkfifo log/f; cat log/f & weir convert in/a.csv -t jsonl -o log/f; code=$?; wait; test -p log/f || echo gone; exit $code",
      prints: .containing(["{\"id\":1,"]), check: { $0.output.contains("gone") ? "the pipe was replaced" : nil }),
    FaultRow(
      id: "F-OUT-13", name: "devices", files: small,
      run:
        "weir convert in/a.csv -t jsonl -o /dev/null && test -c /dev/null && weir convert in/a.csv -t jsonl -o /dev/stdout",
      prints: .containing(["{\"id\":1,"])),
    FaultRow(
      id: "F-OUT-13", name: "what is appended to is not begun anew", files: small,
      run: "echo first > out/x; weir convert in/a.csv -t jsonl -o /dev/stdout >> out/x; head -n 1 out/x; rm out/x",
      prints: .exactly("first\n")),
    FaultRow(
      id: "F-OUT-14", name: "standard output does not block and is read slowly", files: big,
      run:
        "{ \"$HELPER\" tool nonblocking; weir convert in/big.csv -t jsonl; } | \"$HELPER\" tool slowly > log/slow; exit ${PIPESTATUS[0]}",
      check: { $0.scratch.read("log/slow")?.count ?? 0 > 1_000_000 ? nil : "what arrived is not whole" }),
    FaultRow(
      id: "F-OUT-14", name: "the end of what was written slowly", files: big,
      run:
        "{ \"$HELPER\" tool nonblocking; weir convert in/big.csv -t jsonl; } | \"$HELPER\" tool slowly | cmp - <(weir convert in/big.csv -t jsonl)"
    ),
    FaultRow(
      id: "F-OUT-15", name: "order of durability, replacing", files: bigOverOld,
      run: "weir convert in/big.csv -o out/final.json", out: .whole(["final.json": "weir convert in/big.csv -t json"]),
      fault: .mode([:]), check: { $0.ordered(["write-out", "fsync-out", "link", "exchange", "fsync-dir", "unlink"]) }),
    FaultRow(
      id: "F-OUT-15", name: "order of durability, new", files: small, run: "weir convert in/a.csv -o out/final.json",
      out: .whole(["final.json": "weir convert in/a.csv -t json"]), fault: .mode([:]),
      check: { $0.ordered(["open-unnamed", "write-out", "fsync-out", "link", "rename", "fsync-dir"]) }),
    FaultRow(
      id: "F-OUT-15", name: "order of durability without unnamed files", files: bigOverOld,
      run: "weir convert in/big.csv -o out/final.json", out: .whole(["final.json": "weir convert in/big.csv -t json"]),
      fault: .mode(["FAULT_NO_UNNAMED": "1", "FAULT_NO_EXCHANGE": "1"]),
      check: { $0.ordered(["open-named", "write-out", "fsync-out", "link", "rename", "fsync-dir", "unlink"]) }),
  ]

// MARK: Families of rows

private let small: [String: FaultRow.Content] = ["in/a.csv": .made { MadeData.csv(20) }]
private let medium: [String: FaultRow.Content] = ["in/a.csv": .made { MadeData.csv(600) }]
private let big: [String: FaultRow.Content] = ["in/big.csv": .made { MadeData.csv(30_000) }]
private let bigOverOld = big.merging(["out/final.json": .old]) { $1 }

/// A file system of 64 KiB under `out`.
private func onSmallDisk(_ name: String, _ command: String) -> FaultRow {
  FaultRow(
    id: "F-OUT-2", name: name,
    files: [
      "in/big.csv": .made { MadeData.csv(30_000) }, "in/big.jsonl": .made { MadeData.csv(30_000) },
      "in/wide.csv": .made { Array(((1...4000).map { "column_\($0)" }.joined(separator: ",") + "\n").utf8) },
    ],
    run: """
      unshare -rm bash -c 'mount -t tmpfs -o size=64k t out; echo old > out/final.json
      \(command)
      code=$?; cat out/final.json; ls -A out; exit $code'
      """, exit: 5,
    says: ["cannot write to out/final.json: No space left on device", "out/final.json is unchanged"],
    prints: .exactly("old\nfinal.json\n"), needs: [.mounts])
}

/// F-OUT-3: the last steps fail; the torture has every one of them, here are the ones that are easily forgotten.
private let lastCalls: [FaultRow] = [
  ("the last write", FaultRow.Fault.failing("write-out", ENOSPC, nth: 2), ".json", ["No space left on device"]),
  ("the trailer of gzip", .failing("write-out", ENOSPC, nth: 1), ".json.gz", ["No space left on device"]),
  ("fsync", .failing("fsync-out", EIO), ".json", ["Input/output error"]),
  ("close", .failing("close-out", EDQUOT), ".json", ["Disk quota exceeded"]),
  ("the temporary name", .failing("link", ENOSPC), ".json", ["No space left on device"]),
  ("rename", .failing("rename", EACCES, nth: 1, ["FAULT_NO_EXCHANGE": "1"]), ".json", ["Permission denied"]),
  ("fsync of the directory", .failing("fsync-dir", EIO), ".json", ["has its old content again"]),
].map { name, fault, ending, says in
  FaultRow(
    id: "F-OUT-3", name: name + " fails",
    files: ["in/a.csv": .made { MadeData.csv(name == "the last write" ? 14_000 : 20) }, "out/final" + ending: .old],
    run: "weir convert in/a.csv -o out/final" + ending, exit: 5, says: says + ["out/final\(ending) is unchanged"],
    out: .old,
    fault: fault)
}

/// F-OUT-4: reasons that are found before the input is read; none of these may read past the first look at it.
private let unwritable: [FaultRow] =
  [
    (
      "no such directory", "weir convert in/big.csv -o nodir/x.json",
      ["cannot write to nodir/x.json: No such file", "mkdir -p 'nodir'"]
    ),
    ("a directory", "weir convert in/big.csv -t json -o out", ["cannot write to out: Is a directory"]),
    (
      "a name that is too long", "weir convert in/big.csv -t json -o out/$(printf 'a%.0s' {1..300})",
      ["File name too long"]
    ),
    ("a file as a directory", "weir convert in/big.csv -t json -o in/big.csv/x", ["Not a directory"]),
    (
      "a chain of links without an end", "ln -s loop log/loop; weir convert in/big.csv -t json -o log/loop",
      ["Too many levels of symbolic links"]
    ),
  ].map { name, run, says in
    FaultRow(
      id: "F-OUT-4", name: name, files: big, run: run, exit: 5, says: says, fault: .mode([:]),
      check: { $0.readOnlyTheBeginning })
  }
  + [
    ("quota", EDQUOT, "Disk quota exceeded"), ("a bad disk", EIO, "Input/output error"),
    ("read only", EROFS, "Read-only"),
  ].map {
    name, error, words in
    FaultRow(
      id: "F-OUT-4", name: name, files: bigOverOld, run: "weir convert in/big.csv -o out/final.json", exit: 5,
      says: ["cannot write to out/final.json: \(words)", "out/final.json is unchanged"], out: .old,
      fault: .failing("write-out", error))
  }
  + [
    FaultRow(
      id: "F-OUT-4", name: "a read-only file system", files: big,
      run: "unshare -rm bash -c 'mount -t tmpfs -o ro t out; weir convert in/big.csv -o out/final.json'", exit: 5,
      says: ["cannot write to out/final.json: Read-only file system"], needs: [.mounts]),
    FaultRow(
      id: "F-OUT-4", name: "a directory of somebody else", files: small,
      run: "chmod 755 . in out; setpriv --reuid 65534 --clear-groups weir convert in/a.csv -o out/final.json", exit: 5,
      says: ["cannot write to out/final.json: Permission denied"], needs: [.root, .command("setpriv")]),
    FaultRow(
      id: "F-OUT-4", name: "a file that is write-protected", files: small.merging(["out/final.json": .old]) { $1 },
      run: """
        chmod 755 . in; chmod 777 out; chmod 444 out/final.json
        setpriv --reuid 65534 --clear-groups weir convert in/a.csv -o out/final.json
        """, exit: 5, says: ["cannot write to out/final.json: Permission denied"], out: .old,
      needs: [.root, .command("setpriv")]),
  ]

/// F-OUT-8: SIGKILL at each step of publishing, and what the next run does about it.
private let killed: [FaultRow] = ["write-out", "fsync-out", "link", "exchange", "rename", "fsync-dir", "unlink"].flatMap
{ kind in
  [("unnamed", [:]), ("named", ["FAULT_NO_UNNAMED": "1", "FAULT_NO_EXCHANGE": "1"])].compactMap { mode, more in
    if kind == "exchange" && mode == "named" || kind == "rename" && mode == "unnamed" { return nil }
    return FaultRow(
      id: "F-OUT-8", name: "SIGKILL before \(kind), \(mode) temporary", files: bigOverOld,
      run: """
        weir convert in/big.csv -o out/final.json; echo "died of $(($? - 128))"
        cmp -s out/final.json <(echo the old content) || command weir convert in/big.csv -t json | cmp out/final.json - || exit 1
        unset FAULT_KIND; command weir convert in/big.csv -o out/final.json
        """,
      prints: .exactly("died of 9\n"), out: .whole(["final.json": "weir convert in/big.csv -t json"]),
      fault: .signalled(SIGKILL, kind, nth: 1, more), diagnostics: 0)
  }
}

/// F-OUT-9: the signals that ask; `faults kills` measures how soon they are answered.
private let interrupted: [FaultRow] = [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)].flatMap { number, exit in
  [
    FaultRow(
      id: "F-OUT-9", name: "signal \(number) while it writes", files: bigOverOld,
      run: "weir convert in/big.csv -o out/final.json", exit: Int32(exit), out: .old,
      fault: .signalled(number, "write-out", nth: 2, ["FAULT_WAIT": "1"])),
    FaultRow(
      id: "F-OUT-9", name: "signal \(number) while it writes a named temporary", files: bigOverOld,
      run: "weir convert in/big.csv -o out/final.json", exit: Int32(exit), out: .old,
      fault: .signalled(number, "write-out", nth: 2, ["FAULT_WAIT": "1", "FAULT_NO_UNNAMED": "1"])),
    FaultRow(
      id: "F-OUT-9", name: "signal \(number) between the temporary name and the final one", files: bigOverOld,
      run: "weir convert in/big.csv -o out/final.json", exit: Int32(exit),
      out: .oldOr(["final.json": "weir convert in/big.csv -t json"]),
      fault: .signalled(number, "exchange", nth: 1, ["FAULT_WAIT": "1"])),
    FaultRow(
      id: "F-OUT-9", name: "signal \(number) that the parent ignores", files: big,
      run: "trap '' INT TERM HUP; weir convert in/big.csv -o out/final.json",
      out: .whole(["final.json": "weir convert in/big.csv -t json"]), fault: .signalled(number, "write-out", nth: 2)),
  ]
}

extension FaultRow.Ran {
  /// nil when these calls came, each for the first time after the one before it.
  fileprivate func ordered(_ kinds: [String]) -> String? {
    let places = kinds.map { kind in
      kind == "write-out" ? trace.lastIndex(of: kind) : trace.firstIndex(of: kind)
    }
    for (kind, place) in zip(kinds, places) where place == nil { return "no \(kind): \(trace)" }
    let found = places.compactMap { $0 }
    return found == found.sorted() ? nil : "not in the order \(kinds): \(trace)"
  }

  fileprivate var readOnlyTheBeginning: String? {
    let reads = report["read-in"] ?? 0
    return reads <= 3 ? nil : "read \(reads) times before it was found"
  }

  fileprivate func wrote(atLeast count: Int) -> String? {
    (report["write-out"] ?? 0) >= count ? nil : "only \(report["write-out"] ?? 0) writes"
  }
}
