// Rings by themselves: what is written comes out, in order and whole, around every corner of the ring.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesFor, HEADER, R_BYTES, R_CONTEXT, R_TAG, ringAt } from "../../../../src/job/index.ts";
import { bytesOf, Inbox, mostPayload, Outbox } from "../../../../src/mpi/engine/local/ring.ts";

const CAPACITY = 1024;

function ends(start = 0): { words: Int32Array; outbox: Outbox; inbox: Inbox } {
  const words = new Int32Array(new SharedArrayBuffer(bytesFor(2, CAPACITY)));
  const ring = ringAt(0, 1, 2, CAPACITY);
  const both = { words, outbox: new Outbox(words, ring, CAPACITY), inbox: new Inbox(words, ring, CAPACITY) };
  for (let i = 0; i < start; i++) {
    assert.ok(write(both.outbox, words, i, 40));
    assert.equal(both.inbox.drop(40), false);
  }
  return both;
}

function write(outbox: Outbox, words: Int32Array, tag: number, payload: number): boolean {
  const at = outbox.claim(payload);
  if (at < 0) return false;
  assert.equal(at % 64, 0);
  new Uint8Array(words.buffer, at + HEADER, payload).fill(tag);
  outbox.post(at, 1, payload, tag, 5, payload, 0, 0);
  return true;
}

test("a ring that is empty has nothing, and is full at some point", () => {
  const { words, outbox, inbox } = ends();
  assert.equal(inbox.peek(), 0);
  let written = 0;
  while (write(outbox, words, written, 32)) written++;
  // One granule is kept free: the flag behind the last record must be clear.
  assert.equal(written, CAPACITY / 64 - 1);
  for (let i = 0; i < written; i++) {
    assert.equal(inbox.peek(), 1);
    assert.deepEqual([words[inbox.word + R_TAG], words[inbox.word + R_CONTEXT]], [i, 5]);
    inbox.drop(32);
  }
  assert.equal(inbox.peek(), 0);
});

test("a writer that found no room is told of by the next record that is read, once", () => {
  const { words, outbox, inbox } = ends();
  while (write(outbox, words, 1, 32));
  assert.equal(outbox.want(32), false);
  assert.equal(inbox.peek(), 1);
  assert.equal(inbox.drop(32), true);
  assert.equal(inbox.peek(), 1);
  assert.equal(inbox.drop(32), false);
  assert.ok(write(outbox, words, 2, 32));
  // Room that was made meanwhile is seen at once.
  while (write(outbox, words, 1, 32));
  inbox.peek();
  inbox.drop(32);
  assert.equal(outbox.want(32), true);
});

test("records of all lengths come out whole and in order, from every place of the ring", () => {
  const most = mostPayload(CAPACITY);
  for (let start = 0; start < CAPACITY / 64; start++) {
    const { words, outbox, inbox } = ends(start);
    const waiting: [number, number][] = [];
    let state = start + 1;
    const random = (n: number) => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      return (state >> 8) % n;
    };
    for (let i = 0; i < 2000; i++) {
      const payload = random(3) === 0 ? most - random(3) : random(100);
      const tag = i & 127;
      if (write(outbox, words, tag, payload)) waiting.push([tag, payload]);
      else assert.ok(waiting.length > 0, "an empty ring has room for every record");
      for (let k = random(3); k > 0 && waiting.length > 0; k--) {
        const [itsTag, bytes] = waiting.shift() as [number, number];
        assert.equal(inbox.peek(), 1);
        const { word } = inbox;
        assert.deepEqual([words[word + R_TAG], words[word + R_BYTES]], [itsTag, bytes]);
        const body = new Uint8Array(words.buffer, 4 * word + HEADER, bytes);
        assert.ok(body.every((byte) => byte === itsTag));
        inbox.drop(bytes);
      }
    }
  }
});

test("lengths up to 2^53 are told as they are", () => {
  const { words, outbox, inbox } = ends();
  for (const bytes of [
    0,
    1,
    2 ** 31 - 1,
    2 ** 31,
    2 ** 31 + 1,
    2 ** 32 - 1,
    2 ** 32,
    3e9,
    2 ** 40 + 7,
    2 ** 53 - 1,
  ]) {
    outbox.post(outbox.claim(8), 3, 8, 0, 0, bytes, 0, 0);
    assert.equal(inbox.peek(), 3);
    assert.equal(bytesOf(words, inbox.word), bytes);
    inbox.drop(8);
  }
});
