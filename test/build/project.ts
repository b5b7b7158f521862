// Projects that tests of `amdahl build` work in: one where amdahl is installed, and folders where nothing is.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after } from "node:test";

export const root = join(import.meta.dirname, "..", "..");
const bin = join(root, "bin", "amdahl.js");
export const fixture = join(import.meta.dirname, "fixture");

/** How a process ended, and what it printed. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder that is gone when the tests of the file are over. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "amdahl-build-"));
  after(() => rmSync(made, { recursive: true, force: true }));
  writeFileSync(join(made, "package.json"), '{ "type": "module" }');
  return made;
}

/** A folder in which amdahl can be imported, with files of its own by name. */
export function project(files: Readonly<Record<string, string>> = {}): string {
  const made = folder();
  mkdirSync(join(made, "node_modules"));
  symlinkSync(root, join(made, "node_modules", "amdahl"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(made, name), text);
  return made;
}

/** Runs Node with nothing else on the PATH. */
export function node(cwd: string, args: readonly string[], env: Record<string, string> = {}): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    encoding: "utf8",
    timeout: 120_000,
    env: { HOME: process.env.HOME, PATH: dirname(process.execPath), ...env },
  });
  return { status, stdout, stderr };
}

/** Runs `amdahl build` with the PATH that there is. */
export function build(cwd: string, args: readonly string[], env: Record<string, string> = {}): Ended {
  return node(cwd, [bin, "build", ...args], { PATH: process.env.PATH as string, ...env });
}

/** Builds the fixture; `out` is the folder of the output, in a project where amdahl is installed. */
export function builtFixture(...args: string[]): { readonly home: string; readonly out: string } {
  const home = project();
  copyFileSync(join(fixture, "kernels.ts"), join(home, "kernels.ts"));
  const ended = build(home, ["kernels.ts", ...args]);
  assert.equal(ended.status, 0, ended.stdout + ended.stderr);
  const out = join(home, "dist");
  copyFileSync(join(fixture, "answers.ts"), join(out, "answers.ts"));
  return { home, out };
}

/** A copy of what was built in a folder where there is nothing else. */
export function takenAway(out: string): string {
  const away = folder();
  for (const entry of readdirSync(out, { withFileTypes: true })) {
    if (entry.isFile()) copyFileSync(join(out, entry.name), join(away, entry.name));
  }
  return away;
}

/** The answers of the built fixture in a folder. */
export function answersIn(cwd: string, env: Record<string, string> = {}, more = ""): string[] {
  writeFileSync(
    join(cwd, "ask.js"),
    `import * as kernels from "./kernels.js";
    import { answers } from "./answers.ts";
    const lines = answers(kernels);
    ${more}
    process.stdout.write(JSON.stringify(lines));`,
  );
  const { status, stdout, stderr } = node(cwd, ["ask.js"], env);
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as string[];
}
