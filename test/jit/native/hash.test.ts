// The hash of names and of damage, against the values that its author's implementation gives.
import assert from "node:assert/strict";
import { test } from "node:test";
import { murmur3, print } from "../../../src/jit/native/hash.ts";

// From the reference's verification and the test vectors that implementations of MurmurHash3_x86_32 share.
const KNOWN: readonly [text: string, seed: number, hash: number][] = [
  ["", 0, 0],
  ["", 1, 0x514e28b7],
  ["", 0xffffffff, 0x81f16f39],
  ["\0\0\0\0", 0, 0x2362f9de],
  ["aaaa", 0x9747b28c, 0x5a97808a],
  ["aaa", 0x9747b28c, 0x283e0130],
  ["aa", 0x9747b28c, 0x5d211726],
  ["a", 0x9747b28c, 0x7fa09ea6],
  ["abcd", 0x9747b28c, 0xf0478627],
  ["Hello, world!", 0x9747b28c, 0x24884cba],
  ["The quick brown fox jumps over the lazy dog", 0x9747b28c, 0x2fa826cd],
];

test("it is MurmurHash3", () => {
  for (const [text, seed, hash] of KNOWN) assert.equal(murmur3(Buffer.from(text), seed), hash, text);
});

test("bytes hash alike wherever in memory they begin", () => {
  for (let offset = 0; offset < 4; offset++) {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from("Hello, world!")]).subarray(offset);
    assert.equal(murmur3(bytes, 0x9747b28c), 0x24884cba);
  }
});

test("one bit more or less anywhere is seen", () => {
  const bytes = new Uint8Array(67).map((_, i) => i * 37);
  const before = print(bytes);
  assert.match(before, /^[0-9a-f]{16}$/);
  for (let bit = 0; bit < 8 * bytes.length; bit++) {
    bytes[bit >> 3] ^= 1 << (bit & 7);
    assert.notEqual(print(bytes), before);
    bytes[bit >> 3] ^= 1 << (bit & 7);
  }
  assert.equal(print(bytes), before);
});
