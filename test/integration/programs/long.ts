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

function serial(from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += Math.sqrt(i) / (i + 1);
  return sum;
}
function parallel(from: number, to: number): number {
  let sum = 0;
  for (const i of prange(from, to)) sum += Math.sqrt(i) / (i + 1);
  return sum;
}

const kernel = jit(where === "serial" ? serial : parallel, { parallel: 2 });
// Numbers as large as the later ones, so that nothing is compiled again after "ready".
kernel(1e10 - 1e7, 1e10);
kernel(1, 1e7);
console.log("ready");
if (handler === "catch") {
  try {
    kernel(1, 1e10);
  } catch (error) {
    console.log(error instanceof Error ? error.name : error);
    console.log(kernel(1, 2) === 0.5);
  }
} else kernel(1, 1e10);
