// Where a function is said to stand, whatever form it was written in, and the frames drawn from its file.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext, runInThisContext } from "node:vm";
import { capture, captureText } from "../../src/capture/index.ts";
import { arrow, Bag, methods, plain, spread } from "./fixtures/kernels.ts";

const file = process
  .getBuiltinModule("node:url")
  .fileURLToPath(new URL("./fixtures/kernels.ts", import.meta.url));

const ownText = process.getBuiltinModule("node:fs").readFileSync(import.meta.filename, "utf8");

test("the place is the first character of the function, in the file as written", () => {
  assert.deepEqual(capture(plain).place, { file, line: 4, column: 8 });
  assert.deepEqual(capture(arrow).place, { file, line: 8, column: 22 });
  assert.deepEqual(capture(methods.double).place, { file, line: 11, column: 3 });
  assert.deepEqual(capture(Bag.of).place, { file, line: 21, column: 10 });
  assert.deepEqual(capture(spread).place, { file, line: 28, column: 8 });
});

test("every form of function finds the variables of its module constant", () => {
  for (const fn of [plain, arrow, methods.double, Bag.of, spread])
    assert.deepEqual(capture(fn).free("scale"), { kind: "value", value: 3 });
});

test("the node's offsets are those of the source text", () => {
  for (const fn of [plain, arrow, methods.double, Bag.of, spread]) {
    const { node, source } = capture(fn);
    assert.equal(source.slice(node.body.end - 1, node.body.end), source.at(-1));
    const first = node.params[0];
    assert.ok(first?.type === "Identifier");
    assert.equal(source.slice(first.start, first.end), "x");
  }
});

test("an offset inside leads to the line and column of the file", () => {
  const captured = capture(methods.double);
  assert.deepEqual(captured.placeOf(captured.source.indexOf("scale")), { file, line: 12, column: 16 });
});

test("a frame shows the file as written, with its types, and a caret", () => {
  const captured = capture(plain);
  const at = captured.source.indexOf("x *");
  assert.equal(
    captured.frame(at, at + 1, "no"),
    [
      "  4 | export function plain(x: number): number {",
      "> 5 |   return x * scale;",
      "    |          ^ no",
      "  6 | }",
    ].join("\n"),
  );
});

test("a frame of text given by hand shows that text", () => {
  const { frame } = { frame: (c: ReturnType<typeof captureText>) => c.frame(6, 9) };
  assert.equal(frame(captureText("(x) =>x+1")), "> 1 | (x) =>x+1\n    |       ^^^");
});

test("getters, private, computed and inherited methods are taken too", () => {
  class Base {
    twice(x: number): number {
      return x * 2;
    }
  }
  class Rich extends Base {
    #k = 3;
    get size(): number {
      return this.#k;
    }
    override twice(x: number): number {
      return super.twice(x) + this.#k;
    }
    [`com${"puted"}`](x: number): number {
      return x + (#k in this ? 1 : 0);
    }
  }
  const { get } = Object.getOwnPropertyDescriptor(Rich.prototype, "size") as PropertyDescriptor;
  for (const fn of [get, Rich.prototype.twice, Reflect.get(Rich.prototype, "computed")]) {
    const { node, source, place } = capture(fn as () => number);
    assert.equal(node.type, "FunctionExpression");
    assert.equal(source.slice(node.body.start, node.body.start + 1), "{");
    const line = ownText.split("\n")[place.line - 1] ?? "";
    assert.match(line.slice(place.column - 1), /^(get size|twice|\[`com)/);
  }
});

test("a classic script whose own code has been collected still says its name", () => {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  const fn = runInThisContext("((x) => x + 1)", { filename: "forgotten.js" }) as (x: number) => number;
  for (let again = 0; again < 5; again++) gc();
  assert.deepEqual(capture(fn).place, { file: "forgotten.js", line: 1, column: 2 });
});
