import Glibc

/// F-CPU: work that is interrupted, and races.
let processorRows: [FaultRow] =
  [(SIGINT, 130), (SIGTERM, 143)].map { number, exit in
    FaultRow(
      id: "F-CPU-1", name: "signal \(number) in the middle of work that only counts",
      run: """
        set -m; mkfifo log/f; { printf 'a,b\\n'; yes '12345,some words'; } > log/f & y=$!
        weir inspect -f csv log/f > log/x & p=$!; sleep 0.4; kill -\(number) $p; wait $p; code=$?; wait $y; exit $code
        """, exit: Int32(exit))
  }
  + [
    FaultRow(
      id: "F-CPU-2", name: "2,000 damaged inputs and eight workers", run: "\"$HELPER\" tool damaged 2000", isLong: true,
      limit: 240),
    FaultRow(
      id: "F-CPU-2", name: "2,000 damaged inputs under the thread sanitizer",
      run: "WEIR=\"$WEIR_TSAN_BINARY\" \"$HELPER\" tool damaged 2000", needs: [.threadSanitizer], isLong: true,
      limit: 1_200),
  ]
