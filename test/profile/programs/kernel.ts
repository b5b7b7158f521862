// A compiled function whose second loop does three times what its first one does, by itself or on the team's threads.
import { jit, prange } from "../../../src/index.ts";

const uneven = jit(
  function uneven(a: Float64Array, rounds: number) {
    for (const i of prange(a.length)) {
      let x = a[i];
      for (let k = 0; k < rounds; k++) {
        x = Math.sqrt(x + 1); // once
      }
      for (let k = 0; k < 3 * rounds; k++) {
        x = Math.sqrt(x + 1); // three times
      }
      a[i] = x;
    }
    return a[0];
  },
  { target: process.argv[2] as "wasm" | "native", parallel: Number(process.argv[3]) },
);

let last = 0;
for (let round = 0; round < 150; round++) last = uneven(new Float64Array(1000), 2000);
console.log(last.toFixed(9)); // the golden ratio
