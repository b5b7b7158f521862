// The best modes are compared, on as many threads; what only one side has is left out.
import assert from "node:assert/strict";
import { test } from "node:test";
import { againstNumba } from "../../bench/against-numba.ts";

const variant = (name: string, samples: number[]) => ({
  name,
  samples,
  median: samples[0],
  interval: { low: samples[0], high: samples[0], coverage: 0 },
  batch: 1,
  speedup: { ratio: 1, low: 1, high: 1, coverage: 0 },
});

test("Numba's best mode is divided by ours, kernel by kernel, with the ratio's interval", () => {
  const steady = (seconds: number) => Array(11).fill(seconds);
  const table = againstNumba([
    {
      name: "sum",
      about: "a sum",
      variants: [
        variant("native", steady(6)),
        variant("native, fastmath", steady(2)),
        variant("native, 2 threads", steady(1.5)),
        variant("Numba", steady(6)),
        variant("Numba, fastmath", steady(3)),
        variant("Numba, 2 threads", steady(1.2)),
      ],
    },
    { name: "no peer", about: "no peer", variants: [variant("native", steady(1))] },
  ]) as string;
  assert.match(table, /^Numba's best \/ native's best +1 thread +95 % +2 threads +95 %$/m);
  assert.match(table, /^a sum +1\.50 × +1\.50 to 1\.50 +0\.80 × +0\.80 to 0\.80$/m);
  assert.doesNotMatch(table, /no peer/);
});

test("without Numba there is no such table", () => {
  const alone = { name: "k", about: "k", variants: [variant("native", [1])] };
  assert.equal(againstNumba([alone]), undefined);
});
