/// F-YAML: pipeline files that are broken or hostile.
let pipelineFileRows: [FaultRow] =
  [
    ("F-YAML-1", "an alias", "weir: 1\ninput: &a {path: ../in/a.csv}\noutput: *a\n", "P008"),
    ("F-YAML-1", "an alias of itself", "weir: 1\ninput: &a {path: *a}\n", "P00"),
    ("F-YAML-1", "a merge key", "weir: 1\nx: &a {path: a}\ninput: {<<: *a}\n", "P00"),
    ("F-YAML-1", "a tag", "weir: 1\ninput: {path: !!binary aGVsbG8=}\n", "P00"),
    ("F-YAML-1", "a tag of an address", "weir: 1\ninput: !<tag:example.com,2000:x> {path: a}\n", "P00"),
    ("F-YAML-2", "equal keys", "weir: 1\ninput: {path: a}\ninput: {path: b}\n", "P003"),
    ("F-YAML-2", "a tab as indentation", "weir: 1\ninput:\n\tpath: a\n", "P001"),
    ("F-YAML-2", "two documents", "weir: 1\ninput: {path: a}\n---\nweir: 1\n", "P00"),
    ("F-YAML-2", "no mapping", "- a\n- b\n", "P00"),
    ("F-YAML-2", "nothing", "", "P00"),
    ("F-YAML-4", "an unknown key with its neighbour", "weir: 1\ninpt: {path: a}\n", "did you mean 'input'"),
    (
      "F-YAML-4", "a wrong type", "weir: 1\ninput: {path: ../in/a.csv}\nlimit: many\noutput: {path: ../out/x.csv}\n",
      "P004"
    ),
    ("F-YAML-5", "extends is unknown", "weir: 1\nextends: conf.yaml\ninput: {path: a}\n", "P002"),
    ("F-YAML-5", "include is unknown", "weir: 1\ninclude: [conf.yaml]\ninput: {path: a}\n", "P002"),
    ("F-YAML-6", "a command", "weir: 1\ninput: {command: 'touch ../out/ran'}\noutput: {path: ../out/x.csv}\n", "P002"),
    (
      "F-YAML-6", "a decompressor that is a command",
      "weir: 1\ninput: {path: ../in/a.csv, prepipe: 'touch ../out/ran;'}\noutput: {path: ../out/x.csv}\n", "P002"
    ),
  ].map { id, name, text, words in
    FaultRow(
      id: id, name: name, files: ["in/a.csv": .text("a,b\n1,NO\n"), "conf/conf.yaml": .text(text)],
      run: "weir run conf/conf.yaml", exit: 3,
      says: ["conf/conf.yaml", words], peakMiB: 64, diagnostics: twofold.contains(name) ? 2 : 1)
  }
  + [
    FaultRow(
      id: "F-YAML-1", name: "a billion laughs", files: ["conf/a.yaml": .text(laughs)], run: "weir run conf/a.yaml",
      exit: 3, says: ["error[P008]"], peakMiB: 40, diagnostics: 10),
    FaultRow(
      id: "F-YAML-2", name: "1,000 levels",
      files: [
        "conf/a.yaml": .made {
          Array(
            ("weir: 1\ninput: " + String(repeating: "[", count: 1_100) + String(repeating: "]", count: 1_100) + "\n")
              .utf8)
        }
      ],
      run: "ulimit -s 512; weir run conf/a.yaml", exit: 3, says: ["error[P0"]),
    FaultRow(
      id: "F-YAML-2", name: "10 MiB",
      files: ["conf/a.yaml": .made { Array("weir: 1\n# ".utf8) + Array(repeating: 120, count: 10 << 20) }],
      run: "weir run conf/a.yaml", exit: 3,
      says: ["error[P001]"], peakMiB: 64),
    FaultRow(
      id: "F-YAML-2", name: "200,000 keys",
      files: ["conf/a.yaml": .made { Array(("weir: 1\n" + (1...200_000).map { "key\($0): 1\n" }.joined()).utf8) }],
      run: "weir run conf/a.yaml", exit: 3,
      says: ["error[P001]", "1 MiB"], peakMiB: 64),
    FaultRow(
      id: "F-YAML-2", name: "a device without an end", run: "weir run /dev/zero", exit: 3, says: ["error[P001]"],
      peakMiB: 64),
    FaultRow(
      id: "F-YAML-3", name: "words that YAML turns into other things",
      files: [
        "in/a.csv": .text("NO,012,t\nx,y,z\n"),
        "conf/a.yaml": .text(
          "weir: 1\ninput: {path: ../in/a.csv}\nfilter: {q: 't = ${v}'}\nparams: {v: {type: string, default: z}}\nfields: [NO, 012, t]\noutput: {path: ../out/x.csv}\n"
        ),
      ],
      run: "weir run conf/a.yaml; cat out/x.csv; rm out/x.csv", prints: .exactly("NO,012,t\nx,y,z\n")),
    FaultRow(
      id: "F-YAML-6", name: "a path with a scheme is a path",
      files: [
        "conf/a.yaml": .text(
          "weir: 1\ninput: {path: 'file:///proc/self/environ', format: csv}\noutput: {path: ../out/x.csv}\n")
      ],
      run: "weir run conf/a.yaml", exit: 4, says: ["error[I001]"]),
    FaultRow(
      id: "F-YAML-7", name: "an address is not fetched",
      run: "weir convert http://127.0.0.1:9/x.csv -f csv -o out/x.csv", exit: 4, says: ["error[I001]"]),
  ]

/// Every mistake is told at once: these rows have two.
private let twofold = ["an alias", "a merge key", "an unknown key with its neighbour", "a command"]

private let laughs =
  "weir: 1\na: &a [x,x,x,x,x,x,x,x,x]\n"
  + zip("bcdefghij", "abcdefghi").map { pair in
    "\(pair.0): &\(pair.0) [" + Array(repeating: "*\(pair.1)", count: 9).joined(separator: ",") + "]\n"
  }.joined()
