import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { Worker } from "node:worker_threads";
import { adopt, buffer, heap, release } from "../../../src/heap/index.ts";
import { load } from "../../../src/jit/runtime/index.ts";
import { escaping, localElement, speaking, sumOfUnits } from "./programs.ts";

afterEach(() => mock.restoreAll());

for (const threads of ["serial", 1, 2, 3, 8] as const) {
  for (const schedule of ["static", "dynamic"] as const) {
    test(`partial results of every unit come back, ${threads} threads, ${schedule}`, () => {
      const kernel = load(sumOfUnits(threads, schedule));
      for (const units of [0, 1, 7, 1000]) {
        for (let round = 0; round < 10; round++) {
          const expected = [...Array(units).keys()].reduce((sum, u) => sum + u, 0);
          assert.equal(kernel.entry(units, Number.POSITIVE_INFINITY), expected);
        }
      }
      const runs = kernel.loops.get(5);
      assert.equal((runs?.forked ?? 0) + (runs?.serial ?? 0), 40);
      assert.equal(runs?.forked, typeof threads === "number" && threads > 1 ? 20 : 0);
    });
  }
}

test("the lowest unit's throw arrives once, as its class, with its text, and the next call works", () => {
  for (const threads of ["serial", 2, 3] as const) {
    const kernel = load(sumOfUnits(threads));
    for (let round = 0; round < 50; round++) {
      assert.throws(
        () => kernel.entry(500, 17),
        (error) =>
          error instanceof TypeError &&
          error.message === "unit 17!" &&
          (error.stack ?? "").includes("at kernel (kernel.ts:3:7)"),
      );
      assert.equal(kernel.entry(100, Number.POSITIVE_INFINITY), 4950);
    }
  }
});

test("a local array is zeroed, whatever was there before", () => {
  const kernel = load(localElement());
  for (const n of [1, 7, 1000, 100_000, 7, 2_000_000, 3]) {
    assert.equal(kernel.entry(n, n - 1), 0);
    assert.equal(kernel.entry(n, 0), 0);
  }
});

test("local arrays do not stay on the heap: a large one is given back, throwing or not", () => {
  const kernel = load(localElement());
  kernel.entry(10, 1);
  const before = heap.stats().used;
  for (let i = 0; i < 20; i++) {
    kernel.entry(4_000_000, 1);
    assert.throws(() => kernel.entry(4_000_000, -1), RangeError);
  }
  assert.ok(heap.stats().used - before < 2 ** 25, `${heap.stats().used - before} bytes more`);
});

test("an index out of range says array, index, length and place", () => {
  const kernel = load(localElement());
  const says = (n: number, i: number, message: string) =>
    assert.throws(() => kernel.entry(n, i), { name: "RangeError", message });
  const tail = "\n  at kernel.ts:3:7 in kernel\n3 | code\n  | ^";
  says(5, 5, `Index 5 is out of range: u has length 5, so its indices are 0 to 4.${tail}`);
  says(5, -1, `Index -1 is out of range: u has length 5, so its indices are 0 to 4.${tail}`);
  says(5, 0.5, `Index 0.5 is not a whole number: u has length 5, so its indices are 0 to 4.${tail}`);
  says(5, Number.NaN, `Index NaN is not a whole number: u has length 5, so its indices are 0 to 4.${tail}`);
  says(5, 1e300, `Index 1e+300 is out of range: u has length 5, so its indices are 0 to 4.${tail}`);
  says(
    5,
    Number.POSITIVE_INFINITY,
    `Index Infinity is out of range: u has length 5, so its indices are 0 to 4.${tail}`,
  );
  says(0, -0, `Index 0 is out of range: u has no elements.${tail}`);
  assert.equal(kernel.entry(5, -0), 0);
  const axis = load(localElement(1));
  assert.throws(() => axis.entry(5, 7), {
    message: `Index 7 is out of range: u has length 5 along axis 1, so its indices are 0 to 4.${tail}`,
  });
});

test("the program's own throws have its class and its text, numbers as a template shows them", () => {
  for (const Class of [Error, RangeError, TypeError, SyntaxError, EvalError, URIError, ReferenceError]) {
    const kernel = load(speaking({ error: Class.name }, ["n = ", 0, ", m = ", 1]));
    assert.throws(
      () => kernel.entry(-0, 1.5),
      (error) => error instanceof Class && error.constructor === Class && error.message === "n = 0, m = 1.5",
    );
  }
});

test("prints as the console would, through the console", () => {
  const log = mock.method(console, "log", () => {});
  const error = mock.method(console, "error", () => {});
  load(speaking({ method: "log" }, ["100% x ", 0, " ", 1])).entry(-0, 1);
  load(speaking({ method: "error" }, [0])).entry(Number.NaN, 0);
  assert.deepEqual(log.mock.calls[0].arguments, ["100% x -0 true"]);
  assert.deepEqual(error.mock.calls[0].arguments, ["NaN"]);
});

test("arrays that escape live until they are settled, those adopted longer, those of a throw not at all", () => {
  const kernel = load(escaping());
  const first = heap.stats().used;
  const address = kernel.entry(1000) as number;
  const view = adopt(new Float64Array(buffer() as unknown as ArrayBuffer, address, 1000));
  kernel.settle();
  view.fill(3);
  const held = heap.stats().used - first;
  assert.ok(held >= 8000 && held < 16_000, `${held} bytes held`);
  assert.throws(() => kernel.entry(100_000), { name: "Error", message: "too many" });
  assert.equal(heap.stats().used - first, held);
  assert.ok(view.every((x) => x === 3));
  release(view);
  assert.equal(heap.stats().used, first);
});

test("a worker thread of the user's runs compiled functions on threads of its own, several such at once", async () => {
  const run = (): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL("./fixtures/thread.ts", import.meta.url));
      worker.once("message", resolve);
      worker.once("error", reject);
    });
  for (const said of await Promise.all([run(), run(), run()])) {
    assert.deepEqual(said, { sums: [4950], messages: ["TypeError: unit 30!"] });
  }
});
