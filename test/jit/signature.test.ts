// Signatures: what can be written, what is compiled of it, and where the caret points when it cannot be read.
import assert from "node:assert/strict";
import { test } from "node:test";
import { zeros } from "../../src/array/index.ts";
import { jit } from "../../src/index.ts";
import { parseSignature } from "../../src/jit/signature.ts";

const F64 = { t: "array", kind: "Float64Array" };

test("types are read as TypeScript writes them", () => {
  const types = (text: string): unknown => parseSignature(`(x: ${text}) => unknown`).params[0];
  assert.deepEqual(types("number"), { t: "num" });
  assert.deepEqual(types("boolean"), { t: "bool" });
  assert.deepEqual(types("undefined"), { t: "static", value: undefined });
  assert.deepEqual(types("Float64Array"), F64);
  assert.deepEqual(types("Float32Array<ArrayBuffer>"), { t: "array", kind: "Float32Array" });
  for (const list of [
    "number[]",
    "readonly number[]",
    "Array<number>",
    "ReadonlyArray<number>",
    "(number)[]",
  ])
    assert.deepEqual(types(list), F64);
  for (const table of ["Float64Array[]", "number[][]", "Array<number[]>", "readonly (Float64Array)[]"])
    assert.deepEqual(types(table), { t: "table", kind: "Float64Array" });
  assert.deepEqual(types("NDArray<float32, 2>"), { t: "nd", kind: "Float32Array", ndim: 2 });
  assert.deepEqual(types("NDArray<'uint8clamped', 1>"), { t: "nd", kind: "Uint8ClampedArray", ndim: 1 });
  assert.deepEqual(types("[number, boolean]"), {
    t: "record",
    tuple: true,
    fields: [
      ["0", { t: "num" }],
      ["1", { t: "bool" }],
    ],
  });
  const record = {
    t: "record",
    tuple: false,
    fields: [
      ["dt", { t: "num" }],
      ["readonly", F64],
    ],
  };
  assert.deepEqual(types("{ dt: number, readonly: Float64Array }"), record);
  assert.deepEqual(types("{ readonly dt: number; readonly readonly: number[]; }"), record);
});

test("parameters and results", () => {
  assert.deepEqual(parseSignature("() => void").params, []);
  assert.deepEqual(parseSignature(" ( a : number , b:boolean, ) =>void ").params, [
    { t: "num" },
    { t: "bool" },
  ]);
  assert.equal(parseSignature("() => any").result, undefined);
  assert.deepEqual(parseSignature("() => number").result, { t: "num" });
});

test("what cannot be read is pointed at", () => {
  const caretOf = (text: string): [number, string] => {
    try {
      parseSignature(text);
    } catch (e) {
      const lines = (e as Error).message.split("\n");
      assert.equal(lines[1], `  ${text}`);
      assert.match(lines[3], /^Write instead: /);
      return [lines[2].length - 3, lines[0]];
    }
    return assert.fail(`${text} was read`);
  };
  assert.deepEqual(caretOf("x")[0], 0);
  assert.deepEqual(caretOf("(a) => number")[0], 2);
  assert.deepEqual(caretOf("(a: string) => void"), [4, "string is no type that compiles"]);
  assert.deepEqual(caretOf("(a: bigint) => void"), [4, "bigint does not compile: its elements are BigInts"]);
  assert.deepEqual(caretOf("(a?: number) => void")[0], 3);
  assert.deepEqual(caretOf("(...a: number[]) => void")[0], 4);
  assert.deepEqual(caretOf("(a: NDArray<float65, 2>) => void"), [12, "float65 is no dtype"]);
  assert.deepEqual(caretOf("(a: boolean[]) => void")[0], 4);
  assert.deepEqual(caretOf("(a: { dt: number ) => void")[0], 17);
  assert.deepEqual(caretOf("(a: number) -> void")[0], 12);
  assert.deepEqual(caretOf("(a: number) => void;")[0], 19);
  assert.deepEqual(caretOf("(a: number")[0], 10);
});

test("a function with signatures is compiled before its first call, and takes values of these types", () => {
  const f = jit(
    (u: Float64Array[], p: { dt: number; dx: number }, t: [number, number]) => u[0][0] + p.dt + p.dx + t[1],
    { signatures: ["(u: Float64Array[], p: { dx: number; dt: number }, t: [number, number]) => number"] },
  );
  const [made] = f.diagnostics().specialisations;
  assert.equal(made.compilations, 1);
  assert.ok(made.bytes > 0);
  // Fields in any order; rows of numbers too; no second specialisation.
  assert.equal(f([new Float64Array([1])], { dt: 2, dx: 3 }, [0, 4]), 10);
  assert.equal(f([[1]] as never, { dx: 3, dt: 2 }, [0, 4]), 10);
  assert.equal(f.diagnostics().specialisations.length, 1);
  assert.equal(f.diagnostics().specialisations[0].compilations, 1);
});

test("NDArrays of the named dtype and number of axes", () => {
  const corner = jit((a: { get(i: number, j: number): number }) => a.get(1, 1), {
    signatures: ["(a: NDArray<float64, 2>) => number"],
  });
  assert.equal(corner(zeros([2, 2]).fill(3)), 3);
});

test("calls that fit none of the signatures are refused", () => {
  const f = jit(
    function first(a: Float64Array | Float32Array) {
      return a[0];
    },
    { signatures: ["(a: Float64Array) => number", "(a: Float32Array) => number"] },
  );
  assert.equal(f(new Float64Array([1])), 1);
  assert.equal(f(new Float32Array([2])), 2);
  assert.throws(
    () => f(new Int32Array(1) as never),
    /^TypeError: first was compiled for its signatures only, and none fits the arguments \(Int32Array\):\n {2}\(a: Float64Array\)/,
  );
});

test("a parameter that a signature leaves out may be left out or undefined", () => {
  const f = jit((x: number, y = 2) => x + y, { signatures: ["(x: number) => number"] });
  assert.equal(f(1), 3);
  assert.equal(f(1, undefined), 3);
  assert.throws(() => f(1, 2), TypeError);
});

test("a result of another type than written is an error with the caret under it", () => {
  assert.throws(
    () => jit((x: number) => x > 1, { signatures: ["(x: number) => number"] }),
    /^SignatureError: The function returns boolean, not number\n {2}\(x: number\) => number\n {17}\^/,
  );
  jit((a: Float64Array) => a, { signatures: ["(a: Float64Array) => number[]"] });
  jit((x: number) => ({ up: x + 1, down: [x, -x] }), {
    signatures: ["(x: number) => { down: [number, number]; up: number }"],
  });
  jit((_: number) => {}, { signatures: ["(x: number) => void"] });
});

test("a function that does not compile says so in jit itself", () => {
  assert.throws(() => jit((x: number) => `${x}`, { signatures: ["(x: number) => unknown"] }), {
    name: "CompileError",
  });
});
