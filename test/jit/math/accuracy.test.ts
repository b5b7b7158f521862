// Every function of Math keeps the accuracy that docs/math.md promises, at its hard spots and at random points.
// The long run is ulp.ts; this one is quick and its seed is fixed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { measure } from "./measure.ts";
import { plans } from "./points.ts";

/** The most by which the result may differ from the true value, in ulps, where the result is normal and where it is not. */
const promised: Record<string, number> = {
  exp: 0.8,
  expm1: 1,
  log: 0.51,
  log2: 0.51,
  log10: 0.51,
  log1p: 0.6,
  pow: 0.8,
  sin: 0.7,
  cos: 0.7,
  tan: 0.85,
  asin: 0.65,
  acos: 0.65,
  atan: 0.65,
  atan2: 0.9,
  sinh: 0.9,
  cosh: 0.85,
  tanh: 0.9,
  asinh: 1,
  acosh: 0.7,
  atanh: 0.7,
  cbrt: 0.51,
  hypot2: 0.8,
  hypot3: 0.8,
};

const withinOne = new Set(["exp", "log", "sin", "cos", "tan", "pow", "cbrt", "hypot2", "hypot3"]);

for (const name of Object.keys(plans)) {
  const steps = withinOne.has(name) ? 1 : 2;
  test(`${name} stays within ${promised[name]} ulp of the truth and ${steps} of the correctly rounded float`, () => {
    const worst = measure(name, 300, 20260);
    assert.ok(worst.count > 250, `only ${worst.count} points were tried`);
    assert.ok(worst.steps <= steps, `${worst.steps} floats away at ${worst.stepsAt}`);
    assert.ok(worst.ulp <= promised[name], `${worst.ulp} ulp away at ${worst.at}`);
  });
}
