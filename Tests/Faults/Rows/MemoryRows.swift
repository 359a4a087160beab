/// F-MEM: long streams, small ceilings, slow readers. `make soak` has the streams of 10 GB.
let memoryRows: [FaultRow] =
  [
    ("csv to jsonl", "printf 'a,b,c\\n'; yes '12345,some words,3.25'", "-f csv -t jsonl"),
    ("jsonl to csv", "yes '{\"a\":12345,\"b\":\"some words\",\"c\":3.25}'", "-f jsonl -t csv"),
    (
      "gzip in and out", "{ printf 'a,b,c\\n'; yes '12345,some words,3.25'; } | head -c 60000000 | gzip -1",
      "-f csv -t jsonl --compress gzip"
    ),
  ].map { name, producer, flags in
    FaultRow(
      id: "F-MEM-1", name: "200 MB, \(name)",
      run:
        "{ \(producer); } | head -c 200000000 | { weir convert \(flags) 2> log/e; echo $? > log/code; } > /dev/null; head -c 300 log/e; c=$(cat log/code); [ $c = 0 ] || [ $c = 4 ]",
      peakMiB: 64, needs: [.command("gzip")], isLong: true, limit: 120)
  }
  + [
    FaultRow(
      id: "F-MEM-1", name: "200 MB of features",
      files: ["in/f": .made { Array(MadeData.geoJSON(1000).dropFirst(40).dropLast(3)) }],
      run:
        "{ printf '{\"type\":\"FeatureCollection\",\"features\":['; for i in {1..1700}; do cat in/f; printf ',\\n'; done; cat in/f; echo ']}'; } | weir convert -f geojson -t csv > /dev/null",
      peakMiB: 64, isLong: true, limit: 120),
    FaultRow(
      id: "F-MEM-2", name: "128 MiB of data for a process", files: big,
      run:
        "for i in {1..40}; do tail -n +2 in/a.csv; done > log/b; ulimit -d 131072; { head -n 1 in/a.csv; cat log/b; } | weir convert -f csv -t jsonl > /dev/null"
    ),
    FaultRow(
      id: "F-MEM-2", name: "600 MB of addresses", files: big,
      run:
        "for i in {1..40}; do tail -n +2 in/a.csv; done > log/b; ulimit -v 600000; { head -n 1 in/a.csv; cat log/b; } | weir convert -f csv -t jsonl > /dev/null"
    ),
    FaultRow(
      id: "F-MEM-3", name: "a reader that is slow",
      run:
        "{ printf 'a,b\\n'; yes '12345,some words' | head -c 200000000; } | { weir convert -f csv -t jsonl; } | { \"$HELPER\" tool slowly 1000 > /dev/null; }",
      peakMiB: 64, isLong: true, limit: 120),
    FaultRow(
      id: "F-MEM-3", name: "a reader that is stuck",
      run:
        "{ printf 'a,b\\n'; yes '12345,some words'; } | weir convert -f csv -t jsonl | { sleep 2; head -c 10 > /dev/null; }; exit ${PIPESTATUS[1]}",
      exit: 141, peakMiB: 64),
    FaultRow(
      id: "F-MEM-4", name: "a million different keys of a schema",
      files: ["conf/s.json": .text("{\"fields\":[{\"name\":\"a\",\"type\":\"integer\"}],\"primaryKey\":\"a\"}")],
      run: "{ echo a; seq 1000000; } | weir convert -f csv --schema conf/s.json -t csv | tail -n 1",
      prints: .exactly("1000000\n"), peakMiB: 160),
    FaultRow(
      id: "F-MEM-4", name: "five million different values to inspect",
      run: "{ echo a; seq 5000000; } | weir inspect -f csv > /dev/null", peakMiB: 64),
    FaultRow(
      id: "F-MEM-5", name: "the disk of temporary files is full",
      files: ["in/a.jsonl": .made { MadeData.jsonLines(40_000) }],
      run:
        "unshare -rm bash -c 'mount -t tmpfs -o size=64k t tmp; weir convert -f jsonl --columns union -o out/x.csv < in/a.jsonl; code=$?; ls -A tmp; exit $code'",
      exit: 5,
      says: ["cannot write to a temporary file in", "/tmp: No space left on device", "TMPDIR"], prints: .nothing,
      needs: [.mounts]),
    FaultRow(
      id: "F-MEM-5", name: "a spool has no name while it is written",
      files: ["in/a.jsonl": .made { MadeData.jsonLines(200) }],
      run:
        "mkfifo log/f; weir convert -f jsonl --columns union -o out/x.csv < log/f & p=$!; exec 9> log/f; cat in/a.jsonl >&9; sleep 0.5; ls -A tmp; kill -KILL $p; wait $p; [ $? = 137 ]",
      prints: .nothing),
    FaultRow(
      id: "F-MEM-5", name: "the disk of a sort's runs is full", files: big,
      run:
        "unshare -rm bash -c 'mount -t tmpfs -o size=64k t tmp; weir convert in/a.csv --sort note --max-memory 256KiB -o out/x.csv; code=$?; ls -A tmp; exit $code'",
      exit: 5,
      says: ["cannot write to a temporary file in", "/tmp: No space left on device", "--tmpdir"], prints: .nothing,
      needs: [.mounts]),
    FaultRow(
      id: "F-MEM-5", name: "a sort of five million numbers",
      run: "{ echo a; seq 5000000; } | weir convert -f csv --sort a:desc -t csv | sed -n '2p;5000001p'",
      prints: .exactly("5000000\n1\n"), peakMiB: 64),
    FaultRow(
      id: "F-MEM-6", name: "keys that meet in a table placed by the hash's own bits",
      files: ["conf/s.json": .text("{\"fields\":[{\"name\":\"a\",\"type\":\"string\"}],\"primaryKey\":\"a\"}")],
      run: "{ echo a; \"$HELPER\" tool collisions 60000; } | weir convert -f csv --schema conf/s.json -t csv | wc -l",
      prints: .exactly("60001\n"), peakMiB: 64),
  ]

private let big: [String: FaultRow.Content] = ["in/a.csv": .made { MadeData.csv(40_000) }]
