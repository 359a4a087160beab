import Glibc

/// F-IN: what is read cannot be read, comes in pieces, or changes meanwhile.
let inputRows: [FaultRow] =
  [
    FaultRow(
      id: "F-IN-1", name: "a read error in the middle", files: big.merging(["out/final.json": .old]) { $1 },
      run: "weir convert in/a.csv -o out/final.json", exit: 4,
      says: ["error[I002]: cannot read in/a.csv at byte ", "Input/output error"], out: .old,
      fault: .failing("read-in", EIO, nth: 3)),
    FaultRow(
      id: "F-IN-1", name: "a read error in the middle of gzip",
      files: ["in/a.csv.gz": .made { MadeData.storedGzip(MadeData.csv(40_000)) }, "out/final.json": .old],
      run: "weir convert in/a.csv.gz -o out/final.json", exit: 4,
      says: ["cannot read in/a.csv.gz at byte ", "Input/output error"],
      out: .old, fault: .failing("read-in", EIO, nth: 3)),
    FaultRow(
      id: "F-IN-1", name: "a read error in the first look at one of several",
      files: [
        "in/a.csv": .made { MadeData.csv(40_000) }, "in/b.csv": .made { MadeData.csv(40_000) },
      ], run: "weir convert in/a.csv in/b.csv -o out/final.json", exit: 4,
      says: ["cannot read in/a.csv", "Input/output error"],
      fault: .failing("read-in", EIO, nth: 2)),
    FaultRow(
      id: "F-IN-1", name: "a read error in a schema",
      files: small.merging(["conf/s.json": .text("{\"fields\":[{\"name\":\"id\"}]}")]) { $1 },
      run: "weir convert in/a.csv --schema conf/s.json --fields id -o out/final.json", exit: 3,
      says: ["S005", "Input/output error"],
      fault: .failing("read-conf", EIO, nth: 2)),
  ]
  + missing
  + readers.map { name, files, run in
    FaultRow(
      id: "F-IN-3", name: "short reads and interruptions, " + name, files: files, run: run + " -o out/final.jsonl",
      out: .whole(["final.jsonl": run + " -t jsonl"]), fault: .mode(["FAULT_SHORT": "7", "FAULT_EINTR": "1"]),
      check: { ($0.report["read-in"] ?? 0) > 200 ? nil : "only \($0.report["read-in"] ?? 0) reads" })
  }
  + [
    FaultRow(
      id: "F-IN-4", name: "a pipe of the shell", files: small,
      run: "weir convert -f csv <(cat in/a.csv) -o out/final.json",
      out: same),
    FaultRow(
      id: "F-IN-4", name: "a pipe with a name", files: small,
      run: "mkfifo log/f; cat in/a.csv > log/f & weir convert -f csv log/f -o out/final.json", out: same),
    FaultRow(
      id: "F-IN-4", name: "a pipe that is read twice", files: small,
      run: "weir convert -f csv --on-type-conflict widen <(cat in/a.csv) -o out/final.json", out: same),
    FaultRow(
      id: "F-IN-4", name: "a file that says it has no bytes",
      run: "weir convert -n -f csv -d ' ' /proc/self/mounts -t jsonl --fields column_3 --limit 1",
      prints: .containing(["{\"column_3\":\""])),
    FaultRow(
      id: "F-IN-4", name: "a device without an end", run: "weir convert -f csv /dev/zero -t jsonl", exit: 7,
      says: ["error[L001]"], peakMiB: 64),
  ]
  + changing
  + [
    FaultRow(
      id: "F-IN-6", name: "CRLF, quotes and letters at every edge of the first blocks", files: ["in/list": .text("")],
      run: """
        for size in 4096 32768 65536 131072 262144 1048576; do for shift in -3 -2 -1 0 1 2; do
          "$HELPER" tool edge $((size + shift)) crlf > log/e.csv; "$HELPER" tool edge $((size + shift)) lf > log/u.csv
          cmp <(weir convert log/e.csv -t jsonl --types text) <(weir convert log/u.csv -t jsonl --types text) || exit 1
        done; done
        """),
    FaultRow(
      id: "F-IN-6", name: "without a newline at the end",
      run:
        "cmp <(printf 'a,b\\n1,2\\n' | weir convert -f csv -t jsonl) <(printf 'a,b\\n1,2' | weir convert -f csv -t jsonl)"
    ),
    FaultRow(
      id: "F-IN-6", name: "a byte-order mark",
      run: "printf '\\xEF\\xBB\\xBFa,b\\n1,2\\n' | weir convert -f csv -t jsonl",
      prints: .exactly("{\"a\":1,\"b\":2}\n")),
    FaultRow(
      id: "F-IN-6", name: "UTF-16 with a mark",
      run: "printf 'a,b\\n1,\\xC3\\xA9\\n' | iconv -f utf-8 -t utf-16 | weir convert -f csv -e utf-16 -t jsonl",
      prints: .exactly("{\"a\":1,\"b\":\"é\"}\n"), needs: [.command("iconv")]),
    FaultRow(
      id: "F-IN-6", name: "UTF-16 that ends in half a unit",
      run:
        "printf 'a,b\\n1,2\\n3,4\\n' | iconv -f utf-8 -t utf-16 | head -c 23 | weir convert -f csv -e utf-16 -t jsonl -o out/final.jsonl",
      exit: 4, says: ["error[E003]"], needs: [.command("iconv")]),
    FaultRow(
      id: "F-IN-6", name: "lone carriage returns", run: "printf 'a,b\\r1,2\\r' | weir convert -f csv -t jsonl --eol cr",
      prints: .exactly("{\"a\":1,\"b\":2}\n")),
    FaultRow(
      id: "F-IN-7", name: "5,000 inputs and 32 descriptors",
      run:
        "mkdir log/many; for i in {1..5000}; do echo \"id\n$i\" > log/many/$i.csv; done; ulimit -n 32; weir convert 'log/many/*.csv' -o out/final.jsonl; wc -l < out/final.jsonl; rm out/final.jsonl",
      prints: .exactly("5000\n")),
    FaultRow(
      id: "F-IN-7", name: "no descriptor left", files: small,
      run: "ulimit -n 4; weir convert in/a.csv -o out/final.json", exit: 4,
      says: ["Too many open files"]),
    FaultRow(
      id: "F-IN-8", name: "a name that looks like a flag",
      run: "cd log; printf 'a\\n1\\n' > ./-x.csv; weir convert -t jsonl -- -x.csv", prints: .exactly("{\"a\":1}\n")),
    FaultRow(
      id: "F-IN-8", name: "a name with an escape sequence",
      run: "cd log; printf 'a,b\\n1\\n' > $'a\\e[31m.csv'; weir convert $'a\\e[31m.csv' -t jsonl", exit: 4,
      check: { $0.errors.contains("\u{1B}") ? "the escape goes to the terminal" : nil }),
    FaultRow(
      id: "F-IN-8", name: "a name with a newline", run: "cd log; weir convert $'a\\nweir: error[X].csv' -t jsonl",
      exit: 4,
      says: ["cannot read"], check: { $0.errors.contains("\nweir: error[X]") ? "the newline is printed" : nil }),
    FaultRow(
      id: "F-IN-8", name: "a name that is not UTF-8 is refused, not misread",
      run: "cd log; printf 'a\\n1\\n' > $'\\xFF.csv'; weir convert $'\\xFF.csv' -t jsonl", exit: 4,
      says: ["error[I001]"], prints: .nothing),
    FaultRow(
      id: "F-IN-8", name: "a glob over a name that is not UTF-8",
      run: "mkdir log/g; cd log/g; printf 'a\\n1\\n' > $'\\xFF.csv'; weir convert '*.csv' -t jsonl", exit: 4,
      says: ["error[I001]"], prints: .nothing),
    FaultRow(
      id: "F-IN-8", name: "an output whose name has 255 bytes", files: small,
      run: "n=$(printf 'n%.0s' {1..250}).json; weir convert in/a.csv -o \"out/$n\" && rm \"out/$n\""),
    FaultRow(
      id: "F-IN-9", name: "a producer that pauses", files: small,
      run: "{ head -c 300 in/a.csv; sleep 1; tail -c +301 in/a.csv; } | weir convert -f csv -o out/final.json",
      out: same),
    FaultRow(
      id: "F-IN-9", name: "a producer that is stuck is given up on a signal", files: small,
      run:
        "mkfifo log/f; sleep 20 > log/f & weir convert -f csv log/f -o out/final.json & p=$!; sleep 0.3; kill -TERM $p; wait $p; code=$?; kill %1; exit $code",
      exit: 143),
  ]
  + stuck

