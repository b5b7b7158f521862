// Runs a program of this folder in a Node process of its own and reports how it ended.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
  /** Milliseconds from the last line it printed, or from the signal it was sent, to its end. */
  readonly ms: number;
  /** Threads of it that outlived it: none, where this can be seen. */
  readonly left: boolean;
}

/**
 * Runs programs/NAME with arguments and further environment variables. With `signal`, sends it `after` milliseconds
 * after the program has printed "ready".
 */
export function run(
  name: string,
  args: readonly string[] = [],
  env: Record<string, string> = {},
  signal?: { readonly name: NodeJS.Signals; readonly after: number },
): Promise<End> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, "programs", name), ...args], {
      env: { ...process.env, NODE_OPTIONS: undefined, NODE_TEST_CONTEXT: undefined, ...env },
    });
    let [out, err, since, sent] = ["", "", performance.now(), false];
    const giveUp = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`${name} ${args.join(" ")} did not end; it printed:\n${out}${err}`));
    }, 60_000);
    child.stdout.setEncoding("utf8").on("data", (text) => {
      out += text;
      since = performance.now();
      if (sent || !signal || !out.includes("ready")) return;
      sent = true;
      setTimeout(() => {
        since = performance.now();
        child.kill(signal.name);
      }, signal.after);
    });
    child.stderr.setEncoding("utf8").on("data", (text) => (err += text));
    let ms = Number.NaN;
    child.on("exit", () => (ms = performance.now() - since));
    child.on("close", (code, ended) => {
      clearTimeout(giveUp);
      const left = child.pid !== undefined && existsSync(`/proc/${child.pid}`);
      resolve({ code, signal: ended, out, err, ms, left });
    });
  });
}
