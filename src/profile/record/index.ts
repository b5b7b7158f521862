// The face of recording, for whoever starts a recorded program and reads what it left.

export type { ClockedTime } from "./clock.ts";
export { BEGUN, type Observer, type RecordConfig, recordEnvironment } from "./config.ts";
export { threadFile } from "./here.ts";
export { SIGNALS } from "./interrupt.ts";
export { type LaunchedRank, launchedRank } from "./launched.ts";
export type { LineMemory, MemoryRecord } from "./memory.ts";
export type { CountedFile, SampledNode, SampledProfile, ThreadRecord, UncountedFile } from "./record.ts";
export { type Answer, type Order, onMessages, send } from "./watch-messages.ts";