private let small: [String: FaultRow.Content] = ["in/a.csv": .made { MadeData.csv(20) }]
private let big: [String: FaultRow.Content] = ["in/a.csv": .made { MadeData.csv(40_000) }]
private let same = FaultRow.Out.whole(["final.json": "weir convert in/a.csv -t json"])

private let readers: [(String, [String: FaultRow.Content], String)] = [
  ("csv", ["in/a.csv": .made { MadeData.csv(300) }], "weir convert in/a.csv"),
  (
    "tsv", ["in/a.tsv": .made { Array("a\tb\n".utf8) + (1...900).flatMap { Array("\($0)\té\n".utf8) } }],
    "weir convert in/a.tsv"
  ),
  (
    "json",
    [
      "in/a.json": .made {
        Array("[".utf8) + MadeData.jsonLines(300).map { $0 == 10 ? 44 : $0 }.dropLast() + Array("]".utf8)
      }
    ], "weir convert in/a.json"
  ),
  ("jsonl", ["in/a.jsonl": .made { MadeData.jsonLines(300) }], "weir convert in/a.jsonl"),
  ("geojson", ["in/a.geojson": .made { MadeData.geoJSON(200) }], "weir convert in/a.geojson"),
  ("gzip", ["in/a.csv.gz": .made { MadeData.storedGzip(MadeData.csv(300)) }], "weir convert in/a.csv.gz"),
]

