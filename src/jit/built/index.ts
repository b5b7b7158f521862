// The face of what runs built modules: the description that they carry, and amdahl as their runtime.
export {
  type BuiltArray,
  type BuiltCapture,
  type BuiltKernel,
  type BuiltLibrary,
  type BuiltModule,
  type BuiltNative,
  type BuiltSpecialisation,
  type BuiltVariant,
  CONTRACT,
  MEMORY_FLAGS,
} from "./description.ts";
export { openBuilt } from "./installed.ts";
export { LEVEL } from "./libraries.ts";
export type { OpenedKernel } from "./open.ts";
