// What whole gangs leave over goes into one more gang with masks, as machine code: every iteration is done, and once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { jit } from "../../../src/jit/index.ts";
import { NO_C } from "../../compiler/backend/c/host.ts";

test("every iteration is done once, up to a last number and with it, in steps", { skip: NO_C }, () => {
  const loops = [
    (x: Float64Array, from: number, to: number) => {
      for (let i = from; i < to; i++) x[i] += i + 0.5;
    },
    (x: Float64Array, from: number, to: number) => {
      for (let i = from; i <= to; i++) x[i] += i + 0.5;
    },
    (x: Float64Array, from: number, to: number) => {
      for (let i = from; i < to; i += 3) x[i] += i + 0.5;
    },
    (x: Float64Array, from: number, to: number) => {
      for (let i = from; i <= to; i += 3) x[i] += i + 0.5;
    },
  ];
  for (const loop of loops) {
    const compiled = jit(loop, { target: "native", lanes: 16 });
    for (let from = 0; from < 4; from++) {
      for (let to = 60; to >= 0; to--) {
        const [expected, found] = [new Float64Array(64), new Float64Array(64)];
        loop(expected, from, to);
        compiled(found, from, to);
        assert.deepEqual(found, expected, `${String(loop)} from ${from} to ${to}`);
      }
    }
    assert.match(String(compiled.diagnostics()), /lanes: 16 lanes/);
  }
});
