// The face of jit: what people call.

export { type Jitted, jit } from "./jit.ts";
export { random } from "./math/index.ts";
export type { JitOptions } from "./options.ts";
export { type PrangeOptions, prange, range } from "./prange.ts";
