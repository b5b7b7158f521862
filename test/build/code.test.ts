// The bytes that are carried: the same module to an engine, with a memory that is its own, and nothing that changes from
// one compilation to the next.
import assert from "node:assert/strict";
import { test } from "node:test";
import { carriedCode } from "../../src/build/code.ts";
import { ENGINE } from "../../src/build/kernels.ts";
import { watchLines } from "../../src/heap/index.ts";
import { jit, kernelOf, prange, SIZE } from "../../src/jit/index.ts";

// Not in Node's own type declarations.
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: {
    Module: (new (
      bytes: Uint8Array,
    ) => object) & {
      imports(module: object): { name: string }[];
      exports(module: object): unknown[];
      customSections(module: object, name: string): unknown[];
    };
    Instance: new (
      module: object,
      imports: object,
    ) => { exports: Record<string, (...args: number[]) => unknown> };
    Memory: new (limits: object) => { buffer: ArrayBuffer };
  };
};
const { Module, Instance, Memory } = WebAssembly;

const F64 = { t: "array", kind: "Float64Array" } as const;
const memory = { memory64: false, maximumPages: 65536 };
const sum = kernelOf(
  jit((a: Float64Array) => {
    let s = 0;
    for (const i of prange(a.length)) s += a[i];
    return s;
  }),
).prepare([F64], memory);
const first = kernelOf(jit((a: Float64Array) => a[0])).prepare([F64], memory);

test("the same module, without names", () => {
  const { bytes } = sum.finish([]);
  const [before, after] = [new Module(bytes), new Module(carriedCode(bytes).bytes)];
  assert.deepEqual(Module.imports(after), Module.imports(before));
  assert.deepEqual(Module.exports(after), Module.exports(before));
  assert.equal(Module.customSections(before, "name").length, 1);
  assert.equal(Module.customSections(after, "name").length, 0);
});

test("two compilations of the same are the same", () => {
  const [one, two] = [carriedCode(sum.finish([]).bytes), carriedCode(sum.finish([]).bytes)];
  assert.ok(one.bytes.equals(two.bytes));
});

test("it is the same under a profiler, whose lines are those of code that runs here", (t) => {
  watchLines({ watch: () => {} });
  t.after(() => watchLines(undefined));
  const profiled = kernelOf(jit((a: Float64Array) => a[0])).prepare([F64], memory);
  const bytes = ({ finish }: typeof first) => carriedCode(finish([]).bytes).bytes;
  assert.ok(bytes(profiled).equals(bytes(first)));
});

test("its memory is not shared, and shared once the flag says so", () => {
  const { bytes, flag } = carriedCode(first.finish([]).bytes);
  const imports = (shared: boolean) => ({
    amdahl: { memory: new Memory({ initial: 1, maximum: 2, shared }), oob: () => {} },
  });
  const run = (shared: boolean): unknown =>
    new Instance(new Module(bytes), imports(shared)).exports.entry?.(64, 1);
  assert.equal(run(false), 0);
  assert.throws(() => run(true), /LinkError|shared/);
  bytes[flag] = 3;
  assert.equal(run(true), 0);
  assert.throws(() => run(false), /LinkError|shared/);
});

test("it has no relaxed instructions, which not every browser knows", () => {
  const escapes = kernelOf(
    jit(
      (image: Int32Array, n: number) => {
        for (let i = 0; i < n; i++) {
          let a = 0;
          let k = 0;
          while (k < 50 && a < 4) {
            a = a * a + i / n;
            k++;
          }
          image[i] = Math.floor(a) + (k > 3 ? 1 : k);
        }
      },
      { lanes: 4 },
    ),
  );
  const text = (engine: typeof memory): string => {
    const prepared = escapes.prepare([{ t: "array", kind: "Int32Array" }, { t: "num" }], engine);
    return prepared.finish(prepared.wanted.map((w) => (w ? SIZE : undefined))).wat();
  };
  assert.match(text(memory), /relaxed_laneselect/);
  assert.doesNotMatch(text(ENGINE), /relaxed/);
  assert.match(text(ENGINE), /v128\.bitselect/);
});
