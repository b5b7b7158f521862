// The arrays that are handed out: typed arrays like any other, which keep their block and give it back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import {
  adopt,
  array,
  buffer,
  collect,
  free,
  type HeapConstructor,
  heap,
  malloc,
  memory,
  owns,
  release,
  retain,
  stats,
} from "../../src/heap/index.ts";

const kinds: HeapConstructor[] = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
];
const float16 = (globalThis as unknown as { Float16Array?: HeapConstructor }).Float16Array;
if (float16) kinds.push(float16);

/** Blocks in use, after a collection. */
function blocks(): number {
  collect();
  return stats().blocks;
}

test("the buffer is the memory's, the same at every look, and a page short of 4 GiB", () => {
  assert.equal(buffer(), memory().buffer);
  assert.equal(buffer(), buffer());
  assert.equal(buffer().byteLength, 4_294_901_760);
});

for (const ctor of kinds) {
  test(`an array of ${ctor.name} is one to every way of asking, zeroed and aligned to 64 bytes`, () => {
    const a = array(ctor as Float64ArrayConstructor, 5);
    assert.equal(a instanceof ctor, true);
    assert.equal(a.constructor, ctor);
    assert.equal(Object.prototype.toString.call(a), `[object ${ctor.name}]`);
    assert.equal(inspect(a), `${ctor.name}(5) [ 0, 0, 0, 0, 0 ]`);
    assert.equal(a.byteOffset % 64, 0);
    assert.equal(a.length, 5);
    assert.equal(owns(a), true);
    a.set([1, 2, 3]);
    assert.deepEqual([...a], [1, 2, 3, 0, 0]);
  });
}

test("an array of no elements is one", () => {
  const a = array(Float64Array, 0);
  assert.equal(a.length, 0);
  assert.equal(owns(a), true);
});

test("memory that was used before is zero again in a new array", () => {
  for (const length of [1, 7, 8, 9, 1000, 123_457]) {
    const a = array(Float64Array, length).fill(Number.NaN);
    const address = a.byteOffset;
    release(a);
    const b = array(Float64Array, length);
    assert.equal(b.byteOffset, address, "the same block, so the test tests something");
    assert.equal(
      b.findIndex((value) => !Object.is(value, 0)),
      -1,
    );
  }
});

test("slice, map and filter give ordinary arrays; subarray gives a view", () => {
  const a = array(Float64Array, 4);
  a.set([1, 2, 3, 4]);
  for (const copy of [
    a.slice(1),
    a.map((x) => x),
    a.filter(() => true),
    new (a.constructor as Float64ArrayConstructor)(2),
  ]) {
    assert.equal(owns(copy), false);
    assert.equal(Object.getPrototypeOf(copy), Float64Array.prototype);
  }
  a.subarray(1, 3)[0] = 20;
  assert.deepEqual([...a], [1, 20, 3, 4]);
});

const ends: [string, number | undefined, number | undefined][] = [
  ["()", undefined, undefined],
  ["(1)", 1, undefined],
  ["(-2)", -2, undefined],
  ["(1, -1)", 1, -1],
  ["(3, 1)", 3, 1],
  ["(9)", 9, undefined],
  ["(-9, 9)", -9, 9],
  ["(1.9, 3.9)", 1.9, 3.9],
  ["(NaN, Infinity)", Number.NaN, Infinity],
];
for (const [text, from, to] of ends) {
  test(`subarray${text} takes what an ordinary array's does`, () => {
    const a = array(Int16Array, 5);
    a.set([1, 2, 3, 4, 5]);
    const ordinary = Int16Array.of(1, 2, 3, 4, 5).subarray(from, to);
    const part = a.subarray(from, to);
    assert.deepEqual([...part], [...ordinary]);
    assert.equal(part.byteOffset, a.byteOffset + ordinary.byteOffset);
  });
}

test("release gives the block back at once, and a second release does nothing", () => {
  const before = blocks();
  const a = array(Float64Array, 100);
  assert.equal(stats().blocks, before + 1);
  release(a);
  assert.equal(stats().blocks, before);
  release(a);
  const b = array(Float64Array, 100);
  release(a);
  assert.equal(stats().blocks, before + 1, "b's block, at the same address, is not a's any more");
  release(b);
});

test("the method that `using` calls gives the block back", () => {
  const before = blocks();
  const a = array(Uint8Array, 10) as Uint8Array & Disposable;
  assert.equal(stats().blocks, before + 1);
  a[Symbol.dispose]();
  assert.equal(stats().blocks, before);
});

test("arrays that cannot be reached are given back by collect, in the same synchronous job", () => {
  const before = blocks();
  const kept = array(Float64Array, 10);
  for (let i = 0; i < 1000; i++) array(Float64Array, 10);
  assert.equal(blocks(), before + 1);
  kept[9] = 4;
  assert.equal(kept[9], 4);
  release(kept);
});

test("arrays that the engine collected by itself are given back when the event loop turns", async () => {
  const before = blocks();
  for (let i = 0; i < 200; i++) array(Float64Array, 10);
  assert.equal(stats().blocks, before + 200);
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  setFlagsFromString("--no-expose-gc");
  for (let turn = 0; turn < 50 && stats().blocks > before; turn++) {
    await new Promise((done) => setTimeout(done, 1));
    gc();
  }
  assert.equal(stats().blocks, before);
});

