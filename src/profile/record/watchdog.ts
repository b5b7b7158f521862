// The thread that watches a profiled program from outside of its threads: it counts how often counters pass their end,
// and has records written by threads that cannot come to it themselves, being in a loop, asleep, or about to be ended.
import { Session } from "node:inspector";
import { connect, type Socket } from "node:net";
import { BroadcastChannel, parentPort, workerData } from "node:worker_threads";
import { WrapWatch } from "./counters.ts";
import { SIGNALS } from "./interrupt.ts";
import { RECORDING } from "./thread.ts";
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
const watches: WrapWatch[] = [];
let busy: Promise<unknown> = Promise.resolve();

function settle(done: Int32Array): void {
  Atomics.store(done, 0, 1);
  Atomics.notify(done, 0);
}

function take(message: ToWatch): void {
  if (message.kind === "counters") watches.push(new WrapWatch(message.memory));
  else if (message.kind === "write all" && line !== undefined && !line.destroyed) {
    asking.push(message.done);
    send<Answer>(line, { answer: "write all" });
  } else {
    const { done } = message;
    const thread = message.kind === "write" ? message.thread : undefined;
    // One at a time: two sessions would be told of each other's threads.
    busy = busy
      .then(() => writeRecords(false, thread))
      .catch(() => false)
      .then(() => settle(done));
  }
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
    .then(() => writeRecords(true, undefined))
    .catch(() => false)
    .then((all) => answer(all ? "written" : "silent"));
}

interface Attached {
  readonly sessionId: string;
}

interface Received extends Attached {
  readonly message: string;
}

/**
 * Has records written by the program's other threads, or by one of them, and by its main thread.
 *
 * @returns whether all that were asked have answered
 */
async function writeRecords(main: boolean, thread: number | undefined): Promise<boolean> {
  const session = new Session();
  session.connectToMainThread();
  const expression = `globalThis[Symbol.for(${JSON.stringify(RECORDING)})]?.write(${thread ?? ""})`;
  const threads: string[] = [];
  const waiting = new Map<string, (answer: boolean) => void>();
  session.on("NodeWorker.attachedToWorker", ({ params }: { params: Attached }) => {
    threads.push(params.sessionId);
  });
  session.on("NodeWorker.receivedMessageFromWorker", ({ params }: { params: Received }) => {
    if ((JSON.parse(params.message) as { id?: number }).id === 1) waiting.get(params.sessionId)?.(true);
  });
  const answered = (ask: (settle: (answer: boolean) => void) => void) =>
    new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), patience);
      ask((answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
    });
  try {
    let all = await answered((settle) =>
      session.post("NodeWorker.enable", { waitForDebuggerOnStart: false }, () => settle(true)),
    );
    const message = JSON.stringify({ id: 1, method: "Runtime.evaluate", params: { expression } });
    const answers = await Promise.all(
      threads.map((sessionId) =>
        answered((settle) => {
          waiting.set(sessionId, settle);
          session.post("NodeWorker.sendMessageToWorker", { sessionId, message }, () => {});
        }),
      ),
    );
    all &&= answers.every(Boolean);
    // The main thread last: while it has no record, others' can still be had through it.
    if (main)
      all =
        (await answered((settle) => session.post("Runtime.evaluate", { expression }, () => settle(true)))) &&
        all;
    return all;
  } finally {
    // Node's end waits for sessions that are open, and says so on standard error.
    session.disconnect();
  }
}
