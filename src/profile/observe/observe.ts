// Runs a program in a process of its own so that it records, and watches it from outside: whatever it does or is done to
// it, its records are had if there is a way to have them.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Answer,
  type Order,
  type RecordConfig,
  recordEnvironment,
  recordingEntry,
  type ThreadRecord,
} from "../record/index.ts";
import { readRecords } from "./records.ts";

/** A program to run, and what to record of it. */
export interface ObserveOptions {
  readonly program: string;
  readonly args: readonly string[];
  readonly record: Omit<RecordConfig, "folder" | "socket">;
  /** Flags for Node, beside those of this process. */
  readonly flags?: readonly string[];
  /** Seconds after which it is ended. */
  readonly timeout?: number;
}

/** How a program ended, and what it left. */
export interface Observed {
  readonly records: ThreadRecord[];
  /** What a shell would say: 128 + n if signal n ended it, 124 if it took too long. */
  readonly status: number;
  /** Why it was ended from here; undefined if it ended by itself. */
  readonly ended: "signal" | "timeout" | undefined;
  /** Whether all of its threads could be asked for their records. */
  readonly complete: boolean;
  /** The signal that ended it. */
  readonly signal: NodeJS.Signals | undefined;
}

/** A program that does not write what it was asked to is in native code that does not come back. */
const PATIENCE_MS = 10_000;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const TIMED_OUT = 124;

/** Runs the program to its end, and gives its records. */
export async function observe(options: ObserveOptions): Promise<Observed> {
  const folder = mkdtempSync(join(tmpdir(), "amdahl-profile-"));
  const path =
    process.platform === "win32" ? `\\\\.\\pipe\\${folder.replace(/\W/g, "-")}` : join(folder, "socket");
  const lines: Socket[] = [];
  const server = createServer((line) => {
    line.on("error", () => {});
    lines.push(line);
  });
  try {
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const ended = await run(options, folder, path, lines);
    return { records: readRecords(folder), ...ended };
  } finally {
    close(server, lines);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(
  { program, args, record, flags = [], timeout }: ObserveOptions,
  folder: string,
  socket: string,
  lines: readonly Socket[],
): Promise<Omit<Observed, "records">> {
  const config: RecordConfig = { ...record, folder, socket };
  const child = spawn(
    process.execPath,
    [...process.execArgv, ...flags, "--import", recordingEntry(), program, ...args],
    { stdio: "inherit", env: { ...process.env, ...recordEnvironment(config) } },
  );
  let why: Observed["ended"];
  let status: number | undefined;
  let complete = true;
  const end = async (reason: NonNullable<Observed["ended"]>, as: number, order: Order) => {
    const answer = await ask(lines, order);
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
    const order = gotten > 1 ? {} : { signal };
    setTimeout(() => void end("signal", 128 + constants.signals[signal], order), GRACE_MS).unref();
  };
  for (const signal of SIGNALS) process.on(signal, pass);
  const timer = timeout && setTimeout(() => void end("timeout", TIMED_OUT, {}), timeout * 1000);
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

/** How long a program may take to end by itself after Ctrl-C. */
const GRACE_MS = 150;

const isOnTerminal = () => process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;

/** Asks the program's watching thread to have all records written. */
async function ask(lines: readonly Socket[], order: Order): Promise<Answer> {
  const line = lines[0];
  // It has not begun yet, or has nothing left to say.
  if (line === undefined || line.destroyed) return "silent";
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve("silent"), PATIENCE_MS);
    const settle = (answer: Answer) => {
      clearTimeout(timer);
      resolve(answer);
    };
    line.once("data", (answer) => settle(String(answer) as Answer));
    // It ended meanwhile, and has written what it had.
    line.once("close", () => settle("written"));
    line.write(JSON.stringify(order));
  });
}

function close(server: Server, lines: readonly Socket[]): void {
  for (const line of lines) line.destroy();
  server.close();
}
