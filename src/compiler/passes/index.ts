// The face of the passes: each proves facts and rewrites a program; compile.ts and rewrite.ts say in which order.
export { bounds } from "./bounds.ts";
export { Walks } from "./bounds-walk.ts";
export { cloneProgram } from "./clone.ts";
export { hoist } from "./hoist.ts";
export { hold } from "./hold.ts";
export { type LanesOption, type LanesWanted, lanes } from "./lanes.ts";
export { proveLanes } from "./lanes-proof.ts";
export { matrices } from "./matrices.ts";
export { narrow } from "./narrow.ts";
export { outlineParallel, outlineSerial } from "./outline.ts";
export { parallelise, Refused } from "./parallelise.ts";
export { pastCaches } from "./past-caches.ts";
export { reassociate } from "./reassociate.ts";
export { regroup } from "./regroup.ts";
export { rows } from "./rows.ts";
export { stepsAtOnce } from "./steps.ts";
export { wantsIntegers } from "./wants-integers.ts";
export { writtenParameters } from "./written.ts";
