// A folder with two small programs and amdahl as an installed package, in which each tool is let loose: one prints what
// was captured, the other what its compiled kernels came to.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../", import.meta.url));
const program = fileURLToPath(new URL("./program/", import.meta.url));

/** What a free name came to, in a form that survives JSON. */
export interface Found {
  kind: string;
  /** A number as it is; a function by the text of its body; an object by its keys. */
  value?: number | string | string[];
  at?: string;
}

/** What the program prints: see `program/report.ts`. */
export interface Report {
  name: string;
  place: string;
  free: Record<string, Found>;
  /** The line of the frame that is marked. */
  marked: string;
  /** The text that ran has coverage counters in it. */
  instrumented: boolean;
}

/** Makes the folder; `type` is its package's `"type"`. Remove it with {@link tearDown}. */
export async function setUp(type: "module" | "commonjs" = "module"): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "amdahl-compat-"));
  cpSync(program, folder, { recursive: true });
  const report = join(folder, "report.ts");
  writeFileSync(
    report,
    readFileSync(report, "utf8").replace("../../../src/capture/index.ts", "capture-alone"),
  );
  const json = (path: string, value: unknown) => writeFileSync(join(folder, path), JSON.stringify(value));
  json("package.json", { type });
  // Copied and not linked: a link would hide that Node strips no types under node_modules.
  const installed = join(folder, "node_modules/amdahl");
  for (const part of ["dist", "bin", "package.json"])
    cpSync(join(root, part), join(installed, part), { recursive: true });
  lend(folder, "acorn", "commander");
  // The package does not export `capture`.
  const alone = join(folder, "node_modules/capture-alone");
  mkdirSync(alone, { recursive: true });
  await build({
    entryPoints: [join(root, "src/capture/index.ts")],
    outfile: join(alone, "index.js"),
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "error",
  });
  json("node_modules/capture-alone/package.json", {
    name: "capture-alone",
    type: "module",
    exports: "./index.js",
  });
  return folder;
}

/** Lets the folder see a package of this repository's. */
export function lend(folder: string, ...names: string[]): void {
  for (const name of names) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, "node_modules", name), link, "junction");
  }
}

export function tearDown(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** The path of a package's command, to be run with `node`. */
export function command(name: string, path?: string): string {
  const require = createRequire(join(root, "package.json"));
  const manifest = join(root, "node_modules", name, "package.json");
  const { bin } = require(manifest) as { bin: string | Record<string, string> };
  const file = path ?? (typeof bin === "string" ? bin : Object.values(bin)[0]);
  return join(dirname(manifest), file as string);
}

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs this Node with arguments in a folder until it ends. */
export function node(folder: string, args: string[], stdin = ""): Promise<Ran> {
  const env = {
    ...process.env,
    NODE_TEST_CONTEXT: undefined,
    NODE_OPTIONS: undefined,
    FORCE_COLOR: undefined,
  };
  const child = spawn(process.execPath, args, { cwd: folder, env, timeout: 60_000 });
  const ran: Ran = { code: null, stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text) => (ran.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (ran.stderr += text));
  child.stdin.end(stdin);
  return new Promise((resolve) => child.on("close", (code) => resolve({ ...ran, code })));
}

/** The report in a program's output; fails with the whole output when there is none. */
export function reportOf({ code, stdout, stderr }: Ran): Report {
  const found = /REPORT (\{.*\})/.exec(stdout);
  assert.ok(code === 0 && found, `exit ${code}\n${stdout}\n${stderr}`);
  return JSON.parse(found[1] as string) as Report;
}

/** What is to be captured where the tool keeps the names of the program. */
export const EXPECTED: Report = {
  name: "kernel",
  place: "main.ts:9:8",
  free: {
    half: { kind: "value", value: "half" },
    scale: { kind: "value", value: 3 },
    fixed: { kind: "value", value: 2 },
    moving: { kind: "reassigned", value: 2, at: "main.ts:7:1" },
    steps: { kind: "reassigned", value: 1, at: "lib.ts:5:3" },
  },
  marked: "> 11 |   return y + fixed + moving + steps;",
  instrumented: false,
};

/** The program's functions run on, and what they return is told apart from what their text says. */
export function same(report: Report, changes: Partial<Report> = {}): void {
  assert.deepEqual(report, { ...EXPECTED, ...changes });
}

/** What `program/compute.ts` prints. */
export interface Computed {
  /** The plain sum, the compiled one, the parallel one. */
  answers: unknown[];
  /** The message of an index out of range. */
  error: string;
  /** Another thread ran iterations of a parallel loop. */
  helped: boolean;
}

export function computedOf({ code, stdout, stderr }: Ran): Computed {
  const found = /COMPUTED (\{.*\})/.exec(stdout);
  assert.ok(code === 0 && found, `exit ${code}\n${stdout}\n${stderr}`);
  return JSON.parse(found[1] as string) as Computed;
}

/** What the kernels of the program sum up to: 3 Σ (i / 2 + 1 / 2) and a quarter each of 1, 2, 4, 8. */
const SUM = 3 * ((100_000 * 99_999) / 4 + 50_000) + 25_000 * 15;

/** The kernels compiled, both threads worked, and the error shows the line as it is written. */
export function computes(ran: Ran, { place = "compute.ts:22:10", helped = true } = {}): void {
  const computed = computedOf(ran);
  assert.deepEqual(computed.answers, [SUM, SUM, SUM]);
  assert.match(
    computed.error,
    /^RangeError: Index 7 is out of range: \w+ has length 4, so its indices are 0 to 3\.\n/,
  );
  assert.match(computed.error, /\n> [^\n]*\n +\| +\^+/);
  assert.ok(computed.error.includes(place), computed.error);
  if (place === "compute.ts:22:10") assert.match(computed.error, /\n> 22 \| {3}return a\[i\] \* scale;\n/);
  assert.equal(computed.helped, helped, ran.stderr);
}
