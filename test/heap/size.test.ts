// The size of the heap as a person may write it, and the refusals.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSize } from "../../src/heap/size.ts";

test("without AMDAHL_HEAP the heap has 4 GiB", () => {
  assert.equal(parseSize(undefined), 4_294_967_296);
  assert.equal(parseSize(""), 4_294_967_296);
});

test("a size is a number with a unit of 1024s, in any of the usual spellings", () => {
  assert.equal(parseSize("512M"), 536_870_912);
  assert.equal(parseSize("8g"), 8_589_934_592);
  assert.equal(parseSize("8GiB"), 8_589_934_592);
  assert.equal(parseSize(" 1.5 GB "), 1_610_612_736);
  assert.equal(parseSize("2097152"), 2_097_152);
});

test("a size is rounded up to pages of 64 KiB", () => {
  assert.equal(parseSize("1048577"), 1_114_112);
});

for (const text of ["lots", "-1G", "8X", "G", "NaN", "1e9"]) {
  test(`AMDAHL_HEAP=${text} is refused with what to write`, () => {
    assert.throws(() => parseSize(text), {
      name: "RangeError",
      message: `AMDAHL_HEAP is "${text}", which is not a size. Write a number and a unit, as 512M or 8G.`,
    });
  });
}

for (const text of ["0", "1K", "17G", "1T"]) {
  test(`AMDAHL_HEAP=${text} is outside of what the heap can have`, () => {
    assert.throws(() => parseSize(text), /can have 1M to 16G/);
  });
}
