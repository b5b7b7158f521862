// The kernels of the rehearsal compile and run: one that stopped doing so would only cost time, and nobody would notice.
import assert from "node:assert/strict";
import { test } from "node:test";
import { compilations, rehearse } from "../../src/jit/index.ts";

test("every kernel of the rehearsal compiles", () => {
  const before = compilations();
  rehearse();
  assert.ok(compilations() - before >= 4);
});
