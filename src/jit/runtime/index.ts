// The runtime's face: compiled modules made callable, and what their imports do in every thread.
// Other folders import this file and nothing beside it.
export { expectForks, type Loaded, type LoopRuns, load, loads } from "./load.ts";
export { locate, stopWord } from "./native.ts";
export type { NativeCode, Payload, Ready } from "./ready.ts";
export type { RuntimePlace, RuntimeSite } from "./sites.ts";
