import Formats
package import Pipelines

extension OptionTable {
  /// What happens to wrong records: the keys of `on_error`.
  package static let errors: [DeclaredOption<ErrorHandling>] = [
    .choice(
      "--on-error", "on_error.policy", \.policy, usual: .fail,
      "What a wrong record does: fail ends the run, skip leaves it out, quarantine keeps it in rejects, "
        + "null makes values of a wrong type or against a constraint null."),
    .make("--max-errors", "on_error.max_errors", .text, "Most wrong records, or percent of those read: 10, 0.5%.") {
      texts, handling in
      guard let budget = texts.first.flatMap(ErrorBudget.init) else { return "needs a number or a percentage" }
      handling.maximum = budget
      return nil
    } spell: { handling in
      handling.maximum.map { [$0.text] } ?? []
    },
    .text("--rejects", "on_error.rejects", \.rejectsPath, "JSON Lines file for wrong records, each with its reason."),
    .text(
      "--rejects-raw", "on_error.rejects_raw", \.rawRejectsPath,
      "File for wrong records as they were read, to be repaired."),
  ]

  /// What a run leaves beside its outputs: a key of the file itself.
  package static let receipt: [DeclaredOption<ReceiptDeclaration>] = [
    .text("--receipt", "receipt", \.path, "JSON file with digests, counts and guesses of the run: weir verify.")
  ]
}
