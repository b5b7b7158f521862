// The face of the start: how Node opens the library.
// Nothing of the house imports it; the file that Node is sent to by package.json does (see tools/core.ts).
export { type Core, type OpenOptions, openCore, wholeCore } from "./core.ts";
