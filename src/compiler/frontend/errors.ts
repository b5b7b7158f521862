// What a person sees when a function cannot be compiled: what was found, where, why it cannot be, what to write
// instead, and, inside called functions, the chain of calls that led there.
import type { Captured, Place } from "../../capture/index.ts";

/** One place in a chain of calls. */
export interface Mark {
  readonly captured: Captured;
  readonly start: number;
  readonly end: number;
}

/**
 * The function, as written, is outside the language that compiles.
 * `message` has the source frame; `place` is where; `reason` and `fix` are its two sentences.
 */
export class CompileError extends TypeError {
  override readonly name = "CompileError";
  readonly reason: string;
  readonly fix: string | undefined;
  readonly place: Place | undefined;

  constructor(
    reason: string,
    fix: string | undefined,
    at: Mark | undefined,
    calls: readonly Mark[] = [],
    others: readonly Mark[] = [],
  ) {
    super(compose(reason, fix, at, calls, others));
    this.reason = reason;
    this.fix = fix;
    this.place = at?.captured.placeOf(at.start);
  }
}

const where = (m: Mark): string => {
  const p = m.captured.placeOf(m.start);
  return `${p.file ?? "<anonymous>"}:${p.line}:${p.column}`;
};

function compose(
  reason: string,
  fix: string | undefined,
  at: Mark | undefined,
  calls: readonly Mark[],
  others: readonly Mark[],
): string {
  const lines = [reason];
  if (at)
    lines.push(
      `  at ${where(at)} in ${at.captured.name || "(anonymous)"}`,
      at.captured.frame(at.start, at.end),
    );
  for (const m of others) lines.push(`  and ${where(m)}`, m.captured.frame(m.start, m.end));
  if (fix) lines.push(`Write instead: ${fix}`);
  for (const call of [...calls].reverse()) {
    lines.push(`called at ${where(call)} in ${call.captured.name || "(anonymous)"}`);
    lines.push(call.captured.frame(call.start, call.end));
  }
  return lines.join("\n");
}
