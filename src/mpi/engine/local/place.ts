// Where in the program a call of MPI's stands: the innermost line of the stack that is not amdahl's own.

/** The folder that amdahl's own files lie in, src/ or dist/, as stacks spell it: modules by URL, scripts by path. */
const OWN = new URL("../../../", import.meta.url);
const SPELLED = [OWN.href, decodeURIComponent(OWN.pathname)];

/** "prog.ts:12:8" as the stack spells it; empty if there is none. */
export function callerPlace(): string {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 50;
  const lines = (new Error().stack ?? "").split("\n").slice(1);
  Error.stackTraceLimit = before;
  const line = lines.find((l) => !SPELLED.some((own) => l.includes(own)) && !l.includes("node:internal"));
  return line?.trim().replace(/^at (?:async )?/, "") ?? "";
}
