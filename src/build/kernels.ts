// An exported function becomes its part of the built module: code for every signature, and what else must be known to
// call it.
import { type Prepared, typeKey } from "../compiler/index.ts";
import {
  type BuiltKernel,
  type BuiltSpecialisation,
  kernelOf,
  type RuntimeSite,
  resolveSites,
} from "../jit/index.ts";
import type { Carried } from "./carried.ts";
import type { SourceTypes } from "./source-types.ts";
import { typeText } from "./type-text.ts";
import { type Variant, variantsOf } from "./variants.ts";
import { type Declared, wantedOf } from "./wanted.ts";

// Builtins are asked for where they are needed: an import would load them at the start of every program.
const path = () => process.getBuiltinModule("node:path");

type AnyFunction = (...args: never[]) => unknown;

/** One list of argument types, compiled. */
export interface MadeFor {
  readonly described: Omit<BuiltSpecialisation, "variants">;
  readonly prepared: Prepared;
  readonly variants: readonly Variant[];
}

/** A function, compiled. */
export interface MadeKernel {
  /** The name that it is exported by. */
  readonly exported: string;
  readonly described: Omit<BuiltKernel, "specialisations">;
  readonly declared: readonly Declared[];
  /** What names of types mean in it. */
  readonly types: SourceTypes;
  /** One for each that is wanted, in order. */
  readonly specialisations: readonly MadeFor[];
  /** It may run as machine code. */
  readonly native: boolean;
  readonly milliseconds: number;
}

/** What all functions of a module share. */
export interface Making {
  readonly types: SourceTypes;
  readonly carried: Carried;
  /** The folder that places in messages are relative to. */
  readonly folder: string;
}

/** Modules take memories of any size with addresses of 32 bits, and run in any engine that has vectors. */
export const ENGINE = { memory64: false, maximumPages: 65536, strict: true };

/** Compiles an exported function. Throws Error with what is in the way. */
export function makeKernel(exported: string, fn: AnyFunction, making: Making): MadeKernel {
  const start = performance.now();
  const kernel = kernelOf(fn);
  const captured = kernel.captured();
  const { file } = captured.place;
  // Where the function is written, which may be another file than the one that exports it.
  const types = file === undefined ? making.types : making.types.inFile(file);
  const declared = wantedOf(exported, kernel, types);
  const seen = new Set<string>();
  const wanted = declared.flatMap((d) => d.wanted);
  const specialisations = wanted.flatMap(({ params, head, result }) => {
    const key = params.map(typeKey).join(";");
    if (seen.has(key)) return [];
    seen.add(key);
    const prepared = kernel.prepare(params, ENGINE);
    return [makeFor(prepared, `${head} => ${result ?? typeText(prepared.result)}`, making)];
  });
  const { threads, target } = kernel.settings;
  const parameters = captured.node.params.map((p) => {
    const named = p.type === "AssignmentPattern" ? p.left : p;
    return named.type === "Identifier" ? named.name : "";
  });
  return {
    exported,
    // A function written inside the call of jit has no name of its own.
    described: { name: fn.name || exported, length: fn.length, parameters, threads },
    declared,
    types,
    specialisations,
    native: target !== "wasm",
    milliseconds: performance.now() - start,
  };
}

/** Compiles a function that was lowered for some types; `text` is its signature as messages show it. */
export function makeFor(prepared: Prepared, text: string, { carried, folder }: Making): MadeFor {
  const { params, result, written, rows, meaning } = prepared;
  const captures = carried.captures(prepared);
  const sites = resolveSites(meaning.sites, meaning.sources).map((site) => placed(site, folder));
  const results = meaning.entry.results.length;
  return {
    described: { text, params, captures, result, results, written, rows, sites },
    prepared,
    variants: variantsOf(prepared),
  };
}

/** A site whose file is named from the module's folder: what is built on one machine is run on others. */
function placed(site: RuntimeSite, folder: string): RuntimeSite {
  return { ...site, file: path().relative(folder, site.file).split(path().sep).join("/") || site.file };
}
