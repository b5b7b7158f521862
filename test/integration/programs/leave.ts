// Ends while its team is alive: what it prints first is all it prints, and nothing waits for the threads.
import { jit, prange } from "../../../src/index.ts";

const fill = jit(
  (a: Float64Array): void => {
    for (const i of prange(a.length)) a[i] = i;
  },
  { parallel: 4 },
);
const a = new Float64Array(500_000);
for (const until = Date.now() + 300; Date.now() < until; ) fill(a);
console.log("last line", a[a.length - 1]);
if (process.argv[2] === "throw") throw new Error("the program's own");
if (process.argv[2] === "exit") process.exit(3);
