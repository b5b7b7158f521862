// Loops over doubles end where they do in JavaScript, also at the last number of 32 bits.
import assert from "node:assert/strict";
import { test } from "node:test";
import { jit } from "../../../src/jit/index.ts";
import { NO_C } from "../../compiler/backend/c/host.ts";

test("a loop to the greatest or least number of 32 bits ends behind it", { skip: NO_C }, () => {
  const loops = [
    (n: number) => {
      let count = 0;
      for (let i = 2147483645; i <= 2147483647; i += 1) for (let k = 0; k < n; k++) if (k !== i) count++;
      return count;
    },
    (n: number) => {
      let count = 0;
      for (let i = -2147483646; i >= -2147483648; i -= 1) for (let k = 0; k < n; k++) if (k !== i) count++;
      return count;
    },
    (n: number) => {
      let last = 0;
      for (let i = 2147483645; i <= 2147483647; i += 1) for (let k = 1e15; k <= 1e15 + 1; k++) last = n;
      return last;
    },
    (n: number) => {
      const end = Math.abs(-2147483647);
      let last = 0;
      for (let i = 2147483643; i <= end; i += 2) for (let k = 0; k < 2; k++) last = n + i;
      return last;
    },
  ];
  for (const loop of loops) {
    const compiled = jit(loop, { target: "native" });
    assert.equal(compiled(4), loop(4));
  }
});
