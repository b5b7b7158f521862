// A kernel that compiles and one that cannot, with fallback; prints their results, on standard output only.
import { jit } from "../../../src/index.ts";

const square = jit((x: number) => x * x);
const upper = jit((x: number) => `${x}!`.toUpperCase().length, { fallback: process.argv[2] === "fallback" });
console.log(square(12), square(0.5));
console.log(upper(12), upper(3456));
