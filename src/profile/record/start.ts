// What a profiled program's process imports before all else, and so do its threads: recording begins here.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { isMainThread } from "node:worker_threads";
import { onJobEnd } from "../../job/index.ts";
import { BEGUN, recordConfig, recordEnvironment } from "./config.ts";
import { threadFile } from "./here.ts";
import { onInterrupt } from "./interrupt.ts";
import { Recording } from "./thread.ts";
import { Watch } from "./watched.ts";
import { patchWorkers } from "./workers.ts";

const config = recordConfig();
if (config !== undefined) {
  const { observer } = config;
  // Before all else: who watches waits for the thread of a process that has begun, however late it starts.
  if (isMainThread && observer) writeFileSync(join(observer.processes, `${process.pid}${BEGUN}`), "");
  const watch = new Watch(config);
  const threads = patchWorkers({
    preload: pathToFileURL(threadFile("start")).href,
    env: recordEnvironment(config),
    beforeFirst: () => watch.threads(),
    beforeTerminate: ({ threadId }) => watch.writeNow(threadId),
  });
  const recording = new Recording(config, watch);
  const end = () => {
    if (isMainThread && threads.some) watch.writeOthersNow();
    recording.write();
  };
  // The first to be told: what a program does as it ends is not waited for by its threads.
  process.on("exit", end);
  // Without a process that watches nobody reads what is written, and signals may do what they always do.
  if (isMainThread && observer) {
    onInterrupt(end, watch.heeded);
    onJobEnd(() => watch.writeAllNow());
  }
}
