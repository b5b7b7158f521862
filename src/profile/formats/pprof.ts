// pprof's format, which `go tool pprof` and many services open: every place on a stack with its samples and its time.
// https://github.com/google/pprof/blob/main/proto/profile.proto
import type { CallNode, Profile, ProfiledFunction } from "../report/index.ts";
import { Message } from "./protobuf.ts";
import { threadNames } from "./threads.ts";
import { byLine, timeline } from "./timeline.ts";

/** Numbers of the fields of pprof's messages. */
const PROFILE = {
  sampleType: 1,
  sample: 2,
  mapping: 3,
  location: 4,
  function: 5,
  string: 6,
  time: 9,
  duration: 10,
  periodType: 11,
  period: 12,
  comment: 13,
  defaultType: 14,
} as const;
const VALUE_TYPE = { type: 1, unit: 2 } as const;
const SAMPLE = { location: 1, value: 2, label: 3 } as const;
const LABEL = { key: 1, text: 2 } as const;
const MAPPING = { id: 1, file: 5, hasFunctions: 7, hasFiles: 8, hasLines: 9 } as const;
const LOCATION = { id: 1, mapping: 2, line: 4 } as const;
const LINE = { function: 1, line: 2 } as const;
const FUNCTION = { id: 1, name: 2, systemName: 3, file: 4, line: 5 } as const;

/**
 * A profile as pprof's message, not yet compressed: of each place its samples and its nanoseconds, with the label
 * `thread`. Waiting is no time of a processor, and is left out. A caller's line is that of its head: the engine does not
 * say from where it called.
 *
 * @example
 * writeFileSync("prog.pb.gz", gzipSync(pprof(profile)));
 */
export function pprof(profile: Profile): Uint8Array {
  const { records, threads } = profile;
  const out = new Message();
  const tables = new Tables(out);
  const valueType = (type: string, unit: string) =>
    new Message().int(VALUE_TYPE.type, tables.text(type)).int(VALUE_TYPE.unit, tables.text(unit));
  out.message(PROFILE.sampleType, valueType("samples", "count"));
  out.message(PROFILE.sampleType, valueType("cpu", "nanoseconds"));

  const names = threadNames(records);
  threads.forEach((thread, i) => {
    const counts = new Map<CallNode, number>();
    for (const { at, begins } of timeline(records[i], thread))
      if (begins) counts.set(at, (counts.get(at) ?? 0) + 1);
    const label = new Message().int(LABEL.key, tables.text("thread")).int(LABEL.text, tables.text(names[i]));
    const visit = (at: CallNode, callers: readonly number[]) => {
      const count = counts.get(at) ?? 0;
      if (at.parent && at.fn.kind !== "idle" && (count > 0 || at.self > 0))
        for (const { line, count: samples, seconds } of byLine(at, count)) {
          const sample = new Message()
            .ints(SAMPLE.location, [tables.location(at.fn, line), ...callers])
            .ints(SAMPLE.value, [samples, nano(seconds)])
            .message(SAMPLE.label, label);
          out.message(PROFILE.sample, sample);
        }
      const stack = at.parent ? [tables.location(at.fn, at.fn.line), ...callers] : callers;
      for (const child of at.children) visit(child, stack);
    };
    visit(thread.root, []);
  });

  const [first] = records;
  // With a mapping that says that all is known, pprof does not look for symbols.
  out.message(
    PROFILE.mapping,
    new Message()
      .int(MAPPING.id, 1)
      .int(MAPPING.file, tables.text(first?.argv[0] ?? ""))
      .int(MAPPING.hasFunctions, 1)
      .int(MAPPING.hasFiles, 1)
      .int(MAPPING.hasLines, 1),
  );
  const seconds = Math.max(0, ...threads.map((thread) => thread.seconds));
  out
    .int(PROFILE.time, BigInt(Math.round(first?.began ?? 0)) * 1_000_000n)
    .int(PROFILE.duration, nano(seconds))
    .message(PROFILE.periodType, valueType("cpu", "nanoseconds"))
    .int(PROFILE.period, nano(profile.sampleInterval))
    .ints(PROFILE.comment, [tables.text(["amdahl profile", ...(first?.argv ?? [])].join(" "))])
    .int(PROFILE.defaultType, tables.text("cpu"));
  tables.end();
  return out.bytes();
}

function nano(seconds: number): number {
  return Math.max(0, Math.round(seconds * 1e9));
}

/** What samples refer to by number, written once each. */
class Tables {
  readonly #out: Message;
  readonly #texts = new Map<string, number>([["", 0]]);
  readonly #functions = new Map<ProfiledFunction, number>();
  readonly #locations = new Map<string, number>();

  constructor(out: Message) {
    this.#out = out;
  }

  text(text: string): number {
    return numbered(this.#texts, text, 0);
  }

  location(fn: ProfiledFunction, line: number): number {
    const of = this.#function(fn);
    const key = `${of}:${line}`;
    const known = this.#locations.get(key);
    if (known !== undefined) return known;
    const id = numbered(this.#locations, key, 1);
    const place = new Message().int(LINE.function, of).int(LINE.line, line);
    this.#out.message(
      PROFILE.location,
      new Message().int(LOCATION.id, id).int(LOCATION.mapping, 1).message(LOCATION.line, place),
    );
    return id;
  }

  /** Writes all texts, in the order of their numbers. */
  end(): void {
    for (const text of this.#texts.keys()) this.#out.text(PROFILE.string, text);
  }

  #function(fn: ProfiledFunction): number {
    const known = this.#functions.get(fn);
    if (known !== undefined) return known;
    const id = numbered(this.#functions, fn, 1);
    const name = this.text(fn.name);
    this.#out.message(
      PROFILE.function,
      new Message()
        .int(FUNCTION.id, id)
        .int(FUNCTION.name, name)
        .int(FUNCTION.systemName, name)
        .int(FUNCTION.file, this.text(fn.file))
        .int(FUNCTION.line, fn.line),
    );
    return id;
  }
}

function numbered<Key>(numbers: Map<Key, number>, key: Key, first: number): number {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  numbers.set(key, numbers.size + first);
  return numbers.size - 1 + first;
}
