// Runs a program under `amdahl profile` from source, and reads the tables that it prints.
import { join } from "node:path";
import { amdahl } from "../cli/command-line.ts";

/** The folder of the programs to be profiled. */
export const PROGRAMS = join(import.meta.dirname, "programs");

/** The path of one of the examples. */
export const example = (name: string) =>
  join(import.meta.dirname, "..", "..", "examples", "profile", `${name}.ts`);

/** One row of the table by function. */
export interface Row {
  readonly ncalls: string;
  readonly tottime: number;
  readonly cumtime: number;
}

/** What a run printed and how it ended; `rows` by `file:line(function)`. */
export function profiled(...args: string[]) {
  const ended = amdahl(["profile", ...args], PROGRAMS);
  return { ...ended, rows: functionTable(ended.stdout), lines: lineTable(ended.stdout) };
}

/** The rows of a table by function. */
export function functionTable(text: string): Map<string, Row> {
  const rows = new Map<string, Row>();
  for (const [, ncalls, tottime, cumtime, name] of text.matchAll(
    /^ {0,9}(\d[\d/?]*)? +(?:([\d.]+)[~ ] *(?:[\d.]+)? +([\d.]+) *(?:[\d.]+)? )? *((?:\S+\(\S.*\))|(?:\{.*\}))$/gm,
  ))
    rows.set(name, { ncalls: ncalls ?? "", tottime: Number(tottime ?? 0), cumtime: Number(cumtime ?? 0) });
  return rows;
}

/** Hits, and the share of the time, by line of a table by line. */
export function lineTable(text: string): Map<number, { readonly hits: number; readonly share: number }> {
  const rows = new Map<number, { hits: number; share: number }>();
  for (const [, line, hits, , , share] of text.matchAll(/^ *(\d+) +(\d+) +([\d.]+) +([\d.]+) +([\d.]+)/gm))
    rows.set(Number(line), { hits: Number(hits), share: Number(share) });
  return rows;
}
