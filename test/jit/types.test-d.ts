// The types that a compiled function has: those of the original. Checked by the type checker alone.
import { jit } from "../../src/index.ts";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const yes = <T extends true>(): T | undefined => undefined;

const add = jit((x: number, y = 1) => x + y);
yes<Same<ReturnType<typeof add>, number>>();
yes<Same<Parameters<typeof add>, [x: number, y?: number]>>();
add(1);
add(1, 2);
// @ts-expect-error: a string is no number
add("1");
// @ts-expect-error: a parameter is missing
add();

function pick<T extends Float64Array | Float32Array>(a: T): T {
  return a;
}
const picked = jit(pick)(new Float32Array(1));
yes<Same<typeof picked, Float32Array<ArrayBuffer>>>();

function first(a: Float64Array): number;
function first(a: Float64Array[]): Float64Array;
function first(a: Float64Array | Float64Array[]): number | Float64Array {
  return a[0];
}
const one = jit(first)(new Float64Array(1));
const two = jit(first)([new Float64Array(1)]);
yes<Same<typeof one, number>>();
yes<Same<typeof two, Float64Array>>();
yes<Same<typeof add.original, (x: number, y?: number) => number>>();

jit(add, { fastmath: ["reassoc"], parallel: 2, target: "wasm" });
// @ts-expect-error: no such permission
jit(add, { fastmath: ["fast"] });
// @ts-expect-error: no such stage
add.inspect("llvm");
// @ts-expect-error: what is no function does not compile
jit(3);
