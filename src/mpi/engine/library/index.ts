// The library engine: this process is a rank of a cluster's MPI, whose library is called as C would.
import { writeSync } from "node:fs";
import { availableParallelism } from "node:os";
import { inspect } from "node:util";
import { isMainThread } from "node:worker_threads";
import { type Ffi, ffi } from "../../../ffi/index.ts";
import { ERR_OTHER } from "../../constants.ts";
import { Exception } from "../../exception.ts";
import type { Context, Engine } from "../face.ts";
import { Calls } from "./calls.ts";
import { LibraryContext } from "./context.ts";
import { Here } from "./here.ts";
import type { Launcher } from "./launcher.ts";
import { Requests } from "./operation.ts";
import { untilPrinted } from "./printed.ts";
import { restrainUcx } from "./ucx.ts";

export { launcher } from "./launcher.ts";

/**
 * The engine of a process that this launcher has started. Throws Exception if the library cannot be used, or was not
 * started by it: such a library takes each process for a job of its own.
 */
export function libraryEngine(launcher: Launcher): Engine {
  restrainUcx();
  const calls = opened(launcher);
  // A launcher that reads ranks' output by way of a terminal would get colors that nobody asked for.
  process.env.NO_COLOR ??= "1";
  calls.do("Init_thread", null, null, calls.abi.funneled, new Int32Array(1));
  const here = new Here(calls, (launcher.here ?? launcher.size) > availableParallelism());
  const requests = new Requests(here);
  const shared = { here, requests };
  const world = new LibraryContext(shared, calls.abi.world);
  const end = endTogether(requests, world);
  if (world.size !== launcher.size) {
    throw new Exception(
      ERR_OTHER,
      `${launcher.name} has started ${launcher.size} ranks, and ${calls.path} (${firstLine(calls.version())}) finds ` +
        `${world.size}: it is not the library that goes with this launcher. Start the program by the launcher of that ` +
        "library, or name the right library in AMDAHL_MPI",
    );
  }
  return {
    name: calls.abi.name,
    world,
    self: new LibraryContext(shared, calls.abi.self),
    until: (look) => here.until(look),
    awaited: (look) => here.awaited(look),
    keep: (advance) => here.keep(advance),
    library: () => calls.version(),
    version() {
      const [version, subversion] = [new Int32Array(1), new Int32Array(1)];
      calls.do("Get_version", version, subversion);
      return [version[0], subversion[0]];
    },
    // Ranks may be on several machines, whose clocks nobody compares.
    oneClock: (launcher.here ?? launcher.size) >= launcher.size,
    finalize: end.finalize,
    abort: end.abort,
  };
}

const firstLine = (text: string): string => text.split("\n")[0].replace(/\s+/g, " ").trim();

function opened(launcher: Launcher): Calls {
  if (!isMainThread) {
    throw new Exception(
      ERR_OTHER,
      `${launcher.name} has started this process as one rank: its main thread is the one that calls MPI, not its others`,
    );
  }
  const interfaces = ffi();
  if (interfaces instanceof Error) {
    throw new Exception(
      ERR_OTHER,
      `${launcher.name} has started this process, whose MPI library cannot be called: ${interfaces.message}`,
    );
  }
  return firstOf(interfaces, launcher);
}

function firstOf(interfaces: Ffi, { name, libraries }: Launcher): Calls {
  const problems: string[] = [];
  for (const library of libraries) {
    try {
      return new Calls(interfaces, library);
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  throw new Exception(
    ERR_OTHER,
    `${name} has started this process, and no MPI library that goes with it was found: name one in AMDAHL_MPI.` +
      problems.map((problem) => `\n  ${problem}`).join(""),
  );
}

/** What a rank's end means for the others: all is sent, or the job is ended. */
function endTogether(requests: Requests, { rank, size }: Pick<Context, "rank" | "size">) {
  const { calls } = requests;
  let finalized = false;
  const abort = (status: number): never => {
    untilPrinted();
    calls.get("Abort")(calls.abi.world, status);
    process.exit(status);
  };
  const finalize = (): void => {
    if (finalized) return;
    finalized = true;
    requests.flush();
    requests.here.lengths.free();
    calls.get("Finalize")();
  };
  // Others may wait for a rank that has failed, for ever: the launcher ends them. What went wrong is said first.
  process.on("uncaughtExceptionMonitor", (error: unknown) => {
    if (process.listenerCount("uncaughtException") > 0 || process.hasUncaughtExceptionCaptureCallback())
      return;
    const text = error instanceof Error ? (error.stack ?? String(error)) : inspect(error);
    writeSync(2, `rank ${rank} of ${size} has failed: ${text}\n`);
    if (!finalized) abort(1);
  });
  process.on("exit", (status) => {
    // MPICH takes a rank that leaves without finalizing for one that has done its work.
    if (status === 0) finalize();
    else if (!finalized) {
      finalized = true;
      writeSync(2, `rank ${rank} of ${size} has ended with status ${status}\n`);
      abort(status);
    }
  });
  return { finalize, abort };
}
