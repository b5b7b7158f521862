// Runs the command line from source in a process of its own, as the tests of this folder look at it: from outside.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

const FROM_SOURCE = fileURLToPath(new URL("./amdahl-from-source.ts", import.meta.url));

/** How a process ended, and what it printed. */
export interface Ending {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The arguments with which Node runs `amdahl ...args`. */
export function commandLine(...args: string[]): string[] {
  return [FROM_SOURCE, ...args];
}

/** Runs `amdahl ...args` in `cwd` and waits for its end. */
export function amdahl(
  args: readonly string[],
  cwd = process.cwd(),
  env: Record<string, string> = {},
  timeout = 30_000,
): Ending {
  return spawnSync(process.execPath, commandLine(...args), {
    cwd,
    encoding: "utf8",
    timeout,
    maxBuffer: 2 ** 28,
    env: { ...process.env, NO_COLOR: "1", ...env },
  });
}

/** A folder that is gone when the test is over. */
export function temporaryFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "amdahl-cli-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
