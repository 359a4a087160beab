/// F-ENV: the same bytes whatever surrounds the process.
let environmentRows: [FaultRow] =
  [
    ("a time zone far away", "TZ=Pacific/Kiritimati weir"), ("a broken time zone", "TZ=:/nonexistent weir"),
    ("Turkish letters", "LC_ALL=tr_TR.UTF-8 LANG=tr_TR weir"),
    ("no directory for temporary files", "TMPDIR=/nonexistent weir"), ("no home", "env -u HOME weir"),
    ("a hash without a seed", "SWIFT_DETERMINISTIC_HASHING=1 weir"),
    ("an empty environment", "env -i \"$WEIR\""), ("a narrow terminal", "COLUMNS=1 TERM=dumb weir"),
  ].map { name, tool in
    FaultRow(
      id: "F-ENV-1", name: name, files: input,
      run:
        "for t in json csv jsonl; do cmp <(\(tool) convert in/a.csv -q 'name:İstanbul OR id < 900' -t $t) <(weir convert in/a.csv -q 'name:İstanbul OR id < 900' -t $t) || exit 1; done; \(tool) convert in/a.csv -o out/final.json",
      out: .whole(["final.json": "weir convert in/a.csv -t json"]))
  }
  + [
    FaultRow(
      id: "F-ENV-1", name: "no /proc", files: input.merging(["out/final.json": .old]) { $1 },
      run: "unshare -rm bash -c 'mount -t tmpfs t /proc; \"$WEIR\" convert in/a.csv -o out/final.json'",
      out: .whole(["final.json": "weir convert in/a.csv -t json"]), needs: [.mounts]),
    FaultRow(
      id: "F-ENV-1", name: "no directory to stand in", files: input,
      run: "p=$PWD; mkdir log/gone; cd log/gone; rmdir ../gone; weir convert \"$p/in/a.csv\" -o \"$p/out/final.json\"",
      out: .whole(["final.json": "weir convert in/a.csv -t json"])),
  ]
  + [("1970", -1_700_000_000), ("2100", 2_400_000_000), ("a clock that jumps", 86_400)].map { name, seconds in
    FaultRow(
      id: "F-ENV-2", name: name, files: input,
      run:
        "weir convert in/a.csv -o out/final.json && command weir inspect in/a.csv > log/a && weir inspect in/a.csv > log/b && cmp log/a log/b",
      out: .whole(["final.json": "weir convert in/a.csv -t json"]), fault: .mode(["FAULT_CLOCK": "\(seconds)"]))
  }

private let input: [String: FaultRow.Content] = ["in/a.csv": .made { MadeData.csv(1_000) }]
