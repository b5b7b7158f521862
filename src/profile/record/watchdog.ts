// The thread that watches a profiled program from outside of its threads: it counts how often counters pass their end,
// and has records written by threads that cannot come to it themselves, being in a loop, asleep, or about to be ended.
import { Session } from "node:inspector";
import { connect } from "node:net";
import { BroadcastChannel, parentPort, workerData } from "node:worker_threads";
import { WrapWatch } from "./counters.ts";
import { SIGNALS } from "./interrupt.ts";
import { RECORDING } from "./thread.ts";
import { type Answer, channelName, type Order, type ToWatch, type WatchStart } from "./watch-messages.ts";

/** A thread that runs native code cannot be broken in on; whoever asks should not wait for it for long. */
const PATIENCE_MS = 3000;
const WRAPS_EVERY_MS = 1000;

const { pid, socket, heeded, up } = workerData as WatchStart;
const watches: WrapWatch[] = [];
let busy: Promise<unknown> = Promise.resolve();

function take(message: ToWatch): void {
  if (message.kind === "counters") {
    watches.push(new WrapWatch(message.memory));
    return;
  }
  const { thread, done } = message;
  // One at a time: two sessions would be told of each other's threads.
  busy = busy
    .then(() => writeRecords(false, thread))
    .catch(() => false)
    .then(() => {
      Atomics.store(done, 0, 1);
      Atomics.notify(done, 0);
    });
}

const channel = new BroadcastChannel(channelName(pid));
channel.onmessage = (event) => take((event as { data: ToWatch }).data);
parentPort?.on("message", take);
setInterval(() => {
  for (const watch of watches) watch.look();
}, WRAPS_EVERY_MS);
Atomics.store(up, 0, 1);
Atomics.notify(up, 0);

if (socket !== undefined) {
  const line = connect(socket);
  const answer = (text: Answer) => line.write(text);
  line.on("data", (data) => {
    const { signal } = JSON.parse(String(data)) as Order;
    const listens = Atomics.load(heeded, SIGNALS.indexOf(signal as (typeof SIGNALS)[number])) === 1;
    if (signal !== undefined && listens) {
      answer("heeded");
      return;
    }
    busy = busy
      .then(() => writeRecords(true, undefined))
      .catch(() => false)
      .then((all) => answer(all ? "written" : "silent"));
  });
  // The process that watches is gone: nobody will ask.
  line.on("error", () => line.destroy());
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
      const timer = setTimeout(() => resolve(false), PATIENCE_MS);
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
