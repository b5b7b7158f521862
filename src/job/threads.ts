// Ranks that are threads of this process. None runs in the main thread, which so is never blocked.
import { inspect } from "node:util";
import { MessageChannel, Worker } from "node:worker_threads";
import { ffi } from "../ffi/index.ts";
import { wake } from "./bell.ts";
import { entry, environment } from "./environment.ts";
import { beforeEnd } from "./farewell.ts";
import type { Failure, JobOptions, Ranks } from "./options.ts";
import type { ThreadStart } from "./thread-start.ts";

/** Ranks as threads that share so much memory. */
export function threads(options: JobOptions, bytes: number): Ranks {
  const { program, args, size, tagged = false } = options;
  const memory = new SharedArrayBuffer(bytes);
  const words = new Int32Array(memory);
  return {
    memory,
    start(rank, failed) {
      const { port1, port2 } = new MessageChannel();
      const start: ThreadStart = { memory, rank, program, tagged, port: port2 };
      const worker = new Worker(entry(), {
        workerData: start,
        transferList: [port2],
        argv: [...args],
        env: environment(size),
        // Nothing comes that way: see printer.ts. Joined to the streams of this process, Node would ask the rank for more.
        stdout: true,
        stderr: true,
        name: `rank ${rank}`,
      });
      port1.on("message", (failure: Failure) => failed(failure));
      return new Promise((resolve) => {
        // What a rank cannot tell by itself: it could not be started, or has no memory left.
        worker.on("error", (error: unknown) => failed({ error: inspect(error) }));
        worker.on("exit", (status) => {
          port1.close();
          if (status === 0) resolve();
          else failed({ status });
        });
      });
    },
    wake: (rank) => wake(words, rank),
    end(status) {
      beforeEnd();
      // A thread in native code cannot be ended, and process.exit would wait for it.
      const interfaces = ffi();
      if (!(interfaces instanceof Error)) interfaces.system?.exit(status);
      process.exit(status);
    },
  };
}
