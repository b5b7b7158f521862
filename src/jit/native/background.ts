// Orders for the thread that makes native code, from the program's side: nobody waits, and nothing needs the event loop.
// Whoever has ordered looks now and then at a shared word.
import { existsSync } from "node:fs";
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { NativeOrder } from "../../compiler/index.ts";
import { type Answer, DONE, type Sent, type Start } from "./orders.ts";
import { scratchFolder } from "./store.ts";

interface Service {
  readonly port: MessagePort;
  readonly words: Int32Array;
  seen: number;
  next: number;
  readonly waiting: Map<number, (answer: Answer) => void>;
}

let service: Service | undefined;
/** There is no compiler, or no thread can be started: nobody asks again. */
let none = false;

/**
 * Has native code made in the background; `done` is called from within {@link settled}. False if there is nobody to make
 * it, now or later.
 */
export function inBackground(order: NativeOrder, done: (answer: Answer) => void): boolean {
  if (none) return false;
  service ??= start();
  if (!service) return false;
  const id = service.next++;
  service.waiting.set(id, done);
  // Sources are no plain data, and no pass looks at them.
  const meaning = { ...order.meaning, sources: [] };
  service.port.postMessage({ id, order: { ...order, meaning } } satisfies Sent);
  return true;
}

/** Hands out the answers that have come: one look at a shared word if there is none. */
export function settled(): void {
  if (!service || Atomics.load(service.words, DONE) === service.seen) return;
  service.seen = Atomics.load(service.words, DONE);
  for (;;) {
    const received = receiveMessageOnPort(service.port);
    if (!received) return;
    const answer = received.message as Answer;
    if (answer.none) none = true;
    const done = service.waiting.get(answer.id);
    service.waiting.delete(answer.id);
    done?.(answer);
  }
}

function start(): Service | undefined {
  const url: string | undefined = import.meta.url;
  const file = url && new URL(url.endsWith(".ts") ? "./maker.ts" : "./maker.cjs", url);
  try {
    if (!file || !existsSync(file)) throw new Error("bundled");
    const { port1, port2 } = new MessageChannel();
    const words = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(file, {
      workerData: { port: port2, words, scratch: scratchFolder() } satisfies Start,
      transferList: [port2],
      execArgv: ["--disable-warning=ExperimentalWarning"],
      stdout: true,
      stderr: true,
      name: "amdahl native code",
    });
    // It never keeps a finished program alive, and a program that runs on needs no native code.
    worker.unref();
    port1.unref();
    worker.on("error", () => {
      none = true;
    });
    return { port: port1, words, seen: 0, next: 1, waiting: new Map() };
  } catch {
    // Without threads, or in a bundle: WebAssembly it stays.
    none = true;
    return undefined;
  }
}
