import Foundation

/// F-Q: queries that are broken or made to be slow.
let queryRows: [FaultRow] =
  [
    FaultRow(
      id: "F-Q-1", name: "300 broken queries",
      files: [
        "in/a.csv": .text("a,b\n1,x\n"), "conf/queries": .made { Array((broken.joined(separator: "\n") + "\n").utf8) },
      ],
      run: """
        n=0; while IFS= read -r q; do n=$((n + 1))
          weir convert in/a.csv -t jsonl -q "$q" > log/x 2> log/y; code=$?
          [ $code = 3 ] && grep -q '^weir: error\\[Q' log/y || { echo "'$q' ends with $code"; cat log/x log/y; exit 1; }
        done < conf/queries; echo $n
        """, prints: .exactly("\(broken.count)\n"))
  ]
  + [
    ("parentheses", "( x 20000"), ("NOT", "NOT\\ x 20000"), ("minus", "- x 20000"),
    ("brackets of a function", "intersects( x 5000"),
  ].map { name, pattern in
    let parts = pattern.components(separatedBy: " x ")
    return FaultRow(
      id: "F-Q-2", name: "20,000 times \(name)", files: ["in/a.csv": .text("a,b\n1,x\n")],
      run:
        "q=$(for i in {1..\(parts[1])}; do printf '%s ' \"\(parts[0].replacingOccurrences(of: "\\", with: ""))\"; done); ulimit -s 256; weir convert in/a.csv -q \"${q}a\" -o out/x.jsonl",
      exit: 3, says: ["error[Q0"], peakMiB: 64)
  }
  + [
    FaultRow(
      id: "F-Q-2", name: "a chain of 10,000 AND", files: ["in/a.csv": .text("a,b\n1,x\n")],
      run:
        "q=$(for i in {1..10000}; do printf 'a=1 AND '; done); ulimit -s 256; weir convert in/a.csv -q \"${q}a=1\" -o out/x.jsonl",
      exit: 3, says: ["error[Q004]"], peakMiB: 96),
    FaultRow(
      id: "F-Q-3", name: "prefixes and words over a million letters",
      run:
        "{ printf 'a\\n'; yes a | tr -d '\\n' | head -c 1000000; echo; } > log/a.csv; weir convert log/a.csv -t csv -q 'a:aaaaaaaaaaaaaaaaaaaaaaaab* OR aaaab*' > log/x",
      exit: 0, peakMiB: 96),
    FaultRow(
      id: "F-Q-4", name: "slashes are no regular expression", files: ["in/a.csv": .text("a\naaa\n/^(a+)+$/\n")],
      run: "weir convert in/a.csv -q 'a = \"/^(a+)+$/\"' -t csv", prints: .exactly("a\n/^(a+)+$/\n")),
    FaultRow(
      id: "F-Q-4", name: "a pattern of a schema over 100,000 letters",
      files: [
        "conf/s.json": .text(
          "{\"fields\":[{\"name\":\"a\",\"type\":\"string\",\"constraints\":{\"pattern\":\"(a+)+\"}}]}")
      ],
      run:
        "{ printf 'a\\n'; yes a | tr -d '\\n' | head -c 100000; echo '!'; } | weir convert -f csv --schema conf/s.json -o out/x.jsonl",
      exit: 4, says: ["error[V010]"], peakMiB: 128),
    FaultRow(
      id: "F-Q-5", name: "quotes in a parameter", files: ["in/a.csv": .text("a,b\nx,1\n\"' OR 1=1\",2\n")],
      run: "weir convert in/a.csv -t csv -q 'a = ${v}' -p \"v=' OR 1=1\"", prints: .exactly("a,b\n\"' OR 1=1\",2\n")),
    FaultRow(
      id: "F-Q-5", name: "operators in a parameter", files: ["in/a.csv": .text("a,b\nx,1\n")],
      run: "weir convert in/a.csv -t csv -q 'a = ${v}' -p 'v=x OR b=1'", prints: .exactly("a,b\n")),
  ]

/// 300 queries of which none may pass: broken pieces, alone and behind a good beginning.
private let broken: [String] = {
  let pieces = [
    "(", ")", "a =", "= 1", "a >", "a <", "a >=", "AND", "OR", "NOT", "a AND", "AND a", "a OR", "a ==== 1", "a:", ":x",
    "a:(", "a:(x", "()", "a = ()",
    "intersects(", "#nofunction(a)", "a = #now(", "a = #now(hours)", "zz > 1", "zz:x", "a = 1)", "(a = 1",
    "((a = 1)", "a:[1 TO", "a:[1 TO 2", "a:[ TO ]",
  ]
  let beginnings = [
    "", "a = 1 AND ", "NOT a = 1 OR ", "(a = 1) AND ", "b = \"x\" OR ", "a > 0 AND b = \"y\" AND ",
    "NOT NOT a = 1 AND ", "(a = 1 OR b = \"z\") AND ", "b:x AND ", "a = 1 OR NOT b = \"q\" AND ",
  ]
  return Array(beginnings.flatMap { beginning in pieces.map { beginning + $0 } }.prefix(300))
}()
