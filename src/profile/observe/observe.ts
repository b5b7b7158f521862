// Runs a program in a process of its own so that it records, and watches it from outside: whatever it does or is done to
// it, its records are had if there is a way to have them.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  launchedRank,
  type RecordConfig,
  recordEnvironment,
  SIGNALS,
  type ThreadRecord,
  threadFile,
} from "../record/index.ts";
import { Line } from "./line.ts";
import { readRecords } from "./records.ts";
import { Together } from "./together.ts";

/** A program to run, and what to record of it. */
export interface ObserveOptions {
  /** What Node runs, and its arguments. */
  readonly command: readonly string[];
  readonly record: Omit<RecordConfig, "folder" | "observer">;
  /** Flags for Node, beside those of this process. */
  readonly flags?: readonly string[];
  /** Seconds after which it is ended. */
  readonly timeout?: number;
  /** Is given the folder that all was written into, before it is removed. */
  readonly collect?: (folder: string) => void;
}

/** How a program ended, and what it left. */
export interface Observed {
  readonly records: ThreadRecord[];
  /** Whether a report is this process's task. */
  readonly isFirst: boolean;
  /** What a shell would say: 128 + n if signal n ended it, 124 if it took too long. */
  readonly status: number;
  /** Why it was ended from here; undefined if it ended by itself. */
  readonly ended: "signal" | "timeout" | undefined;
  /** Whether all of its threads could be asked for their records. */
  readonly complete: boolean;
  /** The signal that ended it. */
  readonly signal: NodeJS.Signals | undefined;
}

const TIMED_OUT = 124;
/** How long all threads of a process have to answer; if their heaps are to be written, too. */
const PATIENCE_MS = 10_000;
const HEAP_MS = 1_200_000;
/** How long a program may take to end by itself after Ctrl-C. */
const GRACE_MS = 150;

/**
 * Runs the program to its end, and gives its records. Of several processes that an MPI launcher has started the first gives
 * those of all, and the others none: `isFirst` is false there.
 */
export async function observe(options: ObserveOptions): Promise<Observed> {
  const launched = launchedRank();
  const together = launched && launched.size > 1 ? new Together(launched) : undefined;
  const own = mkdtempSync(join(tmpdir(), "amdahl-profile-"));
  const folder = together?.folder() ?? own;
  // Not beside the records: those may be in a folder of another machine, where no socket can be.
  const line = await Line.open(own, options.record.heap ? HEAP_MS : PATIENCE_MS);
  try {
    const ended = await run(options, folder, line);
    options.collect?.(folder);
    const records = together ? await together.gather() : readRecords(folder);
    return { records: records ?? [], isFirst: records !== undefined, ...ended };
  } finally {
    line.close();
    rmSync(own, { recursive: true, force: true });
  }
}

async function run(
  { command, record, flags = [], timeout }: ObserveOptions,
  folder: string,
  line: Line,
): Promise<Omit<Observed, "records" | "isFirst">> {
  const config: RecordConfig = { ...record, folder, observer: line.observer };
  const child = spawn(
    process.execPath,
    [...process.execArgv, ...flags, "--import", pathToFileURL(threadFile("start")).href, ...command],
    { stdio: streams(), env: { ...process.env, ...recordEnvironment(config) } },
  );
  let why: Observed["ended"];
  let status: number | undefined;
  let complete = true;
  const end = async (reason: NonNullable<Observed["ended"]>, as: number, signal?: NodeJS.Signals) => {
    const answer = await line.writeAll(signal);
    if (answer === "heeded") return;
    why = reason;
    status = as;
    complete = answer === "written";
    child.kill("SIGKILL");
  };
  let gotten = 0;
  const pass = (signal: NodeJS.Signals) => {
    // A terminal's Ctrl-C has come to the program, too.
    if (signal !== "SIGINT" || !isOnTerminal()) child.kill(signal);
    // Asked a second time, somebody wants it to end whether it listens or not; a third time, without a profile.
    if (++gotten > 2) child.kill("SIGKILL");
    const heeding = gotten > 1 ? undefined : signal;
    setTimeout(() => void end("signal", 128 + constants.signals[signal], heeding), GRACE_MS).unref();
  };
  for (const signal of SIGNALS) process.on(signal, pass);
  const timer = timeout && setTimeout(() => void end("timeout", TIMED_OUT), timeout * 1000);
  try {
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.on("error", reject);
      child.on("exit", (...how) => resolve(how));
    });
    const own = code ?? 128 + (signal ? constants.signals[signal] : 0);
    return {
      status: status ?? own,
      ended: why,
      complete,
      signal: why === undefined ? (signal ?? undefined) : undefined,
    };
  } finally {
    if (timer) clearTimeout(timer);
    for (const signal of SIGNALS) process.off(signal, pass);
  }
}

const isOnTerminal = () => process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;

/** The program's streams are this process's, and so is what MPICH's launcher talks to a rank by. */
function streams(): ("inherit" | "ignore" | number)[] {
  const own: ("inherit" | "ignore" | number)[] = ["inherit", "inherit", "inherit"];
  const fd = Number(process.env.PMI_FD);
  if (!Number.isInteger(fd) || fd <= 2) return own;
  while (own.length < fd) own.push("ignore");
  return [...own, fd];
}
