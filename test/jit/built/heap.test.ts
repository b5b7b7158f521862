// The heap of a module that runs by itself, against a list of what it should hold: blocks never touch, keep what is in
// them while it grows, and come back whole.
import assert from "node:assert/strict";
import { test } from "node:test";
import { OutOfMemoryError } from "../../../src/heap/index.ts";
import { adopt, array, buffer, clear, free, malloc } from "../../../src/jit/built/alone/heap.ts";

interface Held {
  readonly at: number;
  readonly bytes: number;
  readonly mark: number;
}

test("blocks lie apart, aligned, below the end and above the start, whatever is taken and given back", () => {
  let seed = 1;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed >>> 8) % below;
  };
  const held: Held[] = [];
  const view = ({ at, bytes }: Held): Uint8Array => new Uint8Array(buffer(), at, bytes);
  for (let round = 0; round < 3000; round++) {
    if (held.length > 0 && random(5) < 2) {
      const [gone] = held.splice(random(held.length), 1) as [Held];
      assert.ok(view(gone).every((byte) => byte === gone.mark));
      free(gone.at);
      continue;
    }
    const bytes = random(10) === 0 ? random(300_000) : random(2000);
    const align = random(4) === 0 ? 256 : 64;
    const block = { at: malloc(bytes, align), bytes, mark: round & 255 };
    assert.equal(block.at % align, 0);
    assert.ok(block.at >= 8192 && block.at + bytes + 4096 <= buffer().byteLength);
    view(block).fill(block.mark);
    held.push(block);
  }
  const places = [...held].sort((a, b) => a.at - b.at);
  for (const [i, block] of places.entries()) {
    assert.ok(view(block).every((byte) => byte === block.mark));
    const next = places[i + 1];
    if (next) assert.ok(block.at + block.bytes <= next.at);
  }
  const size = buffer().byteLength;
  for (const { at } of held) free(at);
  // All of it is one piece again.
  free(malloc(size - 8192 - 4096));
  assert.equal(buffer().byteLength, size);
});

test("a block of no bytes has an address of its own, and giving back twice does nothing", () => {
  const [a, b] = [malloc(0), malloc(0)];
  assert.notEqual(a, b);
  free(a);
  free(a);
  free(b);
});

test("bytes can be cleared", () => {
  const at = malloc(100);
  new Uint8Array(buffer(), at, 100).fill(1);
  clear(at, 99);
  assert.deepEqual([...new Uint8Array(buffer(), at + 97, 3)], [0, 0, 1]);
  free(at);
});

test("what is handed out lies outside, and views of one block share its copy", () => {
  const at = malloc(80);
  const inside = new Float64Array(buffer() as unknown as ArrayBuffer, at, 10);
  inside.fill(3);
  const [whole, part] = [adopt(inside), adopt(inside.subarray(4))];
  free(at);
  clear(at, 80);
  assert.deepEqual([...whole], new Array(10).fill(3));
  part[0] = 7;
  assert.equal(whole[4], 7);
  assert.ok(whole.buffer !== buffer());
  assert.deepEqual(array(Float64Array, 2), new Float64Array(2));
});

test("more than there can be is an OutOfMemoryError, after which the rest can be had", () => {
  assert.throws(() => malloc(2 ** 33), OutOfMemoryError);
  free(malloc(1000));
});
