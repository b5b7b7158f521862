// Building a module: everything is compiled before anything is written, and all is written before anything is moved to
// where it belongs.
import type { Compiler, Level } from "../jit/index.ts";
import { Carried } from "./carried.ts";
import { declarationsOf } from "./declarations.ts";
import { exportsOf } from "./exports.ts";
import { BuildError } from "./failure.ts";
import { type MadeKernel, makeKernel } from "./kernels.ts";
import { libraryFile, type MadeLibrary, makeLibrary } from "./libraries.ts";
import { moduleOf } from "./module.ts";
import { Output } from "./output.ts";
import { scriptOf } from "./script.ts";
import { SourceTypes } from "./source-types.ts";

// Builtins are asked for where they are needed: an import would load them at the start of every program.
const fs = () => process.getBuiltinModule("node:fs");
const path = () => process.getBuiltinModule("node:path");
const timers = () => process.getBuiltinModule("node:timers/promises");
const url = () => process.getBuiltinModule("node:url");

/** What is to be built. */
export interface BuildOptions {
  /** The absolute path of the module. */
  readonly file: string;
  /** The module, imported: it is its values that are built. */
  readonly module: Readonly<Record<string, unknown>>;
  /** The folder that the output goes to; made if it is not there. */
  readonly out: string;
  /** amdahl's version, for the output to say. */
  readonly version: string;
  /** Levels of instructions to make native libraries for, and what makes them. */
  readonly native: { readonly levels: readonly Level[]; readonly tools: Compiler } | undefined;
  /** Told what is being done. */
  readonly progress?: (doing: string) => void;
  /** Ends it early: it throws, and leaves nothing. */
  readonly signal?: AbortSignal;
}

/** What was made. */
export interface BuildReport {
  readonly files: readonly { readonly file: string; readonly bytes: number }[];
  readonly kernels: readonly BuiltExport[];
  /** What could not be carried, and why, where that does not matter to the functions. */
  readonly notes: readonly string[];
}

/** An exported function as it was built. */
export interface BuiltExport {
  readonly name: string;
  readonly signatures: readonly string[];
  /** Bytes of WebAssembly, of all signatures and promises together. */
  readonly wasmBytes: number;
  /** Programs in each native library. */
  readonly nativePrograms: number;
  /** That compiling to WebAssembly took. */
  readonly milliseconds: number;
}

/**
 * Builds a module ahead of time: NAME.js, NAME.d.ts and a native library for each level, in the folder `out`. Throws
 * BuildError for what cannot be built; then nothing is written.
 *
 * @example
 * await build({ file: "/data/kernels.ts", module: await import("/data/kernels.ts"), out: "/data/dist", version: "0.1.0", native: undefined });
 */
export async function build(options: BuildOptions): Promise<BuildReport> {
  const { file, version, native, progress = () => {}, signal } = options;
  const out = path().resolve(options.out);
  const name = path().basename(file, path().extname(file));
  const script = `${name}.js`;
  const place = path().join(out, script);
  if (fs().existsSync(place) && fs().realpathSync(place) === fs().realpathSync(file)) {
    throw new BuildError([
      `The output ${place} would take the place of its source.\nWrite instead: another --out`,
    ]);
  }
  const source = fs().readFileSync(file, "utf8");
  const exports = exportsOf(options.module, file, source);
  const types = new SourceTypes(file, source);
  const making = { types, carried: new Carried(), folder: path().dirname(file) };
  const kernels: MadeKernel[] = [];
  const problems: string[] = [];
  for (const e of exports) {
    if (!("fn" in e)) continue;
    progress(`compiling ${e.name}`);
    try {
      kernels.push(makeKernel(e.name, e.fn, making));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      problems.push(`export ${e.name}: ${error.message}`);
    }
    await timers().setImmediate();
    signal?.throwIfAborted();
  }
  if (problems.length > 0) throw new BuildError(problems);

  const about = `Made from ${path().basename(file)} by amdahl build, version ${version}: change the source and build it anew.`;
  const nth = new Map(kernels.map((k, i) => [k.exported, i]));
  const declared = declarationsOf(
    about,
    exports.map((e) =>
      "fn" in e ? { name: e.name, kernel: kernels[nth.get(e.name) as number] as MadeKernel } : e,
    ),
    types,
  );
  const output = new Output(out);
  const abandon = (): void => output.discard();
  process.once("exit", abandon);
  try {
    const libraries: MadeLibrary[] = [];
    for (const level of native?.levels ?? []) {
      const libraryName = libraryFile(name, level);
      progress(`compiling ${libraryName}`);
      const { folder, scratch } = output;
      const places = { folder, scratch, file: libraryName };
      const made = await makeLibrary(kernels, (native as { tools: Compiler }).tools, level, places, signal);
      if (!made) continue;
      libraries.push(made);
      output.add(libraryName);
    }
    const { text: runtime } = standalone();
    const text = scriptOf({
      about,
      runtime,
      module: moduleOf(script, kernels, libraries, making.carried),
      exports: exports.map((e) => ("fn" in e ? { name: e.name, kernel: nth.get(e.name) as number } : e)),
    });
    output.write(`${name}.d.ts`, declared.text);
    // Last of all: it is what programs open.
    output.write(script, text);
    signal?.throwIfAborted();
    output.commit();
    return {
      files: [
        { file: script, bytes: Buffer.byteLength(text) },
        { file: `${name}.d.ts`, bytes: Buffer.byteLength(declared.text) },
        ...libraries.map((l) => ({ file: l.described.file, bytes: l.bytes })),
      ],
      kernels: kernels.map((k) => report(k, libraries)),
      notes: declared.notes,
    };
  } catch (error) {
    output.discard();
    throw error;
  } finally {
    process.off("exit", abandon);
  }
}

function report(kernel: MadeKernel, libraries: readonly MadeLibrary[]): BuiltExport {
  const variants = kernel.specialisations.flatMap((s) => s.variants);
  return {
    name: kernel.exported,
    signatures: kernel.specialisations.map((s) => s.described.text),
    wasmBytes: variants.reduce((sum, v) => sum + v.code.bytes.length, 0),
    nativePrograms: variants.filter((v) => libraries[0]?.natives.has(v)).length,
    milliseconds: kernel.milliseconds,
  };
}

/** What modules carry to run by themselves; made by tools/alone.ts. Throws Error where the package is not built. */
function standalone(): { readonly text: string } {
  const file = url().fileURLToPath(new URL("./alone.mjs", import.meta.url));
  return { text: fs().readFileSync(file, "utf8").trim() };
}