/// F-IN-9: `--max-time` ends whatever waits, and leaves what a signal leaves. The other side lives for a minute, longer than the
/// row may: that nobody waits for it is seen by the end.
private let stuck: [FaultRow] = [
  ("after some bytes", "head -c 300 in/a.csv; exec sleep 60", "convert -f csv -o out/final.json"),
  ("before the first byte", "exec sleep 60", "convert -f csv -o out/final.json"),
  ("in a member of gzip", "gzip -c in/a.csv | head -c 200; exec sleep 60", "convert -f csv -o out/final.json"),
  ("while it is surveyed", "cat in/a.jsonl; exec sleep 60", "convert -f jsonl --columns union -o out/final.csv"),
  (
    "with rejects", "cat in/a.csv; echo 1; exec sleep 60",
    "convert -f csv --rejects out/r.jsonl --receipt out/receipt.json -o out/final.json"
  ),
  ("a fifo that nobody opens", "exec sleep 60", "convert -f csv log/f -o out/final.json"),
  ("to run", "exec sleep 60", "run conf/p.yaml"), ("to check", "exec sleep 60", "check -f csv"),
  ("to inspect", "exec sleep 60", "inspect -f csv"),
  ("to replay", "exec sleep 60", "replay log/f --into out/final.json"),
  ("a reader that does not read", "echo a; exec yes 12345", "convert -f csv -t csv >&8"),
].map { name, other, command in
  FaultRow(
    id: "F-IN-9", name: "given up in time: \(name)",
    files: small.merging([
      "in/a.jsonl": .made { MadeData.jsonLines(200) }, "out/final.json": .old, "out/final.csv": .old,
      "conf/p.yaml": .text("weir: 1\ninput: {path: ../log/f, format: csv}\noutput: {path: ../out/final.json}\n"),
    ]) { $1 },
    run:
      "mkfifo log/f; exec 9< <(\(other)); p=$!; exec 8> >(exec sleep 60); q=$!; weir \(command) --max-time 500ms <&9; code=$?; kill $p $q; exit $code",
    exit: 7, says: ["error[L005]: the run has not ended after 500ms"], out: .old, limit: 30)
}

