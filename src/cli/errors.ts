// The one error class of the command line: a mistake of usage, shown as a sentence and not as a stack.
// Everything else that is thrown is a defect and keeps its stack.

/** A mistake in how `amdahl` was called; `message` says what was found and what to write instead. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
