// The colour maps against the values that their authors published.
import assert from "node:assert/strict";
import { test } from "node:test";
import { colorIndex, colorTable, STEPS } from "../../src/plot/colors.ts";

const at = (map: "viridis" | "inferno" | "gray" | "rdbu", step: number) => [
  ...colorTable(map).subarray(step * 3, step * 3 + 3),
];

function near(actual: number[], hex: string, tolerance: number) {
  const expected = [0, 2, 4].map((i) => Number.parseInt(hex.slice(i, i + 2), 16));
  actual.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]) <= tolerance, `${actual} is not #${hex}`);
  });
}

test("viridis and inferno have the colours of Matplotlib at both ends, the middle and a quarter", () => {
  for (const [step, hex] of [
    [0, "440154"],
    [127, "21918c"],
    [254, "fde725"],
    [64, "3b528b"],
  ] as const)
    near(at("viridis", step), hex, 3);
  for (const [step, hex] of [
    [0, "000004"],
    [127, "bc3754"],
    [254, "fcffa4"],
    [64, "57106e"],
  ] as const)
    near(at("inferno", step), hex, 5);
});

test("the perceptual maps get lighter all the way", () => {
  for (const map of ["viridis", "inferno", "gray"] as const) {
    const lightness = Array.from({ length: STEPS }, (_, i) => {
      const [r, g, b] = at(map, i);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    });
    lightness.forEach((value, i) => {
      assert.ok(i === 0 || value >= lightness[i - 1] - 0.5, `${map} darkens at step ${i}`);
    });
  }
});

test("the diverging map is nearly white in the middle, blue below and red above", () => {
  near(at("rdbu", 127), "f2efee", 3);
  near(at("rdbu", 0), "053061", 1);
  near(at("rdbu", 254), "67001f", 1);
});

test("a value takes the colour of its place in the range, and of the end beyond it", () => {
  assert.equal(colorIndex(5, 0, 10), 127);
  assert.equal(colorIndex(-1, 0, 10), 0);
  assert.equal(colorIndex(11, 0, 10), STEPS - 1);
  assert.equal(colorIndex(Infinity, 0, 10), STEPS - 1);
  assert.equal(colorIndex(-Infinity, 0, 10), 0);
  assert.equal(colorIndex(-0, 0, 10), 0);
});

test("NaN has a colour of its own", () => {
  assert.equal(colorIndex(Number.NaN, 0, 10), STEPS);
  assert.deepEqual(at("viridis", STEPS), [208, 208, 208]);
});

test("a range as wide as doubles go still has a middle", () => {
  assert.equal(colorIndex(0, -Number.MAX_VALUE, Number.MAX_VALUE), 127);
});

test("colours that do not exist are refused with those that do", () => {
  assert.throws(
    () => colorTable("jet" as "viridis"),
    /no colours "jet"; there are viridis, inferno, gray, rdbu/,
  );
});
