// The process whose first call is measured: node first-call-program.ts KERNEL VARIANT SIZE THREADS ["after another"]:
// then another function's machine code was made before.
import { jit } from "amdahl";
import { median } from "../src/measure/index.ts";
import type { Size } from "./kernel.ts";
import { kernels } from "./kernels/index.ts";

const [name, variantName, size, threads, after] = process.argv.slice(2);
const kernel = kernels.find((k) => k.name === name);
const variant = kernel
  ?.variants(size as Size, threads.split(",").map(Number))
  .find((v) => v.name === variantName);
if (variant === undefined) throw new Error(`there is no ${name}, ${variantName}`);

if (after === "after another") jit((x: number) => x + 1, { target: "native" })(1);

function time(run: () => unknown): number {
  const start = performance.now();
  run();
  return (performance.now() - start) / 1000;
}

const first = time(variant.run);
const later = median(Array.from({ length: 5 }, () => time(variant.run)));
process.stdout.write(JSON.stringify({ first, later }));
