// Random programs through the C back end. The seed is fixed, so that a failure is the same failure tomorrow.
import assert from "node:assert/strict";
import { test } from "node:test";
import { compare } from "../wasm/random.ts";
import { NO_C, run } from "./host.ts";

test("random programs do as C what the interpreter says", { skip: NO_C }, () => {
  const ends = { same: 0, trapped: 0, unfinished: 0 };
  const start = Number(process.env.AMDAHL_SEED ?? 9000);
  for (let seed = start; seed < start + 80; seed++) ends[compare(seed * 2654435761, run)]++;
  // Most must get through, and some must trap, or nothing was compared.
  assert.ok(ends.same > 25 && ends.trapped > 3, JSON.stringify(ends));
});
