// speedscope's own format: all threads in one file, each in the order of time.
// https://www.speedscope.app/file-format-schema.json
import type { ThreadRecord } from "../record/index.ts";
import type { CallNode, Profile, ProfiledFunction } from "../report/index.ts";
import { threadNames } from "./threads.ts";
import { timeline } from "./timeline.ts";

/** The part of the format that is written here. */
export interface SpeedscopeFile {
  readonly $schema: "https://www.speedscope.app/file-format-schema.json";
  readonly name: string;
  readonly exporter: string;
  readonly activeProfileIndex: number;
  readonly shared: { readonly frames: readonly SpeedscopeFrame[] };
  readonly profiles: readonly SpeedscopeProfile[];
}

export interface SpeedscopeFrame {
  readonly name: string;
  readonly file?: string;
  /** Both from 1. */
  readonly line?: number;
  readonly col?: number;
}

export interface SpeedscopeProfile {
  readonly type: "sampled";
  readonly name: string;
  readonly unit: "microseconds";
  readonly startValue: number;
  readonly endValue: number;
  /** Indices of frames, the outermost first. */
  readonly samples: readonly (readonly number[])[];
  readonly weights: readonly number[];
}

/**
 * All threads of a profile. Times count from the beginning of the first thread, in microseconds; a thread that waits has
 * an empty stack, as in what speedscope makes of V8's own format.
 *
 * @example
 * writeFileSync("prog.speedscope.json", JSON.stringify(speedscope(profile, "prog.ts")));
 */
export function speedscope({ records, threads }: Profile, name: string): SpeedscopeFile {
  const frames: SpeedscopeFrame[] = [];
  const indices = new Map<ProfiledFunction, number>();
  const frame = (fn: ProfiledFunction): number => {
    const known = indices.get(fn);
    if (known !== undefined) return known;
    frames.push(frameOf(fn));
    indices.set(fn, frames.length - 1);
    return frames.length - 1;
  };
  const stacks = new Map<CallNode, number[]>();
  const stack = (at: CallNode): number[] => {
    const known = stacks.get(at);
    if (known) return known;
    const made = at.parent && at.fn.kind !== "idle" ? [...stack(at.parent), frame(at.fn)] : [];
    stacks.set(at, made);
    return made;
  };
  const starts = records.flatMap(({ profile }) => (profile ? [profile.startTime] : []));
  const zero = Math.min(...starts);
  const names = threadNames(records);
  const profiles = threads.map((thread, i): SpeedscopeProfile => {
    const stretches = timeline(records[i], thread);
    const start = firstSample(records[i], zero);
    const weights = stretches.map(({ seconds }) => micro(seconds));
    const sum = weights.reduce((all, weight) => all + weight, 0);
    return {
      type: "sampled",
      name: names[i],
      unit: "microseconds",
      startValue: start,
      endValue: start + sum,
      samples: stretches.map(({ at }) => stack(at)),
      weights,
    };
  });
  return {
    $schema: "https://www.speedscope.app/file-format-schema.json",
    name,
    exporter: "amdahl",
    activeProfileIndex: 0,
    shared: { frames },
    profiles,
  };
}

function frameOf({ name, file, line, known }: ProfiledFunction): SpeedscopeFrame {
  if (file === "") return { name };
  const { record } = known ?? {};
  // The place is where the engine and editors have the function, which may be a line below its first one.
  if (record) return { name, file, line: record.line + 1, col: record.column + 1 };
  return { name, file, ...(line > 0 && { line }) };
}

function firstSample({ profile }: ThreadRecord, zero: number): number {
  return profile ? profile.startTime - zero + Math.max(0, profile.timeDeltas[0] ?? 0) : 0;
}

/** Microseconds, and no more digits than nanoseconds have. */
function micro(seconds: number): number {
  return Math.round(seconds * 1e9) / 1e3;
}
