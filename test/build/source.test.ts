// How types are found in source text: the heads of functions, and what names of types mean.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { headOf } from "../../src/build/annotations.ts";
import { literal } from "../../src/build/script.ts";
import { SourceTypes } from "../../src/build/source-types.ts";
import { capture } from "../../src/capture/index.ts";
import { parseType } from "../../src/jit/index.ts";

const typesIn = (fn: (...args: never[]) => unknown): unknown =>
  headOf(capture(fn)).parameters.map((p) => [p.name, p.type, p.optional]);

test("parameters have the types that stand beside them", () => {
  // biome-ignore format: what is odd about it is what is tested
  function odd(a : Float64Array , /* b: no */ b? : { x : number , y:number } // c: string
    , c:[ number,boolean ]=[1, true] , d = -1, e = false, f = "text" , ): number { return a[0] + (b?.x ?? 0) + c[0] + d + Number(e) + f.length; }
  assert.deepEqual(typesIn(odd), [
    ["a", "Float64Array", false],
    ["b", "{ x : number , y:number }", true],
    ["c", "[ number,boolean ]", true],
    ["d", "number", true],
    ["e", "boolean", true],
    ["f", undefined, true],
  ]);
  assert.equal(headOf(capture(odd)).result, "number");
});

test("arrows, functions without parameters, and results are read", () => {
  const none = (): boolean => true;
  const one = (x: number) => ({ x });
  const taken = ({ a }: { a: number }, [b]: [number]): number => a + b;
  function named() {
    return 1;
  }
  assert.deepEqual(headOf(capture(none)), { parameters: [], result: "boolean" });
  assert.deepEqual([typesIn(one), headOf(capture(one)).result], [[["x", "number", false]], undefined]);
  assert.deepEqual(typesIn(taken), [
    [undefined, "{ a: number }", false],
    [undefined, "[number]", false],
  ]);
  assert.deepEqual(headOf(capture(named)), { parameters: [], result: undefined });
});

test("a parameter's place is that of its type", () => {
  const f = (a: number, b: Float64Array): number => a + b[0];
  const captured = capture(f);
  const [, b] = headOf(captured).parameters;
  assert.match(captured.frame(b?.at ?? 0, b?.end ?? 0), /\n {4,6}\| +\^{12}/);
});

const FILE = join(import.meta.dirname, "kernels.ts");

test("declarations end where they end", () => {
  const types = new SourceTypes(
    FILE,
    `type A = number
export type B =
  | { x: A; y: "};" }
  | [A, A];
type F = (a: A) => void; const x = 1;
export interface C<T> extends Array<T> { n: A /* } */ }
declare interface D { d: A }
export { type D };
`,
  );
  const text = (name: string): string | undefined => types.find(name)?.declaration;
  assert.equal(text("A"), "type A = number;");
  assert.equal(text("B"), 'type B =\n  | { x: A; y: "};" }\n  | [A, A];');
  assert.equal(text("F"), "type F = (a: A) => void;");
  assert.equal(text("C"), "interface C<T> extends Array<T> { n: A /* } */ }");
  assert.deepEqual(types.exported.map((t) => t.name).sort(), ["B", "C", "D"]);
  assert.equal(types.meaningOf("A")?.text, "number");
  assert.equal(types.meaningOf("C"), undefined);
  const needed = types.needed("C<B>");
  assert.deepEqual([...(needed as Map<string, unknown>).keys()].sort(), ["A", "B", "C"]);
});

test("names mean what they mean in their own file, and go no further than they can be read", () => {
  const types = new SourceTypes(
    FILE,
    'import type { X } from "somewhere";\ntype A = B;\ntype B = { n: number; a: Rows };\ntype Rows = Float32Array[];\ntype Own = Own[];\n',
  );
  const named = (name: string) => types.meaningOf(name);
  assert.deepEqual(parseType("A", named), {
    t: "record",
    tuple: false,
    fields: [
      ["n", { t: "num" }],
      ["a", { t: "table", kind: "Float32Array" }],
    ],
  });
  assert.throws(() => parseType("Own", named), /Own is no type that compiles/);
  assert.throws(() => parseType("X", named), /X is no type that compiles/);
  assert.equal(types.needed("X[]"), "X");
  assert.equal(types.needed("typeof x"), "typeof");
});

test("values are written as what they are", () => {
  const values = [
    0,
    -0,
    Number.NaN,
    Number.NEGATIVE_INFINITY,
    5e-324,
    12n,
    'a\u2028"b',
    true,
    null,
    undefined,
  ];
  const text = literal([...values, { a: undefined, "b c": [undefined] }]);
  const back = new Function(`return ${text}`)() as unknown[];
  assert.deepEqual(back.slice(0, -1), values);
  assert.ok(Object.is(back[1], -0));
  assert.deepEqual(back.at(-1), { "b c": [undefined] });
});
