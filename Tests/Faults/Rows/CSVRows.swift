/// F-CSV: broken, ragged and enormous tables.
let csvRows: [FaultRow] = [
  FaultRow(
    id: "F-CSV-1", name: "a quote that is never closed", files: ["in/a.csv": .text("a,b\n1,2\n3,\"x\n4,5\n")],
    run: "weir convert in/a.csv -o out/final.jsonl", exit: 4, says: ["error[C010]", "in/a.csv:3:3"]),
  FaultRow(
    id: "F-CSV-1", name: "a quote that is never closed before 1 GB",
    run: "{ printf 'a,b\\n1,\"'; yes 'x,y' | head -c 1000000000; } | weir convert -f csv -o out/final.jsonl", exit: 4,
    says: ["error[C013]", ":2:3"], peakMiB: 96),
  FaultRow(
    id: "F-CSV-2", name: "a short record", files: ["in/a.csv": .text("a,b\n1,2\n3\n")],
    run: "weir convert in/a.csv -o out/final.jsonl",
    exit: 4, says: ["error[C021]", "in/a.csv:3"]),
  FaultRow(
    id: "F-CSV-2", name: "records of every width", files: ["in/a.csv": .text("a,b\n1\n1,2\n1,2,3\n")],
    run: "weir convert in/a.csv -t jsonl --ragged pad,truncate",
    prints: .exactly("{\"a\":1,\"b\":null}\n{\"a\":1,\"b\":2}\n{\"a\":1,\"b\":2}\n")),
  FaultRow(
    id: "F-CSV-2", name: "wrong records are kept apart, none is lost",
    run: """
      { echo a,b; for i in {1..5000}; do echo $i,x; [ $((i % 7)) = 0 ] && echo $i; [ $((i % 11)) = 0 ] && echo "$i,\\"x\\"y"; done; } > log/a.csv
      weir convert log/a.csv -o log/x.jsonl --on-error quarantine --rejects log/r.jsonl 2> log/y || exit 1
      [ $(($(wc -l < log/x.jsonl) + $(wc -l < log/r.jsonl) - 1)) = $(($(wc -l < log/a.csv) - 1)) ] && wc -l < log/x.jsonl
      """, prints: .exactly("5000\n")),
  FaultRow(
    id: "F-CSV-2", name: "more wrong records than are allowed",
    files: ["in/a.csv": .text("a,b\n1\n2,2\n3\n4,4\n"), "out/final.jsonl": .old],
    run:
      "weir convert in/a.csv -o out/final.jsonl --on-error quarantine --rejects log/r.jsonl --max-errors 1; code=$?; [ $(wc -l < log/r.jsonl) -ge 2 ] || exit 1; exit $code",
    exit: 6, out: .old, diagnostics: 1),
  FaultRow(
    id: "F-CSV-3", name: "a million columns",
    run: "{ seq -s, 1000000; seq -s, 1000000; } | weir convert -f csv -o out/final.jsonl",
    exit: 7, says: ["error[L001]"], peakMiB: 64),
  FaultRow(
    id: "F-CSV-3", name: "more columns than are allowed",
    run: "{ seq -s, 70000; seq -s, 70000; } | weir convert -f csv -o out/final.jsonl",
    exit: 7, says: ["error[L002]"], peakMiB: 64),
  FaultRow(
    id: "F-CSV-3", name: "a header of 64 MiB",
    run: "head -c 67108864 /dev/zero | tr '\\0' x | weir convert -f csv -o out/final.jsonl", exit: 7,
    says: ["error[L001]"], peakMiB: 96),
  FaultRow(
    id: "F-CSV-3", name: "a field of 1 GiB",
    run: "{ echo a,b; head -c 1073741824 /dev/zero | tr '\\0' x; } | weir convert -f csv -o out/final.jsonl", exit: 7,
    says: ["error[L001]"],
    peakMiB: 96),
  FaultRow(
    id: "F-CSV-4", name: "NUL is data",
    run: "printf 'a,b\\nx\\0y,2\\n' | weir convert -f csv -t csv | od -An -c | tr -d ' \\n'",
    prints: .exactly("a,b\\nx\\0y,2\\n")),
  FaultRow(
    id: "F-CSV-4", name: "invalid UTF-8",
    run: "printf 'a,b\\nx,\\xFF\\n' | weir convert -f csv -e utf-8 -o out/final.jsonl", exit: 4,
    says: ["error[E001]", ":2:3"]),
  FaultRow(
    id: "F-CSV-4", name: "a surrogate in UTF-8",
    run: "printf 'a,b\\nx,\\xED\\xA0\\x80\\n' | weir convert -f csv -e utf-8 -o out/final.jsonl", exit: 4,
    says: ["error[E001]"]),
  FaultRow(
    id: "F-CSV-4", name: "an overlong slash",
    run: "printf 'a,b\\nx,\\xC0\\xAF\\n' | weir convert -f csv -e utf-8 -o out/final.jsonl", exit: 4,
    says: ["error[E001]"]),
  FaultRow(
    id: "F-CSV-4", name: "a byte-order mark inside is data",
    run: "printf 'a\\nx\\xEF\\xBB\\xBFy\\n' | weir convert -f csv -t csv | od -An -tx1 | tr -d ' \\n'",
    prints: .exactly("610a78efbbbf790a")),
  FaultRow(
    id: "F-CSV-5", name: "equal names", run: "printf 'a,a,\\n1,2,3\\n' | weir convert -f csv -t jsonl",
    prints: .exactly("{\"a\":1,\"a_2\":2,\"column_3\":3}\n")),
  FaultRow(
    id: "F-CSV-5", name: "names that look equal",
    run: "printf '\\xC3\\xA9,e\\xCC\\x81\\n1,2\\n' | weir convert -f csv -t jsonl",
    prints: .exactly("{\"\u{E9}\":1,\"e\u{301}\":2}\n")),
  FaultRow(
    id: "F-CSV-6", name: "quotes at the edges of chunks",
    run: """
      for n in 65530 65531 65532 65533 65534 65535 65536 65537 65538; do
        { printf 'a,b\\n'; head -c $n /dev/zero | tr '\\0' x; printf ',"q""q"\\n1,""\\n'; } > log/q.csv
        weir convert log/q.csv -t jsonl | tail -c 27 | cmp - <(printf '"b":"q\\\\"q"}\\n{"a":"1","b":""}\\n' | tail -c 27) || exit 1
      done
      """),
  FaultRow(
    id: "F-CSV-6", name: "a quote in the middle",
    run: "printf 'a,b\\n1,x\"y\\n' | weir convert -f csv -o out/final.jsonl", exit: 4, says: ["error[C012]"]),
  FaultRow(
    id: "F-CSV-7", name: "every beginning of a file",
    run: "\"$HELPER\" tool cuts csv 'a,\"b\"\n1,\"x\"\"y\"\n\"2\n3\",é\r\n,\n'"),
  FaultRow(
    id: "F-CSV-8", name: "every flipped bit of a file",
    run: "\"$HELPER\" tool flips csv 'a,\"b\"\n1,\"x\"\"y\"\n2,é\r\n'"),
  FaultRow(
    id: "F-CSV-9", name: "formulas leave as they came", run: "printf 'a\\n=1+1\\n@x\\n' | weir convert -f csv -t csv",
    prints: .exactly("a\n=1+1\n@x\n")),
  FaultRow(
    id: "F-CSV-9", name: "formulas are guarded on request",
    run: "printf 'a\\n=1+1\\n@x\\n+x\\n-y\\n' | weir convert -f csv -t csv --formula-guard prefix",
    prints: .exactly("a\n'=1+1\n'@x\n'+x\n'-y\n")),
  FaultRow(
    id: "F-CSV-9", name: "formulas are refused on request",
    run: "printf 'a\\n=1+1\\n' | weir convert -f csv -t csv --formula-guard reject -o out/final.csv", exit: 4,
    says: ["error[V031]"]),
]
