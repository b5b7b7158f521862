export { cpuProfile } from "./cpuprofile.ts";
export { ENDINGS, refusal, saveProfile } from "./files.ts";
export { pprof } from "./pprof.ts";
export { loadProfile, NotAProfileError } from "./saved.ts";
export {
  type SpeedscopeFile,
  type SpeedscopeFrame,
  type SpeedscopeProfile,
  speedscope,
} from "./speedscope.ts";
