/// F-NUM: what looks like a number and is none, and numbers beyond every type.
let numberRows: [FaultRow] =
  [
    "1\\0x", "0x1p3", "1_000", "１", "+5", " 5", "1.", "nan", "NaN", "inf", "Infinity", "-inf", ".5", "1e", "1,5", "--1",
    "0b1", "1d",
  ].map { text in
    FaultRow(
      id: "F-NUM-1", name: "'\(text)' is text",
      run: "printf 'a\\n\(text)\\n' | weir convert -f csv -d ';' -t jsonl | grep -c '\"a\":\"'", prints: .exactly("1\n")
    )
  }
  + [
    "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1e30", "1e999", "0.1", "1e-400",
    "123456789012345678901234567890",
  ].map { text in
    FaultRow(
      id: "F-NUM-2", name: "\(text) keeps its text",
      run:
        "printf 'a\\n\(text)\\n' | weir convert -f csv -t csv; echo '{\"a\":\(text)}' | weir convert -f jsonl -t jsonl",
      prints: .exactly("a\n\(text)\n{\"a\":\(text)}\n"))
  }
  + [
    FaultRow(
      id: "F-NUM-2", name: "comparisons beyond 2^63",
      run:
        "printf 'a\\n9223372036854775807\\n9223372036854775808\\n1e30\\n-1e30\\n' | weir convert -f csv -t csv --type a=number -q 'a > 9223372036854775807'",
      prints: .exactly("a\n9223372036854775808\n1e30\n")),
    FaultRow(
      id: "F-NUM-2", name: "inspecting numbers beyond every type",
      run:
        "printf 'a\\n9223372036854775807\\n-9223372036854775808\\n1e308\\n-1e308\\n1e999\\n' | weir inspect -f csv --json | grep -c -i -E 'nan|[^e]inf[^o]'; test ${PIPESTATUS[1]} = 0",
      prints: .exactly("0\n")),
  ]
  + [
    ("a negative limit", "--limit -1", Int32(2)), ("a limit beyond Int", "--limit 9223372036854775808", 2),
    ("the largest limit", "--limit 9223372036854775807", 0),
    ("a limit in words", "--limit ten", 2), ("no workers", "-j 0", 2),
    ("workers beyond all machines", "-j 99999999999", 0), ("a depth beyond all stacks", "--max-depth 1000000", 0),
    ("a precision beyond sense", "--precision 9223372036854775808", 2),
    ("an infinite radius", "-q \"distance(geometry, geom'POINT(0 0)', 1e400km)\"", 3),
  ].map { name, flags, exit in
    FaultRow(
      id: "F-NUM-3", name: name, files: ["in/a.csv": .text("a,lat,lon\n1,2,3\n")],
      run: "weir convert in/a.csv --geo lat=lat,lon=lon -t jsonl \(flags) > log/x", exit: exit)
  }
