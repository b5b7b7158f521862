// One run of a program in a process of its own: what it says that its work took, and what the whole process took.
import { spawn } from "node:child_process";

/** A command line. */
export type Command = readonly [program: string, ...args: string[]];

/** What one run took, in seconds, and what came of it. */
export interface Once {
  /** Of the program's work, by its own clock. */
  readonly own: number;
  /** Of the processor's cores in its work, all threads together, by its own count; NaN if it does not say. */
  readonly cpu: number;
  /** Of the process, from its start to its end. */
  readonly wall: number;
  /** What the program printed behind its seconds. */
  readonly result: string;
  /** All that was printed. */
  readonly stdout: string;
}

const TIMEOUT_MS = 600_000;

const environment = {
  ...process.env,
  NO_COLOR: "1",
  OMPI_ALLOW_RUN_AS_ROOT: "1",
  OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1",
};

/**
 * Runs a command and reads the line `seconds S cpu C WORD RESULT` that its program prints; `cpu C` may be missing.
 *
 * @throws Error when it ends badly or prints no such line.
 */
export async function runOnce(command: Command, cwd: string): Promise<Once> {
  const [program, ...args] = command;
  const began = performance.now();
  let ended = began;
  let stdout = "";
  let stderr = "";
  const child = spawn(program, args, {
    cwd,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
    timeout: TIMEOUT_MS,
    killSignal: "SIGKILL",
  });
  child.stdout.setEncoding("utf8").on("data", (text) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    stderr = (stderr + text).slice(-4000);
  });
  const how = await new Promise<string | undefined>((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", () => {
      ended = performance.now();
    });
    child.on("close", (status, signal) =>
      resolve(status === 0 ? undefined : `ended with ${signal ?? `status ${status}`}`),
    );
  });
  const [, seconds, cpu, result] = /^seconds ([\d.e+-]+)(?: cpu ([\d.e+-]+))? \w+ (\S+)$/m.exec(stdout) ?? [];
  if (how !== undefined || result === undefined)
    throw new Error(
      `${command.join(" ")} ${how ?? "printed no seconds"}\n${stdout.slice(-2000)}${stderr}`.trimEnd(),
    );
  return { own: Number(seconds), cpu: Number(cpu), wall: (ended - began) / 1000, result, stdout };
}
