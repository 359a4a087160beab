/// F-JSON: deep, huge and broken JSON.
let jsonRows: [FaultRow] =
  depths
  + [
    FaultRow(
      id: "F-JSON-1", name: "5,000,000 levels that never end",
      run: "yes '[' | tr -d '\\n' | head -c 5000000 | weir convert -f json -o out/final.csv",
      exit: 7, says: ["error[L003]", "--max-depth"], peakMiB: 64),
    FaultRow(
      id: "F-JSON-1", name: "5,000,000 levels of objects",
      run: "yes '{\"a\":' | tr -d '\\n' | head -c 5000000 | weir convert -f jsonl -o out/final.csv",
      exit: 7, says: ["error[L003]"], peakMiB: 96),
    FaultRow(
      id: "F-JSON-2", name: "the deepest record through filter, projection, flatten and every writer",
      files: ["in/a.jsonl": .made { nested(511) }],
      run: """
        ulimit -s 512
        for f in json jsonl csv tsv; do weir convert in/a.jsonl -t $f -q 'NOT id > 5' --fields a,id > log/x || exit 1; done
        weir convert in/a.jsonl -t csv --columns union > log/x && weir convert in/a.jsonl -t json --pretty > log/x && weir inspect in/a.jsonl > log/x
        weir convert in/a.jsonl -t csv --flatten > log/x
        """),
    FaultRow(
      id: "F-JSON-3", name: "what must be accepted is, what must be refused is",
      run: """
        bad=0
        for f in "$SHARED"/JSONTestSuite/test_parsing/*.json; do
          weir convert -f json "$f" -t jsonl > log/x 2> log/y; code=$?
          case ${f##*/} in
            n_*) [ $code = 4 ] || [ $code = 7 ] || { echo "$f ends with $code"; bad=1; };;
            *) [ $code = 0 ] || [ $code = 4 ] || [ $code = 7 ] || { echo "$f ends with $code"; bad=1; };;
          esac
        done; exit $bad
        """, prints: .nothing, needs: [.shared], isLong: true, limit: 120),
    FaultRow(
      id: "F-JSON-4", name: "numbers leave as they came",
      files: [
        "in/a.jsonl": .text(
          "{\"a\":-0,\"b\":1e999,\"c\":9007199254740993,\"d\":0.10,\"e\":1E+2,\"f\":123456789012345678901234567890}\n")
      ],
      run: "weir convert in/a.jsonl -t jsonl | cmp - in/a.jsonl"),
    FaultRow(
      id: "F-JSON-4", name: "a number of a million digits",
      run:
        "{ printf '{\"a\":'; head -c 1000000 /dev/zero | tr '\\0' 7; echo '}'; } > log/n.jsonl; weir convert log/n.jsonl -t jsonl | cmp - log/n.jsonl"
    ),
    FaultRow(
      id: "F-JSON-4", name: "equal keys are never dropped silently",
      run: "echo '{\"a\":1,\"a\":2}' | weir convert -f jsonl -t csv", says: ["warning[J003]"]),
    refused("F-JSON-5", "a lone surrogate as raw bytes", "{\\\"a\\\":\\\"\\xED\\xA0\\x80\\\"}", "E001"),
    refused("F-JSON-5", "a control character in a string", "{\\\"a\\\":\\\"\\x01\\\"}", "J001"),
    refused("F-JSON-5", "NaN", "{\\\"a\\\":NaN}", "J001"),
    refused("F-JSON-5", "garbage at the end", "{\\\"a\\\":1}x", "J001"),
    refused("F-JSON-5", "a trailing comma", "{\\\"a\\\":1,}", "J001"),
    FaultRow(
      id: "F-JSON-5", name: "an escaped NUL and an escaped surrogate stay escapes",
      files: ["in/a.jsonl": .text("{\"a\":\"\\u0000\",\"b\":\"\\uD800\"}\n")],
      run: "weir convert in/a.jsonl -t jsonl | cmp - in/a.jsonl"),
    FaultRow(
      id: "F-JSON-5", name: "a byte-order mark",
      run: "printf '\\xEF\\xBB\\xBF{\"a\":1}' | weir convert -f jsonl -t jsonl", prints: .exactly("{\"a\":1}\n")),
    FaultRow(
      id: "F-JSON-6", name: "one bad line of a million",
      run:
        "{ yes '{\"a\":1}' | head -n 700000; echo '{\"a\":'; yes '{\"a\":1}' | head -n 300000; } | weir convert -f jsonl -o out/final.csv",
      exit: 4, says: ["error[J", ":700001:"], peakMiB: 64),
    FaultRow(
      id: "F-JSON-6", name: "one bad line of a million, skipped",
      run:
        "{ yes '{\"a\":1}' | head -n 700000; echo '{\"a\":'; yes '{\"a\":1}' | head -n 300000; } | weir convert -f jsonl -t csv --on-error skip 2> log/y | wc -l; grep -o ':700001:' log/y | head -n 1",
      prints: .exactly("1000001\n:700001:\n"), peakMiB: 64),
    FaultRow(
      id: "F-JSON-6", name: "a last line that is cut, skipped",
      run: "printf '{\"a\":1}\n{\"a\":' | weir convert -f jsonl -t csv --on-error skip 2> log/y; grep -c J004 log/y",
      prints: .exactly("a\n1\n1\n")),
    FaultRow(
      id: "F-JSON-6", name: "a last line that is cut",
      run: "printf '{\"a\":1}\\n{\"a\":' | weir convert -f jsonl -o out/final.csv", exit: 4,
      says: ["error[J004]", ":2:"]),
    FaultRow(
      id: "F-JSON-7", name: "a string of 15 MiB",
      run:
        "{ printf '{\"a\":\"'; head -c 15728640 /dev/zero | tr '\\0' x; echo '\"}'; } > log/s.jsonl; weir convert log/s.jsonl -t jsonl | cmp - log/s.jsonl",
      peakMiB: 160),
    FaultRow(
      id: "F-JSON-7", name: "a string of 17 MiB",
      run:
        "{ printf '{\"a\":\"'; head -c 17825792 /dev/zero | tr '\\0' x; echo '\"}'; } | weir convert -f jsonl -o out/final.csv",
      exit: 7,
      says: ["error[L001]"], peakMiB: 128),
    FaultRow(
      id: "F-JSON-7", name: "100,000 keys in a record",
      run:
        "{ printf '{'; for i in {1..99999}; do printf '\"k%d\":1,' $i; done; echo '\"z\":1}'; } | weir convert -f jsonl -o out/final.csv",
      exit: 7,
      says: ["error[L0"], peakMiB: 96),
    FaultRow(
      id: "F-JSON-7", name: "100,000 keys over all records",
      run:
        "for i in {1..100000}; do echo \"{\\\"k$i\\\":1}\"; done | weir convert -f jsonl --columns union -o out/final.csv",
      exit: 7,
      says: ["error[L0"], peakMiB: 128),
  ]

