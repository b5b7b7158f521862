// The face of Math in the kernel language: every function by name, and the record the compiler resolves names in.
// Plain TypeScript here, compiled by amdahl elsewhere, with the same bits.
export { fromWords, highWord, lowWord } from "./bits.ts";
export { exp } from "./exp.ts";
export { log } from "./log.ts";
export { pow } from "./pow.ts";
export { cos, sin } from "./trig.ts";
