// The images inside heat maps, read back by a decoder of the test's own.
import assert from "node:assert/strict";
import { test } from "node:test";
import { encodePng } from "../../src/plot/index.ts";
import { decodePng } from "./decode-png.ts";

const PALETTE = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255);

test("every pixel has its palette's colour", () => {
  const image = decodePng(encodePng(3, 2, Uint8Array.of(0, 1, 2, 2, 1, 0), PALETTE));
  assert.deepEqual([image.width, image.height], [3, 2]);
  assert.deepEqual(
    [image.at(0, 0), image.at(1, 0), image.at(2, 0)],
    [
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
    ],
  );
  assert.deepEqual(
    [image.at(0, 1), image.at(2, 1)],
    [
      [0, 0, 255],
      [255, 0, 0],
    ],
  );
});

test("a single pixel is an image", () => {
  assert.deepEqual(decodePng(encodePng(1, 1, Uint8Array.of(1), PALETTE)).at(0, 0), [0, 255, 0]);
});

test("an image without pixels, or with too few, is refused", () => {
  assert.throws(
    () => encodePng(0, 0, new Uint8Array(0), PALETTE),
    /encodePng: 0 pixels for an image of 0 × 0/,
  );
  assert.throws(
    () => encodePng(2, 2, new Uint8Array(3), PALETTE),
    /encodePng: 3 pixels for an image of 2 × 2/,
  );
});