/// An object in objects, `depth` of them below the record.
private func nested(_ depth: Int) -> [UInt8] {
  let text =
    "{\"id\":1,\"a\":" + String(repeating: "{\"a\":", count: depth - 1) + "{}"
    + String(repeating: "}", count: depth - 1) + "}\n"
  return Array(text.utf8)
}

/// F-JSON-1: under the smallest stack that a shell gives, from every kind of source.
private let depths: [FaultRow] = [(512, Int32(0)), (513, 7), (1_000, 7), (100_000, 7)].flatMap { depth, exit in
  [
    ("a file", "weir convert in/a.jsonl -t jsonl -o out/x.jsonl"),
    ("standard input", "weir convert -f jsonl -t jsonl -o out/x.jsonl < in/a.jsonl"),
    ("gzip", "gzip -c in/a.jsonl > log/a.jsonl.gz; weir convert log/a.jsonl.gz -o out/x.jsonl"),
    ("a json file", "weir convert -f json in/a.jsonl -o out/x.jsonl"),
  ].map { source, run in
    FaultRow(
      id: "F-JSON-1", name: "\(depth) levels from \(source)", files: ["in/a.jsonl": .made { nested(depth - 1) }],
      run: "ulimit -s 256; " + run + "; code=$?; rm -f out/x.jsonl; exit $code", exit: exit,
      says: exit == 0 ? [] : ["error[L003]", "deeper than 512"],
      peakMiB: 64, needs: [.command("gzip")])
  }
}

private func refused(_ id: String, _ name: String, _ text: String, _ code: String) -> FaultRow {
  FaultRow(
    id: id, name: name, run: "printf \"\(text)\\n\" | weir convert -f jsonl -o out/final.csv", exit: 4,
    says: ["error[\(code)]"])
}
