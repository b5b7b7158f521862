// Evaluated before anything else of the library, so that `import "amdahl"` on a Node too old for it ends in one
// sentence. The sentence is the command line's, and lives with it in bin/, which every Node can read.
import { tooOld } from "../bin/node-version.js";

const reason = typeof process === "undefined" ? undefined : tooOld(process.version);
if (reason !== undefined) {
  const error = new Error(reason);
  // The stack would name this file, which is not where the mistake is.
  error.stack = `Error: ${reason}`;
  throw error;
}
