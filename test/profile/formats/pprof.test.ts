// pprof's format, read by a decoder of its own: numbers of fields from profile.proto, sums from known samples.
import assert from "node:assert/strict";
import { test } from "node:test";
import { pprof } from "../../../src/profile/formats/index.ts";
import { Message } from "../../../src/profile/formats/protobuf.ts";
import { Profile } from "../../../src/profile/report/index.ts";
import {
  DEEPER,
  GC,
  IDLE,
  INNER,
  madeProfile,
  madeThread,
  OUTER,
  PROGRAM,
  renamed,
  withoutSamples,
} from "./hand-made.ts";
import { decode, messages, number, numbers } from "./wire.ts";

interface Read {
  readonly types: string[];
  /** Stacks as `function:line`, the leaf first; samples, nanoseconds and thread. */
  readonly samples: { stack: string[]; values: number[]; thread: string }[];
  readonly functions: Map<string, [file: string, line: number]>;
  readonly time: bigint;
  readonly duration: bigint;
  readonly period: bigint;
  readonly comment: string;
}

/** Reads a profile, and fails where pprof's CheckValid would. */
function read(bytes: Uint8Array): Read {
  const raw = decode(bytes);
  const texts = ((raw.get(6) ?? []) as Uint8Array[]).map((text) =>
    new TextDecoder("utf-8", { fatal: true }).decode(text),
  );
  assert.equal(texts[0], "");
  const text = (index: bigint) => texts[Number(index)] ?? assert.fail(`no text ${index}`);
  const byId = (field: number) => {
    const all = messages(raw, field).map((one) => [number(one, 1), one] as const);
    assert.equal(new Set(all.map(([id]) => id)).size, all.length, "numbers are unique");
    assert.ok(
      all.every(([id]) => id > 0n),
      "numbers are not 0",
    );
    return new Map(all);
  };
  const [mappings, locations, functions] = [byId(3), byId(4), byId(5)];
  const get = <T>(map: Map<bigint, T>, id: bigint): T => map.get(id) ?? assert.fail(`no ${id}`);
  const types = messages(raw, 1).map((type) => `${text(number(type, 1))}/${text(number(type, 2))}`);
  return {
    types,
    samples: messages(raw, 2).map((sample) => {
      const stack = numbers(sample, 1).map((id) => {
        const location = get(locations, id);
        get(mappings, number(location, 2));
        const [line] = messages(location, 4);
        return `${text(number(get(functions, number(line, 1)), 2))}:${number(line, 2)}`;
      });
      const values = numbers(sample, 2).map(Number);
      assert.equal(values.length, types.length);
      const labels = messages(sample, 3).map((label) => [text(number(label, 1)), text(number(label, 2))]);
      assert.deepEqual(
        labels.map(([key]) => key),
        ["thread"],
      );
      return { stack, values, thread: labels[0][1] };
    }),
    functions: new Map(
      [...functions.values()].map((fn) => [
        text(number(fn, 2)),
        [text(number(fn, 4)), Number(number(fn, 5))],
      ]),
    ),
    time: number(raw, 9),
    duration: number(raw, 10),
    period: number(raw, 12),
    comment: text(numbers(raw, 13)[0]),
  };
}

test("numbers of all sizes are written as the specification's examples have them", () => {
  const hex = (message: Message) => Buffer.from(message.bytes()).toString("hex");
  assert.equal(hex(new Message().int(1, 150)), "089601");
  assert.equal(hex(new Message().text(2, "testing")), "120774657374696e67");
  assert.equal(hex(new Message().ints(6, [3, 270, 86942])), "3206038e029ea705");
  for (const value of [1, 127, 128, 2 ** 31 + 1, 2 ** 32, Number.MAX_SAFE_INTEGER, 2n ** 53n, 2n ** 63n - 1n])
    assert.equal(number(decode(new Message().int(1, value).bytes()), 1), BigInt(value));
});

test("every place has its samples and its nanoseconds", () => {
  const { types, samples, functions, ...rest } = read(
    pprof(
      madeProfile({
        samples: [OUTER, INNER, DEEPER, INNER, GC, IDLE],
        durations: [1000, 2000, 500, 1000, 30, 9000],
        lines: { [INNER]: { 2: 1, 3: 1 }, [DEEPER]: { 3: 1 } },
      }),
    ),
  );
  assert.deepEqual(types, ["samples/count", "cpu/nanoseconds"]);
  const callers = ["<anonymous>:1", "{map}:0", "outer:1", "<module>:1"];
  assert.deepEqual(samples, [
    { stack: ["outer:1", "<module>:1"], values: [1, 1_000_000], thread: "main" },
    { stack: ["inner:2", ...callers], values: [1, 1_500_000], thread: "main" },
    { stack: ["inner:3", ...callers], values: [1, 1_500_000], thread: "main" },
    { stack: ["inner:3", "inner:2", ...callers], values: [1, 500_000], thread: "main" },
    { stack: ["(garbage collector):0"], values: [1, 30_000], thread: "main" },
  ]);
  assert.deepEqual(functions.get("inner"), [PROGRAM, 2]);
  assert.deepEqual(functions.get("{map}"), ["", 0]);
  assert.deepEqual(rest, {
    time: 1_700_000_000_123_000_000n,
    duration: 13_780_000n,
    // 13.78 ms over six samples.
    period: 2_296_667n,
    comment: `amdahl profile ${PROGRAM}`,
  });
});

test("each thread's samples bear its name", () => {
  const { samples } = read(pprof(madeProfile({ samples: [OUTER] }, { samples: [OUTER, OUTER], thread: 2 })));
  assert.deepEqual(
    samples.map(({ thread, values }) => [thread, values]),
    [
      ["main", [1, 1_000_000]],
      ["thread 2", [2, 2_000_000]],
    ],
  );
});

test("counts are those of the samples also where time was moved", () => {
  const record = madeThread({
    node: "v24.0.0",
    samples: Array(5).fill(OUTER),
    lines: { [OUTER]: { 1: 2, 3: 3 } },
  });
  const { samples } = read(pprof(new Profile([record])));
  const by = Object.fromEntries(samples.map(({ stack, values }) => [stack[0], values]));
  assert.deepEqual(by, { "outer:1": [2, 2_000_000], "inner:3": [3, 3_000_000] });
});

test("a profile without samples is one that pprof can open", () => {
  for (const profile of [new Profile([]), new Profile([withoutSamples()]), madeProfile({ samples: [] })]) {
    const { types, samples } = read(pprof(profile));
    assert.deepEqual([types.length, samples.length], [2, 0]);
  }
});

test("names are text in UTF-8, whatever they are", () => {
  const record = renamed(madeThread({ samples: [OUTER], program: '/a "b"/ü.ts' }), OUTER, 'a "名" 😀');
  const { functions, comment } = read(pprof(new Profile([record])));
  assert.ok(functions.has('{a "名" 😀}'), String([...functions.keys()]));
  assert.equal(comment, 'amdahl profile /a "b"/ü.ts');
});
