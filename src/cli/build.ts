// `amdahl build`: a module of compiled functions as files that need neither compiler nor source when they run.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Command } from "commander";
import type * as Builder from "../build/index.ts";
import { formatTable } from "../measure/index.ts";
import { UsageError } from "./errors.ts";
import { packageRoot, packageVersion } from "./package-root.ts";
import { findProgram } from "./program.ts";

const EXAMPLES = `
The module is run: its exports are functions (jit's or plain ones) and constants. They are compiled for jit's option
signatures, or for the types that their parameters have in the source. The output runs in browsers and in Node by
itself, on one thread; where amdahl is installed, on all cores, and as machine code.

--native LIST: "auto" (default), a library for this processor if there is a C compiler; "none"; or some of avx512, avx2,
sse (x64), neon (arm64), separated by commas. The best one that fits the processor is used.

Examples:
  $ amdahl build kernels.ts                            dist/kernels.js, dist/kernels.d.ts and a library
  $ amdahl build kernels.ts --out lib --native none    WebAssembly only
  $ amdahl build kernels.ts --native avx512,avx2,sse   for other processors than this one too
`;

interface Options {
  out: string;
  native: string;
  quiet?: boolean;
}

/** Adds `amdahl build <module>` to `program`. */
export function register(program: Command): void {
  program
    .command("build")
    .description("Compile a module's functions ahead of time, to WebAssembly and machine code.")
    .argument("<module>", "a file that ends in .ts, .mts, .cts, .js, .mjs or .cjs")
    .option("-o, --out <folder>", "where the output goes", "dist")
    .option("--native <list>", "levels of instructions to make libraries for", "auto")
    .option("-q, --quiet", "print nothing but errors")
    .addHelpText("after", EXAMPLES)
    .action(async (name: string, options: Options) => {
      const file = findProgram(name);
      const status = await run(file, options);
      // The module may have started what never ends.
      process.stdout.write("", () => process.exit(status));
    });
}

async function run(file: string, { out, native, quiet }: Options): Promise<number> {
  const builder = await builderFor(file);
  const say = process.stderr.isTTY && !quiet;
  const progress = (doing: string): void => {
    if (say) process.stderr.write(`\r\x1b[K${doing} …`);
  };
  const start = performance.now();
  try {
    const chosen = nativeOf(native, builder);
    const version = packageVersion();
    progress(`importing ${basename(file)}`);
    const module = await imported(file);
    const report = await builder.build({
      file,
      module,
      out: resolve(out),
      version,
      native: chosen.native,
      progress,
      signal: endedBySignals(),
    });
    if (say) process.stderr.write("\r\x1b[K");
    if (!quiet) {
      const ms = performance.now() - start;
      const notes = [...report.notes, ...chosen.notes];
      process.stdout.write(text(report, relative(process.cwd(), resolve(out)) || ".", ms, notes));
    }
    return 0;
  } catch (error) {
    if (say) process.stderr.write("\r\x1b[K");
    const known = error instanceof builder.BuildError || error instanceof UsageError;
    process.stderr.write(
      `amdahl: ${known ? (error as Error).message : `${basename(file)} cannot be built: ${said(error)}`}\n`,
    );
    return error instanceof UsageError ? 2 : 1;
  }
}

/** The module, once it has run. One that ends the process meanwhile has not been built, whatever it says. */
async function imported(file: string): Promise<Record<string, unknown>> {
  const ended = (code: number): void => {
    process.stderr.write(`amdahl: ${basename(file)} ended the process before it had run to its end\n`);
    process.exitCode = code || 1;
  };
  process.on("exit", ended);
  try {
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } finally {
    process.off("exit", ended);
  }
}

/** What a module has thrown, or the system. */
function said(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "syscall" in error ? error.message : (error.stack ?? error.message);
}

/**
 * Ends the process on the usual signals, and before it what was started: files go with the process. Not while the module
 * is imported: nothing has been written then, and a loop in it would never let a handler run.
 */
function endedBySignals(): AbortSignal {
  const ended = new AbortController();
  for (const [name, number] of Object.entries({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 })) {
    process.on(name, () => {
      ended.abort();
      process.exit(128 + number);
    });
  }
  return ended.signal;
}

/**
 * The builder of the amdahl that the module itself imports: functions are known by identity, and those of another copy
 * are strangers.
 */
async function builderFor(file: string): Promise<typeof Builder> {
  let root = packageRoot;
  try {
    root = dirname(createRequire(file).resolve("amdahl/package.json"));
  } catch {
    // It imports none.
  }
  const path = join(root, "dist/node/build.js");
  if (!existsSync(path)) {
    throw new UsageError(
      `the amdahl that ${file} imports, in ${root}, is not built, or too old to build modules`,
    );
  }
  return (await import(pathToFileURL(path).href)) as typeof Builder;
}

interface Chosen {
  readonly native: Builder.BuildOptions["native"];
  readonly notes: readonly string[];
}

function nativeOf(list: string, { LEVELS, compiler, levelHere, NoCompiler }: typeof Builder): Chosen {
  if (list === "none") return { native: undefined, notes: [] };
  const names = list.split(",").map((n) => n.trim());
  const levels = LEVELS.filter((l) => names.includes(l.name));
  const unknown = list === "auto" ? undefined : names.find((n) => !LEVELS.some((l) => l.name === n));
  if (unknown !== undefined) {
    const known = LEVELS.map((l) => l.name).join(", ");
    throw new UsageError(
      `--native takes "auto", "none" or some of ${known}, separated by commas, and not '${unknown}'`,
    );
  }
  const foreign = levels.find((l) => l.arch !== process.arch);
  if (foreign) {
    throw new UsageError(
      `--native ${foreign.name} is for ${foreign.arch}, and this is ${process.arch}: build it on such a machine`,
    );
  }
  const tools = compiler();
  if (tools instanceof NoCompiler) {
    if (list !== "auto") throw new UsageError(`--native ${list} needs a C compiler, and ${tools.message}`);
    return { native: undefined, notes: [`no native library: ${tools.message}`] };
  }
  const here = levelHere(tools);
  return { native: { levels: list === "auto" ? (here ? [here] : []) : levels, tools }, notes: [] };
}

function text(report: Builder.BuildReport, out: string, ms: number, notes: readonly string[]): string {
  const rows = report.kernels.flatMap(({ name, signatures, wasmBytes, nativePrograms, milliseconds }) =>
    signatures.map((signature, i) => [
      i === 0 ? name : "",
      signature,
      ...(i === 0
        ? [String(wasmBytes), nativePrograms > 0 ? String(nativePrograms) : "-", milliseconds.toFixed(0)]
        : []),
    ]),
  );
  const columns = [
    { title: "export", align: "left" as const },
    { title: "signature", align: "left" as const },
    { title: "wasm bytes" },
    { title: "native" },
    { title: "ms" },
  ];
  const width = Math.max(...report.files.map((f) => f.file.length));
  const files = report.files.map(
    ({ file, bytes }) => `  ${file.padEnd(width)}  ${(bytes / 1024).toFixed(1).padStart(8)} KiB`,
  );
  return [
    formatTable(columns, rows),
    "",
    `${out}, in ${(ms / 1000).toFixed(1)} s:`,
    ...files,
    ...notes.map((note) => `Note: ${note}`),
    "",
  ].join("\n");
}
