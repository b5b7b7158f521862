// The thread that makes native code while the program runs on as WebAssembly: it takes orders and says when one is done.
import { type MessagePort, workerData } from "node:worker_threads";
import { nativeOf } from "../../compiler/index.ts";
import { compiler, NoCompiler } from "./compiler.ts";
import { library } from "./library.ts";
import { type Answer, DONE, type Sent, type Start } from "./orders.ts";
import { scratchFolder } from "./store.ts";

const { words, scratch, ...start } = workerData as Start;
const port = start.port as MessagePort;
scratchFolder(scratch);

port.on("message", ({ id, order }: Sent) => {
  port.postMessage({ id, ...answer(order) } satisfies Answer);
  // After the post: whoever sees the count finds the message.
  Atomics.add(words, DONE, 1);
});

function answer(order: Sent["order"]): Omit<Answer, "id"> {
  const tools = compiler();
  if (tools instanceof NoCompiler) return { none: true };
  try {
    const made = nativeOf(order, tools.machine);
    const { text, slots, quotes, forks, polls } = made;
    return {
      code: { path: library(tools, text), text, slots, quotes, forks, polls },
      notes: notesOf(made.loops),
    };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

const notesOf = (loops: readonly { readonly id: number; readonly notes: readonly unknown[] }[]) =>
  loops.map(({ id, notes }) => ({ id, notes })) as Answer["notes"];
