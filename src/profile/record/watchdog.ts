// The thread that watches a profiled program from outside of its threads: it counts how often counters pass their end,
// and has records written by threads that cannot come to it themselves, being in a loop, asleep, or about to be ended.
import { connect, type Socket } from "node:net";
import { BroadcastChannel, parentPort, threadId, workerData } from "node:worker_threads";
import { Attached } from "./attached.ts";
import { WrapWatch } from "./counters.ts";
import { SIGNALS } from "./interrupt.ts";
import { LineClock } from "./kernel-lines.ts";
import { RECORDING } from "./thread.ts";
import { WaitClocks } from "./waits.ts";
import {
  type Answer,
  channelName,
  type Order,
  onMessages,
  send,
  type ToWatch,
  type WatchStart,
} from "./watch-messages.ts";

const WRAPS_EVERY_MS = 1000;

const { pid, socket, heeded, patience, up } = workerData as WatchStart;
const line = socket === undefined ? undefined : connect(socket);
/** Who waits for other processes to have written. */
const asking: Int32Array[] = [];
const attached = new Attached(threadId, patience);
const watches: WrapWatch[] = [];
const kernels = new LineClock();
const clocks = new WaitClocks();
let busy: Promise<unknown> = Promise.resolve();

function settle(done: Int32Array): void {
  Atomics.store(done, 0, 1);
  Atomics.notify(done, 0);
}

function take(message: ToWatch): void {
  switch (message.kind) {
    case "counters":
      watches.push(new WrapWatch(message.memory));
      return;
    case "lines":
      kernels.add(message.watched);
      return;
    case "clock":
      clocks.add(message.clock);
      return;
    case "threads":
      attached.open();
      return;
    case "write all":
      if (line === undefined || line.destroyed) break;
      asking.push(message.done);
      send<Answer>(line, { answer: "write all" });
      return;
  }
  const { done } = message;
  // One after the other: what is asked of a thread has one answer.
  busy = busy
    .then(() =>
      message.kind === "write"
        ? attached.lastIn(message.thread, WRITE)
        : attached.inOthers(WRITE).finally(() => attached.close()),
    )
    .catch(() => false)
    .then(() => settle(done));
}

const channel = new BroadcastChannel(channelName(pid));
channel.onmessage = (event) => take((event as { data: ToWatch }).data);
parentPort?.on("message", take);
setInterval(() => {
  for (const watch of watches) watch.look();
}, WRAPS_EVERY_MS);
Atomics.store(up, 0, 1);
Atomics.notify(up, 0);

if (line !== undefined) {
  send<Answer>(line, { answer: "here", pid });
  onMessages<Order>(line, (message) => {
    if (message.order === "done") for (const done of asking.splice(0)) settle(done);
    else obey(message.signal);
  });
  // The process that watches is gone: nobody will ask, and nobody will answer.
  line.on("error", () => {});
  line.on("close", () => {
    for (const done of asking.splice(0)) settle(done);
  });
}

function obey(signal: string | undefined): void {
  const answer = (text: "written" | "silent" | "heeded") => send<Answer>(line as Socket, { answer: text });
  const place = (SIGNALS as readonly (string | undefined)[]).indexOf(signal);
  if (place >= 0 && Atomics.load(heeded, place) === 1) {
    answer("heeded");
    return;
  }
  busy = busy
    .then(writeAll)
    .catch(() => false)
    .then((all) => answer(all ? "written" : "silent"));
}

/** What a thread evaluates to have its record written. */
const WRITE = `globalThis[Symbol.for(${JSON.stringify(RECORDING)})]?.write()`;

/** Has records written by all threads, the main one last: others are reached through it. */
async function writeAll(): Promise<boolean> {
  const others = await attached.inOthers(WRITE);
  const main = await attached.inMain(WRITE);
  await attached.close();
  return others && main;
}