test("a subarray keeps the block when its array is gone", () => {
  const before = blocks();
  let part: Float64Array | null = array(Float64Array, 1000).fill(3).subarray(10, 20).subarray(5);
  assert.equal(blocks(), before + 1);
  for (let i = 0; i < 100; i++) array(Float64Array, 1000);
  assert.deepEqual([...part], [3, 3, 3, 3, 3]);
  part = null;
  assert.equal(blocks(), before);
});

test("a subarray is not what gives the block back", () => {
  const before = blocks();
  const a = array(Float64Array, 10);
  const part = a.subarray(1) as Float64Array & Disposable;
  part[Symbol.dispose]();
  assert.equal(stats().blocks, before + 1);
  assert.throws(() => release(part), {
    name: "HeapError",
    message: /Release the array that it was taken from/,
  });
});

test("a clone is a view of the same bytes that holds nothing until it is adopted", () => {
  const before = blocks();
  let a: Float64Array | null = array(Float64Array, 10).fill(1);
  let clone: Float64Array | null = structuredClone(a);
  assert.equal(clone.byteOffset, a.byteOffset);
  assert.equal(owns(clone), false, "it comes with a buffer object of its own");
  let mine: Float64Array | null = adopt(clone);
  clone = null;
  a = null;
  assert.equal(blocks(), before + 1, "the adopted view holds");
  assert.equal(mine[9], 1);
  mine = null;
  assert.equal(blocks(), before);
});

test("retain keeps a block without any array until it is freed", () => {
  const before = blocks();
  const address = retain(array(Float64Array, 10).fill(2).subarray(3));
  assert.equal(blocks(), before + 1);
  assert.equal(new Float64Array(buffer(), address, 10)[9], 2);
  assert.equal(retain(address + 8), address);
  free(address);
  assert.equal(blocks(), before + 1);
  free(address);
  assert.equal(blocks(), before);
});

test("malloc gives aligned blocks, and free takes each of them once", () => {
  const before = blocks();
  const a = malloc(10);
  const b = malloc(10, 4096);
  assert.equal(a % 64, 0);
  assert.equal(b % 4096, 0);
  assert.equal(blocks(), before + 2);
  free(a);
  free(b);
  assert.equal(blocks(), before);
  assert.throws(() => free(a), { name: "HeapError", message: /was freed already/ });
  assert.throws(() => free(a + 1), { name: "HeapError" });
});

test("an array's memory is not free's to give back", () => {
  const a = array(Float64Array, 10);
  assert.throws(() => free(a.byteOffset), { name: "HeapError", message: /which release\(view\) gives back/ });
});

test("sizes that are none are refused", () => {
  for (const size of [-1, 1.5, Number.NaN, Infinity]) {
    assert.throws(() => malloc(size), RangeError);
    assert.throws(() => array(Float64Array, size), RangeError);
  }
  assert.throws(() => malloc(8, 48), /must be a power of two/);
});

test("BigInt arrays and other classes are refused with what there is", () => {
  assert.throws(() => array(BigInt64Array as never, 1), {
    name: "TypeError",
    message:
      /no arrays of BigInt64Array\. BigInt arrays are not supported; use Float64Array\. It has Int8Array, /,
  });
  assert.throws(() => array(Array as never, 1), TypeError);
  assert.throws(
    () => array(Object.defineProperty(class {}, "name", { value: "Float64Array" }) as never, 1),
    TypeError,
  );
});

test("views from elsewhere are not the heap's", () => {
  const alien = new Float64Array(3);
  assert.equal(owns(alien), false);
  assert.throws(() => release(alien), { name: "HeapError", message: /is not an array of the heap/ });
  assert.throws(() => adopt(alien), { name: "HeapError", message: /does not lie on this heap/ });
  assert.throws(() => retain(alien), { name: "HeapError" });
  assert.throws(() => adopt(new Float64Array(buffer(), 2 ** 31, 1)), {
    name: "HeapError",
    message: /in no block/,
  });
});

test("a view that reaches beyond its block is not adopted", () => {
  const a = array(Float64Array, 8);
  const wide = new Float64Array(buffer(), a.byteOffset, 9);
  assert.throws(() => adopt(wide), { name: "HeapError", message: /in no block/ });
  release(a);
});

test("stats counts blocks and bytes by type and by thread", () => {
  collect();
  const before = stats();
  const a = array(Float32Array, 100);
  const b = array(Float32Array, 10);
  assert.equal(a.length + b.length, 110);
  const after = heap.stats();
  const [was, is] = [before.byType.float32, after.byType.float32];
  assert.equal(is.blocks - (was?.blocks ?? 0), 2);
  assert.equal(is.bytes - (was?.bytes ?? 0), 440);
  assert.equal(after.byThread["0"].blocks, after.blocks);
  // 100 floats are 7 lines of 64 bytes, 10 are 1; each block has a line of its own in front.
  assert.equal(after.used - before.used, (8 + 2) * 64);
  assert.equal(after.used + after.free, after.capacity);
  assert.ok(after.peak >= after.used);
  assert.ok(after.largestFree <= after.free);
});
