// The face of formats: profiles saved for other programs and for later, loaded again, and compared.
export { type Change, type ComparedRow, compareProfiles } from "./compare.ts";
export { cpuProfile } from "./cpuprofile.ts";
export { ENDINGS, refusal, saveProfile } from "./files.ts";
export { pprof } from "./pprof.ts";
export { compareReport } from "./print-compare.ts";
export { loadProfile, NotAProfileError } from "./saved.ts";
export {
  type SpeedscopeFile,
  type SpeedscopeFrame,
  type SpeedscopeProfile,
  speedscope,
} from "./speedscope.ts";
