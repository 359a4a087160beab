/// F-TXT: text that is made to confuse.
let textRows: [FaultRow] =
  [
    FaultRow(
      id: "F-TXT-1", name: "a million combining marks on one letter",
      run:
        "{ printf 'a\\nx'; yes $'\\xCC\\x81' | tr -d '\\n' | head -c 2000000; echo; } > log/m.csv; weir convert log/m.csv -t csv -q 'a:y' > log/x && weir inspect log/m.csv > log/y",
      peakMiB: 128),
    FaultRow(
      id: "F-TXT-2", name: "escapes and overrides in an error",
      run: "printf 'a,b\\n\\x1b[31m\\xE2\\x80\\xAE,1,2\\n' | weir convert -f csv -o out/final.jsonl", exit: 4,
      check: {
        $0.errors.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x202E } ? "they go to the terminal" : nil
      }),
    FaultRow(
      id: "F-TXT-2", name: "escapes in a header that is named", files: ["in/a.csv": .text("a\u{1B}[31m,b\n1,2\n")],
      run: "weir convert in/a.csv -q 'zz > 1' -o out/final.jsonl", exit: 3,
      check: { $0.errors.contains("\u{1B}") ? "they go to the terminal" : nil }),
    FaultRow(
      id: "F-TXT-2", name: "escapes in what inspect shows",
      run: "printf 'a\\x1b[2J,b\\n\\x1b[31mred,2\\n' | weir inspect -f csv --color never",
      check: { $0.output.contains("\u{1B}") ? "they go to the terminal" : nil }),
    FaultRow(
      id: "F-TXT-3", name: "NUL in a pipeline file",
      files: ["conf/a.yaml": .text("weir: 1\ninput: {path: a\0b.csv}\n")], run: "weir run conf/a.yaml", exit: 3,
      says: ["error[P001]"]),
    FaultRow(
      id: "F-TXT-3", name: "NUL in a name from a list",
      files: ["in/a.csv": .text("a\n1\n"), "in/list": .text("a.csv\0.csv\n")], run: "weir convert @in/list -t jsonl",
      exit: 4, says: ["error[I0"], prints: .nothing),
    FaultRow(
      id: "F-TXT-3", name: "NUL in an escaped name of a pipeline file",
      files: [
        "in/a.csv": .text("a\n1\n"),
        "conf/a.yaml": .text(
          "weir: 1\ninput: {path: \"../in/a.csv\\0b\"}\noutput: {path: ../out/x.jsonl, format: jsonl}\n"),
      ],
      run: "weir run conf/a.yaml", exit: 4, says: ["error[I002]", "Invalid argument"]),
    FaultRow(
      id: "F-TXT-3", name: "NUL in an escaped output of a pipeline file",
      files: [
        "in/a.csv": .text("a\n1\n"),
        "conf/a.yaml": .text(
          "weir: 1\ninput: {path: ../in/a.csv}\noutput: {path: \"../out/x\\0.jsonl\", format: jsonl}\n"),
      ],
      run: "weir run conf/a.yaml", exit: 5, says: ["error[I010]", "Invalid argument"]),
  ]
  + [
    "0000-01-01", "9999-12-31T24:00:00Z", "2016-12-31T23:59:60Z", "2024-02-30", "2024-01-01T00:00:00+99:99",
    "2024-13-01", "-0001-01-01", "2024-01-01T25:61:61", String(repeating: "9", count: 100_000) + "-01-01",
  ].map { text in
    FaultRow(
      id: "F-TXT-4", name: "the date \(text.prefix(30))",
      run:
        "printf 'd,i\\n\(text),1\\n2024-01-02,2\\n' > log/d.csv; weir convert log/d.csv -t jsonl -q 'd >= 2024-01-01 OR i = 1' | grep -c '\"i\":1'; weir convert log/d.csv --type d=date -t jsonl > log/x 2> log/y; [ $? -le 4 ]",
      prints: .exactly("1\n"), diagnostics: nil)
  }
