// How many lines may pass without their memory being read.
import assert from "node:assert/strict";
import { test } from "node:test";
import { runInThisContext } from "node:vm";
import { MemoryReader } from "../../../src/profile/record/memory.ts";

const reader = new MemoryReader();
const { level: name } = reader.names(0);
/** How many lines may pass. */
const level = runInThisContext(name) as Int32Array;

test("at first every line is read, and then not", () => {
  reader.at(1);
  assert.equal(level[0], 0);
  // What a reading takes is not much, and adds up.
  while (level[0] === 0) reader.at(1);
  assert.ok(level[0] > 0);
});

test("seldom lines that are read in a gap, one after the other, do not make it longer", () => {
  const gap = level[0];
  for (let i = 0; i < 10_000; i++) reader.at(2);
  assert.equal(level[0], gap);
});

test("nor does one that breaks in on it: the line after it is read, and then the gap goes on", () => {
  const left = --level[0];
  reader.at(3);
  assert.equal(level[0], 0);
  level[0]--;
  reader.at(4);
  assert.equal(level[0], left);
});

test("nobody is charged with what grew while lines passed", () => {
  level[0]--;
  const made = new Uint8Array(1e7);
  reader.at(5);
  const { unread } = reader.end();
  assert.ok(unread.arrays >= made.length, `${unread.arrays}`);
  assert.equal(reader.line(4)?.arrays ?? 0, 0);
});
