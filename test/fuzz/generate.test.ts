// The fuzzer's own parts: programs follow from their seeds, are valid JavaScript, use everything, and shrink.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { random } from "../../src/jit/index.ts";
import { caseOf, type Generated, generate } from "./generate.ts";
import { FEATURES } from "./grammar/index.ts";
import { minimize } from "./minimize.ts";
import { difference, show } from "./outcome.ts";
import { runPlain } from "./plain.ts";
import { Random } from "./random.ts";
import { leaf, make, type Node, nodes } from "./tree.ts";
import { bring } from "./values.ts";

describe("generation", () => {
  test("a seed is a program, down to the last byte of its arguments", () => {
    for (const seed of [1, 2, 3, 1e9]) {
      const [a, b] = [generate(seed), generate(seed)].map(caseOf);
      assert.deepStrictEqual(a, b);
    }
    assert.notStrictEqual(caseOf(generate(1)).source, caseOf(generate(2)).source);
  });

  test("1500 programs are valid, end, and use every feature", () => {
    const used = new Set<string>();
    for (let seed = 0; seed < 1500; seed++) {
      const c = caseOf(generate(seed));
      const { ending } = runPlain(c, random);
      assert.notStrictEqual(ending.k, "broken", `seed ${seed}: ${ending.k === "broken" && ending.message}`);
      for (const f of c.features) used.add(f);
    }
    assert.deepStrictEqual(
      FEATURES.filter((f) => !used.has(f)),
      [],
    );
  });

  test("a feature that is off does not occur", () => {
    const off = ["prange", "throw", "rows", "strided", "helper", "closure"];
    for (let seed = 0; seed < 200; seed++) {
      const { features } = caseOf(generate(seed, { off }));
      assert.deepStrictEqual(
        features.filter((f) => off.includes(f)),
        [],
      );
    }
  });

  test("random bits are whole numbers below 2^32, spread evenly", () => {
    // Every value within range, and the mean of many near its expectation (standard error 0.0029).
    const r = new Random(42);
    let sum = 0;
    for (let i = 0; i < 10000; i++) {
      const x = r.bits();
      assert.ok(Number.isInteger(x) && x >= 0 && x < 2 ** 32);
      sum += x / 2 ** 32;
    }
    assert.ok(Math.abs(sum / 10000 - 0.5) < 0.015);
  });
});

describe("comparing", () => {
  const views = [{ name: "a", kind: "Float64Array", buffer: 0, offset: 0, length: 1 }];
  const outcome = (value: unknown, x = 0) => ({
    ending: { k: "value" as const, value },
    printed: [],
    records: undefined,
    buffers: [new Uint8Array(Float64Array.of(x).buffer)],
  });

  test("-0 differs from 0, in results and in arrays", () => {
    assert.strictEqual(difference(outcome(0), outcome(-0), views)?.kind, "another value");
    assert.strictEqual(difference(outcome(1, 0), outcome(1, -0), views)?.kind, "arrays");
  });

  test("all NaNs are equal, whatever their bits", () => {
    const odd = outcome(Number.NaN, Number.NaN);
    new DataView(odd.buffers[0].buffer).setBigUint64(0, 0xfff8000000000001n, true);
    assert.strictEqual(difference(outcome(Number.NaN, Number.NaN), odd, views), undefined);
  });

  test("neighbouring doubles differ", () => {
    assert.strictEqual(difference(outcome(0.1), outcome(0.1 + 2 ** -56), views)?.kind, "another value");
    assert.notStrictEqual(show(0.1), show(0.1 + 2 ** -56));
  });
});

describe("minimising", () => {
  test("what is left is the cause", () => {
    const cause = (g: Generated): boolean =>
      [...nodes(g.tree.kids.at(-1) as Node)].some((n) => n.tag === "imul");
    const big = Array.from({ length: 200 }, (_, i) => generate(i)).find(
      (g) => cause(g) && caseOf(g).source.length > 1500,
    );
    assert.ok(big);
    const small = caseOf(minimize(big, cause, 5));
    // A kernel whose only statement, or result, is the product of constants.
    assert.match(small.source, /Math\.imul\((0|1), (0|1)\)/);
    assert.ok(small.source.split("\n").length <= 8, small.source);
  });

  test("a fixed statement stays", () => {
    const fixed = leaf("recursion", "fixed", "n = 1;");
    const tree = make(
      "program",
      "program",
    )`function kernel() {${[fixed, leaf("let", "stmt", "let x = 2;")]}}`;
    const small = minimize({ seed: 0, shape: [], tree, args: { buffers: [], values: [] } }, () => true, 1);
    assert.strictEqual(caseOf(small).source, "function kernel() {\n  n = 1;\n}");
  });

  test("arguments with overlapping views live in one buffer", () => {
    const live = bring({
      buffers: [new Uint8Array(16)],
      values: [
        { k: "view", kind: "Float64Array", buffer: 0, offset: 0, length: 2 },
        { k: "view", kind: "Int32Array", buffer: 0, offset: 8, length: 2 },
        { k: "same", as: 0 },
      ],
    });
    const [a, b, c] = live.values as [Float64Array, Int32Array, Float64Array];
    b[1] = 0x3ff00000;
    assert.strictEqual(a[1], 1);
    assert.strictEqual(a, c);
  });
});
