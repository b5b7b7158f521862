// A kernel of 10¹⁰ iterations, serial or parallel, under Ctrl-C.
//   node long.ts serial|parallel none|exit|catch
import { jit, prange } from "../../../src/index.ts";

const [, , where, handler] = process.argv;
if (handler !== "none") {
  process.on("SIGINT", () => {
    console.log("handler");
    if (handler === "exit") process.exit(7);
  });
}

function serial(n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Math.sqrt(i) / (i + 1);
  return sum;
}
function parallel(n: number): number {
  let sum = 0;
  for (const i of prange(n)) sum += Math.sqrt(i) / (i + 1);
  return sum;
}

const kernel = jit(where === "serial" ? serial : parallel, { parallel: 2 });
kernel(1e7);
console.log("ready");
if (handler === "catch") {
  try {
    kernel(1e10);
  } catch (error) {
    console.log(error instanceof Error ? error.name : error);
    console.log(kernel(2) === 0.5);
  }
} else kernel(1e10);
