// console.log and its kin out of compiled code: through the console where one is heard at once, and straight into
// the file where the event loop that would carry it never turns.
import { inTeamWorker } from "../../team/index.ts";
import { joined, type Quoted, type RuntimeSite } from "./sites.ts";

type Line = (text: string) => void;

/** The methods that write to standard error. */
const ERRORS: ReadonlySet<string> = new Set(["error", "warn", "trace"]);

/** As the console shows a number on its own: minus zero with its sign. */
function show(value: number | boolean): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/** Prints the line of a print site. */
export function print(site: RuntimeSite, quoted: Quoted): void {
  if (site.kind !== "print") return;
  const text = joined(site.parts, quoted, show);
  if (inTeamWorker()) {
    writeLine(ERRORS.has(site.method) ? 2 : 1, text);
    return;
  }
  const method = (console as unknown as Record<string, Line | undefined>)[site.method];
  // One argument: the console then reads no % directives into the text.
  (method ?? console.log).call(console, text);
}

/** Writes a whole line, in one piece where the system takes it so, so that threads' lines do not mix. */
function writeLine(fd: number, text: string): void {
  const { writeSync } = process.getBuiltinModule("node:fs");
  let rest: Uint8Array = Buffer.from(`${text}\n`);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      const code = (error as { code?: unknown }).code;
      // Nobody reads any more: what Node's console does then is nothing.
      if (code !== "EAGAIN") return;
      // The main thread has made the pipe non-blocking and the reader is slow.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}
