// Makes the threads that a program starts record, too, whatever options it starts them with, and has the record of a
// thread written before it is ended from outside.
import Module from "node:module";
import threads, { type Worker, type WorkerOptions } from "node:worker_threads";

export interface ThreadHooks {
  /** What threads must import to record. */
  readonly preload: string;
  /** The environment that tells them what. */
  readonly env: Readonly<Record<string, string>>;
  /** Is called before the first thread is started. */
  readonly beforeFirst: () => void;
  /** Is called before a thread is ended from outside. */
  readonly beforeTerminate: (worker: Worker) => void;
}

/** Whether any thread was started since the hooks were set. */
export interface ThreadsPatched {
  readonly some: boolean;
  /** Puts Node's own back. */
  undo(): void;
}

/** Puts the hooks in. */
export function patchWorkers({ preload, env, beforeFirst, beforeTerminate }: ThreadHooks): ThreadsPatched {
  const { Worker } = threads;
  const { terminate } = Worker.prototype;
  const state = {
    some: false,
    undo() {
      (threads as { Worker: unknown }).Worker = Worker;
      Worker.prototype.terminate = terminate;
      Module.syncBuiltinESMExports();
    },
  };
  Worker.prototype.terminate = function (this: Worker): Promise<number> {
    // One that has ended has no number any more. In place, since the thread's end must have begun when this returns.
    if (this.threadId >= 0) beforeTerminate(this);
    return terminate.call(this);
  };
  // A Proxy is the class in every other way: `instanceof`, its name, its statics.
  (threads as { Worker: unknown }).Worker = new Proxy(Worker, {
    construct(target, [file, options = {}]: [string | URL, WorkerOptions?], newTarget) {
      if (!state.some) beforeFirst();
      state.some = true;
      return Reflect.construct(target, [file, withPreload(options, preload, env)], newTarget);
    },
  });
  Module.syncBuiltinESMExports();
  return state;
}

/** Threads inherit both from their maker, unless it says otherwise. */
function withPreload(options: WorkerOptions, preload: string, env: ThreadHooks["env"]): WorkerOptions {
  const { execArgv, env: own } = options;
  return {
    ...options,
    ...(execArgv !== undefined && { execArgv: [...execArgv, "--import", preload] }),
    ...(typeof own === "object" && { env: { ...own, ...env } }),
  };
}
