// Runs an example as a person does: in a child process, in a folder of its own where its pictures may go.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const examples = join(import.meta.dirname, "..", "..", "examples");

export interface ExampleRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The files that it left in its folder. */
  readonly files: readonly string[];
}

/** Runs `examples/<name>.ts` with `args` on two threads; `environment` is added to this process's own. */
export function runExample(
  name: string,
  args: readonly (string | number)[] = [],
  environment: Record<string, string> = {},
): ExampleRun {
  const folder = mkdtempSync(join(tmpdir(), "amdahl-example-"));
  try {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(examples, `${name}.ts`), ...args.map(String)],
      {
        cwd: folder,
        encoding: "utf8",
        timeout: 60_000,
        env: { ...process.env, AMDAHL_NUM_THREADS: "2", ...environment },
      },
    );
    return { status, stdout, stderr, files: readdirSync(folder).sort() };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
