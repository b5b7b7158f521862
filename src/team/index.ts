// The team's face: a persistent team of threads per calling thread, fork and join, and one budget of cores.
// Other folders import this file and nothing beside it.
export { asked, type Cores, cores, realCores } from "./cores.ts";
export { forget, fork, getThreads, onAbandoned, setThreads, warm } from "./fork.ts";
export {
  InterruptedError,
  interruptible,
  NOT_THE_PROGRAMS,
  type Pace,
  type Watch,
  watched,
} from "./interrupt.ts";
export { inTeamWorker } from "./nested.ts";
export type { ForkCall, Job } from "./team.ts";
export type { Local } from "./units.ts";
export { pause } from "./wait.ts";
