// The face of the arrays: what `import … from "amdahl/array"` gives.
// So far the strided array itself and the ways to make one.

import "../node-version.ts";

export { arange, array, fromTyped, full, linspace, ones, type Shape, zeros } from "./create.ts";
export type { DType } from "./dtype.ts";
export { NDArray, type Nested } from "./ndarray.ts";
export { STRIDED, type Strided } from "./protocol.ts";
export type { Slice } from "./slicing.ts";