/// F-IN-2: nothing to read, and what each format makes of an empty input.
private let missing: [FaultRow] =
  [
    (
      "a missing file", "weir convert in/none.csv -t jsonl", Int32(4),
      ["error[I001]: cannot read in/none.csv: No such file"]
    ),
    ("a directory", "weir convert in -t jsonl", 4, ["error[I003]: in is a directory"]),
    ("an empty CSV file", "weir convert in/empty.csv -t jsonl", 4, ["error[C015]"]),
    ("an empty CSV file without a header", "weir convert -n in/empty.csv -t jsonl", 0, []),
    ("a header and no records", "weir convert in/header.csv -t jsonl", 0, []),
    ("an empty JSON Lines file", "weir convert -f jsonl in/empty.csv -t csv", 0, []),
    ("an empty JSON file", "weir convert -f json in/empty.csv -t csv", 4, ["error[J002]"]),
    ("an empty GeoJSON file", "weir convert -f geojson in/empty.csv -t csv", 4, ["error[J002]"]),
    ("an empty gzip file", "weir convert -f jsonl in/empty.csv.gz -t csv", 0, []),
  ].map { name, run, exit, says in
    FaultRow(
      id: "F-IN-2", name: name,
      files: [
        "in/empty.csv": .text(""), "in/header.csv": .text("a,b\n"),
        "in/empty.csv.gz": .made { MadeData.storedGzip([]) },
      ],
      run: run, exit: exit, says: says)
  }
  + [
    FaultRow(
      id: "F-IN-2", name: "a file of somebody else", files: small,
      run: "chmod 755 . in; chmod 600 in/a.csv; setpriv --reuid 65534 --clear-groups weir convert in/a.csv -t jsonl",
      exit: 4,
      says: ["error[I002]: cannot read in/a.csv: Permission denied"], needs: [.root, .command("setpriv")])
  ]

/// F-IN-5: the run is stopped between two reads, the file is changed, the run goes on.
private let changing: [FaultRow] = [
  ("cut short", "truncate -s 500000 in/a.csv", Int32(4)), ("emptied", ": > in/a.csv", 4),
  ("grown", "echo 7,7,7,7,7 >> in/a.csv", 4),
  ("replaced", "echo other > in/b.csv; mv in/b.csv in/a.csv", 0),
].map { name, change, exit in
  FaultRow(
    id: "F-IN-5", name: "an input that is \(name) while it is read",
    files: big.merging(["out/final.json": .old]) { $1 },
    run: """
      weir convert in/a.csv -t json > log/whole; FAULT_KIND=read-in FAULT_SIGNAL=19 weir convert in/a.csv -o out/final.json & p=$!
      tool() { for c in $(cat /proc/$p/task/$p/children) $p; do grep -q '^State:.T' /proc/$c/status 2>/dev/null && echo $c; done; }
      while kill -0 $p 2>/dev/null && [ -z "$(tool)" ]; do sleep 0.01; done
      t=$(tool); \(change); kill -CONT $t; wait $p; code=$?
      if [ $code = 0 ]; then cmp log/whole out/final.json || exit 1; echo the old content > out/final.json; fi; exit $code
      """, exit: exit, says: exit == 0 ? [] : ["error[I004]: in/a.csv changed while it was read"], out: .old,
    fault: .mode(["FAULT_NTH": "2"]), keepsInputs: false)
}
