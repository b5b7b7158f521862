// Rewrites a text, runs it, and gives what was counted, for tests that know the numbers in advance.
import assert from "node:assert/strict";
import { compileFunction } from "node:vm";
import { makeCounters, totals } from "../../../src/profile/record/counters.ts";
import {
  type CountOptions,
  callsOf,
  hitsOf,
  type Rewritten,
  rewrite,
} from "../../../src/profile/rewrite/index.ts";

/** What a text did, and what was counted meanwhile. */
export interface Outcome {
  /** What it returned, exported as `default`, or threw. */
  readonly value: unknown;
  /** Calls by the names of functions that were called. */
  readonly calls: Readonly<Record<string, number>>;
  /** Calls that are not recursive, where they are told apart. */
  readonly primitive: Readonly<Record<string, number>>;
  /** Passes by line, from 1. */
  readonly hits: Readonly<Record<number, number>>;
  readonly builtins: Readonly<Record<string, number>>;
  readonly rewritten: Rewritten;
}

const ALL: CountOptions = { lines: "all", builtins: true };
let made = 0;

export function rewriteText(
  source: string,
  module: boolean,
  count = ALL,
): { array: string; rewritten: Rewritten } {
  const array = `__amdahl_test_${made++}`;
  const rewritten = rewrite(source, { url: "file:///test.js", typed: false, module, array }, count);
  assert.ok(!("reason" in rewritten), "reason" in rewritten ? rewritten.reason : "");
  return { array, rewritten };
}

/** Runs a text as the body of a CommonJS module, plain and with counters: both must come to the same. */
export function counted(source: string): Outcome {
  const { array, rewritten } = rewriteText(source, false);
  const counters = makeCounters(array, rewritten.slots);
  const plain = ending(source);
  const value = ending(rewritten.code);
  assert.deepEqual(value, plain);
  return outcome(value, rewritten, totals(counters));
}

/** Runs a text as a module; its default export is what it comes to. */
export async function countedModule(source: string): Promise<Outcome> {
  const { array, rewritten } = rewriteText(source, true);
  const counters = makeCounters(array, rewritten.slots);
  const run = async (code: string) =>
    ((await import(`data:text/javascript,${encodeURIComponent(code)}//${made++}`)) as { default: unknown })
      .default;
  const plain = await run(source);
  const value = await run(rewritten.code);
  assert.deepEqual(value, plain);
  return outcome(value, rewritten, totals(counters));
}

function ending(code: string): unknown {
  try {
    return compileFunction(code, ["exports", "require", "module"], { filename: "file:///test.js" }).call(
      {},
      {},
    );
  } catch (error) {
    if (error instanceof SyntaxError) throw error;
    const { name, message, stack } = error as Error;
    const lines = [...(stack ?? "").matchAll(/test\.js:(\d+)/g)].map(([, line]) => line);
    return { name, message, lines: lines.join() };
  }
}

function outcome(value: unknown, rewritten: Rewritten, counts: readonly number[]): Outcome {
  const calls: Record<string, number> = {};
  const primitive: Record<string, number> = {};
  for (const fn of rewritten.functions) {
    const all = callsOf(fn, counts);
    if (all === undefined || all === 0) continue;
    const name = calls[fn.name] === undefined ? fn.name : `${fn.name} on line ${fn.line + 1}`;
    calls[name] = all;
    if (fn.primitive !== undefined) primitive[name] = counts[fn.primitive];
    else if (fn.recursive !== undefined) primitive[name] = all - counts[fn.recursive];
  }
  const hits = Object.fromEntries([...hitsOf(rewritten.lines, counts)].map(([line, n]) => [line + 1, n]));
  const builtins = Object.fromEntries(rewritten.builtins.map(({ name, slot }) => [name, counts[slot]]));
  return { value, calls, primitive, hits, builtins, rewritten };
}

/** A program as it is written in a test: without the line end that it begins with, so that its first line is line 1. */
export const text = (strings: TemplateStringsArray): string =>
  strings.raw[0].replace(/^\n/, "").replace(/\\([`$])/g, "$1");
