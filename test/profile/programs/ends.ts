// Ends, or does not, in the way that it is told: what a profile must survive.
import { Worker } from "node:worker_threads";

const [how] = process.argv.slice(2);

function spin(n: number): number {
  let x = 0;
  for (let i = 0; i < n; i++) x = Math.sin(x + i);
  return x;
}

/** (module (func (export "f") (loop br 0))): never comes back. */
const NEVER = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 9, 1, 7, 0, 3, 64,
  12, 0, 11, 11,
];

/** As much of it as is needed, since the library of types has it only with a browser's. */
interface Wasm {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: { readonly f: () => void } };
}

function kernel(): void {
  const { Instance, Module } = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly;
  new Instance(new Module(new Uint8Array(NEVER))).exports.f();
}

function forever(): void {
  for (;;) spin(1000);
}

for (let i = 0; i < 5; i++) spin(2e5);
console.log("ready");
if (how === "throw") throw new Error("on purpose");
if (how === "exit") process.exit(7);
if (how === "loop") forever();
if (how === "kernel") kernel();
if (how === "asleep") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
if (how === "idle") setInterval(() => {}, 1000);
if (how === "listens") {
  process.on("SIGINT", () => {
    console.log("heard");
    process.exit(9);
  });
  setInterval(() => {}, 1000);
}
if (how === "terminate" || how === "unref") {
  const worker = new Worker(new URL(import.meta.url), { argv: ["loop"], execArgv: [], stdout: true });
  await new Promise((resolve) => worker.stdout.once("data", resolve));
  await new Promise((resolve) => setTimeout(resolve, 500));
  if (how === "terminate") await worker.terminate();
  else process.exit(0);
}
