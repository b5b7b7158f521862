// What permissions let the compiler do to arithmetic, against the forms that they stand for.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { type JitOptions, jit } from "../../src/index.ts";
import { NO_C } from "../compiler/backend/c/host.ts";

const cubic = (x: number): number => 0.7 * x * x * x - 2 * x * x + 4;
/** The same with the fewest operations, in the order that the compiler is to find. */
const horner = (x: number): number => x * x * (0.7 * x - 2) + 4;
const numbers = Float64Array.from({ length: 1000 }, (_, i) => Math.sin(i * i) * 10 ** ((i % 7) - 3));

const targets: NonNullable<JitOptions["target"]>[] = NO_C ? ["wasm"] : ["wasm", "native"];

for (const target of targets) {
  test(`${target}: with reassoc the products of a sum share what they can; without, nothing changes`, () => {
    const loose = jit(cubic, { target, fastmath: ["reassoc"] });
    const strict = jit(cubic, { target });
    assert.ok(
      numbers.some((x) => cubic(x) !== horner(x)),
      "some number tells the forms apart",
    );
    for (const x of [0.1, ...numbers, 0, -0, Number.POSITIVE_INFINITY, Number.NaN]) {
      assert.equal(loose(x), horner(x));
      assert.equal(strict(x), cubic(x));
    }
    assert.deepEqual(loose.diagnostics().fastmath.used, ["reassoc"]);
  });

  test(`${target}: lanes have the same bits`, () => {
    const fill = (x: Float64Array, y: Float64Array): void => {
      for (let i = 0; i < x.length; i++) y[i] = 0.7 * x[i] * x[i] * x[i] - 2 * x[i] * x[i] + 4;
    };
    const y = new Float64Array(numbers.length);
    jit(fill, { target, fastmath: ["reassoc"] })(numbers, y);
    assert.deepEqual(y, numbers.map(horner));
  });
}

test("regrouped sums of whole numbers are what they were", () => {
  const forms: ((a: number, b: number, c: number) => number)[] = [
    (a, b, c) => a * b + a * c,
    (a, b, c) => a * b - a * c - a,
    (a, b, c) => -(a * b) - a * c,
    (a, b, c) => -a * b - -a * c + b * c,
    (a, b, c) => a * a + 2 * a * b + b * b - c,
    (a, b, c) => a * (b + c) - a * (b - c),
    (a, b, c) => (a + b) * c + (a + b) * a - (a + b),
    (a, b, c) => 3 * a * b * c - 2 * b * c - 7 * c + 5,
    (a, b, c) => 5 - c * (a * b - a * c) * 2 - c * b,
    (a, b, c) =>
      Math.abs(a * b - a * c) * b - Math.sqrt(b * b * a * a + c * c * a * a - 2 * b * c * a * a) * c,
    (a, b, c) => (a > b ? a * b + a * c : a * c - b * c) * c + c,
    (a, b, c) => a * b * 0 + a * c * 0 + b,
  ];
  for (const form of forms) {
    const loose = jit(form, { target: "wasm", fastmath: ["reassoc"] });
    for (let n = 0; n < 200; n++) {
      const [a, b, c] = [(n % 13) - 6, (n % 7) - 3, (n % 11) - 5] as [number, number, number];
      // The sign of a zero is one of the bits that are given up.
      assert.equal(loose(a, b, c) + 0, form(a, b, c) + 0, `${form} of ${a}, ${b}, ${c}`);
    }
  }
});

test("a running sum stays a sum: what is added to it is regrouped by itself", () => {
  const total = (x: Float64Array): number => {
    let s = 0;
    for (let i = 0; i < x.length; i++) s += x[i] * x[i] * 3 - x[i] * 2;
    return s;
  };
  const whole = Float64Array.from({ length: 777 }, (_, i) => (i % 19) - 9);
  assert.equal(jit(total, { fastmath: ["reassoc"] })(whole), total(whole));
});

test("the first index out of range is still the first", () => {
  const read = (x: Float64Array, i: number, j: number): number => x[i] * x[j] + x[j] * x[i + 1];
  const strict = jit(read, { target: "wasm" });
  const loose = jit(read, { target: "wasm", fastmath: ["reassoc"] });
  const message = (f: typeof read, i: number, j: number): string => {
    try {
      return String(f(numbers, i, j));
    } catch (e) {
      return (e as Error).message.split("\n")[0] as string;
    }
  };
  for (const [i, j] of [
    [1000, 2000],
    [999, 2000],
    [999, 3],
    [-1, 3],
  ] as const)
    assert.equal(message(loose, i, j), message(strict, i, j));
});

test("Math's own functions are not regrouped", () => {
  const f = (x: number): number => Math.exp(x) + Math.log(x) + Math.sin(x) + Math.tanh(x);
  const [strict, loose] = [jit(f), jit(f, { fastmath: ["reassoc"] })];
  for (const x of numbers) assert.equal(loose(Math.abs(x)), strict(Math.abs(x)));
});

const hasFma = process.arch === "arm64" || /\bfma\b/.test(cpuInfo());

function cpuInfo(): string {
  try {
    return readFileSync("/proc/cpuinfo", "utf8");
  } catch {
    return "";
  }
}

test("contract rounds a product and a sum once, in machine code only", {
  skip: NO_C || (!hasFma && "the processor has no such instruction"),
}, () => {
  const f = (x: number, y: number, c: number): number => x * y + c;
  const [x, y] = [1 + 2 ** -30, 1 - 2 ** -30];
  // The product is 1 - 2^-60, which rounds to 1.
  const once = -(2 ** -60);
  const native = (fastmath: JitOptions["fastmath"]) => jit(f, { target: "native", fastmath });
  assert.equal(f(x, y, -1), 0);
  assert.equal(native(false)(x, y, -1), 0);
  assert.equal(native(["reassoc", "afn"])(x, y, -1), 0);
  const named = native(["contract"]);
  assert.equal(named(x, y, -1), once);
  assert.deepEqual(named.diagnostics().fastmath.used, ["contract"]);
  assert.equal(native(true)(x, y, -1), once);
  // AMDAHL_TARGET has the last word on what is compiled to.
  if (!process.env.AMDAHL_TARGET) {
    const wasm = jit(f, { target: "wasm", fastmath: true });
    assert.equal(wasm(x, y, -1), 0);
    assert.deepEqual(wasm.diagnostics().fastmath.used, []);
  }
  const signs: [(x: number, y: number, c: number) => number, number][] = [
    [(p, q, c) => c + p * q, -1],
    [(p, q, c) => p * q - c, 1],
    [(p, q, c) => -(c - p * q), 1],
  ];
  for (const [form, c] of signs)
    assert.equal(jit(form, { target: "native", fastmath: ["contract"] })(x, y, c), once, String(form));
  const lanes = jit(
    (a: Float64Array, b: Float64Array, r: Float64Array) => {
      for (let i = 0; i < a.length; i++) r[i] = a[i] * b[i] - 1;
    },
    { target: "native", fastmath: ["contract"] },
  );
  const r = new Float64Array(37);
  lanes(new Float64Array(37).fill(x), new Float64Array(37).fill(y), r);
  assert.deepEqual(r, new Float64Array(37).fill(once));
});
