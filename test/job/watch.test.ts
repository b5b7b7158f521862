// The watch that tells a deadlock from slow ranks, on words as ranks would leave them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { arm, disarm, rest, ring, wake } from "../../src/job/bell.ts";
import { callNumber } from "../../src/job/calls.ts";
import {
  ACTIVE,
  ARMED,
  ASLEEP,
  AWAITING,
  BELL,
  BLOCKED,
  bytesFor,
  CALL,
  FINISHED,
  LEFT,
  NUMBER,
  PEER,
  PHASE,
  rankWord,
  TAG,
} from "../../src/job/layout.ts";
import { deadlockReport, Watch } from "../../src/job/watch.ts";

/** Ranks that are up and awake. */
function job(size: number): Int32Array {
  const words = new Int32Array(new SharedArrayBuffer(bytesFor(size, 1024)));
  for (let rank = 0; rank < size; rank++) words[rankWord(rank, PHASE)] = ACTIVE;
  return words;
}

const watching = (words: Int32Array, size: number): Watch =>
  new Watch(words, size, (rank) => wake(words, rank));

/** As an event loop that has nothing to do but wait for a message. */
const idle = (words: Int32Array, rank: number): void =>
  rest(words, rank, Atomics.load(words, rankWord(rank, BELL)));

/** As `doze`, without sleeping. */
function block(words: Int32Array, rank: number): void {
  arm(words, rank);
  words[rankWord(rank, ASLEEP)] = BLOCKED;
}

test("ranks that all sleep from one look to the next are deadlocked", () => {
  const words = job(3);
  const watch = watching(words, 3);
  for (const rank of [0, 1, 2]) block(words, rank);
  assert.equal(watch.deadlocked(), false);
  assert.equal(watch.deadlocked(), true);
});

test("one that is awake, about to sleep, or awaits is enough to go on", () => {
  for (const state of [0, ARMED, AWAITING]) {
    const words = job(2);
    const watch = watching(words, 2);
    block(words, 0);
    block(words, 1);
    words[rankWord(1, ASLEEP)] = state;
    assert.deepEqual([watch.deadlocked(), watch.deadlocked(), watch.deadlocked()], [false, false, false]);
  }
});

test("one that was rung for has something to do, however long it takes to wake", () => {
  const words = job(2);
  const watch = watching(words, 2);
  block(words, 0);
  block(words, 1);
  assert.equal(watch.deadlocked(), false);
  ring(words, 1);
  assert.deepEqual([watch.deadlocked(), watch.deadlocked()], [false, false]);
});

test("one that woke and slept again between two looks was awake", () => {
  const words = job(2);
  const watch = watching(words, 2);
  block(words, 0);
  for (let look = 0; look < 5; look++) {
    block(words, 1);
    assert.equal(watch.deadlocked(), false);
    disarm(words, 1);
  }
});

test("ranks that are not up yet are waited for, and those that have ended are not", () => {
  const words = job(2);
  const watch = watching(words, 2);
  block(words, 0);
  words[rankWord(1, PHASE)] = 0;
  assert.deepEqual([watch.deadlocked(), watch.deadlocked()], [false, false]);
  words[rankWord(1, PHASE)] = FINISHED;
  assert.deepEqual([watch.deadlocked(), watch.deadlocked()], [false, true]);
  // A job whose ranks have all ended has nobody who waits.
  words[rankWord(0, PHASE)] = LEFT;
  assert.deepEqual([watch.deadlocked(), watch.deadlocked()], [false, false]);
});

test("an event loop that is idle is asked once more before it counts", () => {
  const words = job(2);
  const watch = watching(words, 2);
  block(words, 0);
  idle(words, 1);
  assert.deepEqual([watch.deadlocked(), watch.deadlocked()], [false, false]);
  // It was rung for, and has not answered.
  assert.deepEqual([watch.deadlocked(), watch.deadlocked()], [false, false]);
  idle(words, 1);
  assert.deepEqual([watch.deadlocked(), watch.deadlocked()], [false, true]);
});

test("an event loop that finds something to do when it is asked, or wakes another, goes on", () => {
  const words = job(2);
  const watch = watching(words, 2);
  block(words, 0);
  idle(words, 1);
  assert.deepEqual([watch.deadlocked(), watch.deadlocked()], [false, false]);
  words[rankWord(1, ASLEEP)] = AWAITING;
  assert.deepEqual([watch.deadlocked(), watch.deadlocked()], [false, false]);
  // It has sent something, and rests again; the other has slept again since: both are to be seen once more.
  block(words, 0);
  idle(words, 1);
  assert.deepEqual([watch.deadlocked(), watch.deadlocked(), watch.deadlocked()], [false, false, false]);
  idle(words, 1);
  assert.deepEqual([watch.deadlocked(), watch.deadlocked()], [false, true]);
});

test("the report names each rank's call and the circle among them", () => {
  const words = job(7);
  const blocked = (rank: number, call: "Recv" | "Ssend" | "Barrier" | "await", peer: number, tag: number) => {
    block(words, rank);
    words[rankWord(rank, CALL)] = callNumber(call);
    words[rankWord(rank, PEER)] = peer;
    words[rankWord(rank, TAG)] = tag;
  };
  blocked(0, "Recv", 1, -1);
  blocked(1, "Ssend", 3, 7);
  words[rankWord(2, PHASE)] = LEFT;
  blocked(3, "Recv", 1, 5);
  blocked(4, "Barrier", 2, 0);
  words[rankWord(4, NUMBER)] = 9;
  blocked(5, "await", 3, -1);
  blocked(6, "await", 0, -1);
  words[rankWord(6, NUMBER)] = 2;
  assert.equal(
    deadlockReport(words, 7),
    `deadlock: no rank can go on, and no message is on its way
  rank 0: Recv from rank 1, any tag
  rank 1: Ssend to rank 3, tag 7
  rank 2: left early, by process.exit
  rank 3: Recv from rank 1, tag 5
  rank 4: Barrier (collective call 9 of its communicator), for rank 2
  rank 5: awaits a message from rank 3, any tag, and has nothing else to do
  rank 6: awaits collective call 2 of its communicator, for rank 0, and has nothing else to do
  a circle: rank 1 waits for rank 3 waits for rank 1`,
  );
});
