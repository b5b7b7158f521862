// Whether rows of tables overlap each other or another array: what the proofs of parallel loops over rows count on,
// and what only the caller can see. Asked at every call of such a function; nothing is remembered.
import type { Copies } from "./copies.ts";
import type { Passer } from "./passing.ts";

/** Arrays in the order in which they are passed, each of which begins where the one before has ended, or further on. */
interface Run {
  readonly start: number;
  end: number;
  /** Whether one of them is a row. Others may overlap each other. */
  rows: boolean;
}

/** True if some row shares bytes with another row or with another array of the call. */
export function rowsOverlap(copies: Copies, passers: readonly Passer[], values: readonly unknown[]): boolean {
  // Rows that were made one after the other, which is the rule, are one run a table.
  const runs: Run[] = [];
  let last: Run | undefined;
  for (let i = 0; i < passers.length; i++) {
    passers[i].extents(copies, values[i], (address, bytes, row) => {
      if (bytes === 0) return;
      if (last !== undefined && address >= last.end) {
        last.end = address + bytes;
        last.rows ||= row;
      } else {
        last = { start: address, end: address + bytes, rows: row };
        runs.push(last);
      }
    });
  }
  // Between two arrays of a run there may be room, where rows of another lie.
  return meet(runs, (run) => run.rows) && extentsOverlap(copies, passers, values);
}

/** Whether two of them share bytes, of which one is a row. */
function meet<T extends { readonly start: number; readonly end: number }>(
  list: T[],
  isRow: (one: T) => boolean,
): boolean {
  list.sort((a, b) => a.start - b.start);
  let rowsEnd = 0;
  let arraysEnd = 0;
  for (const one of list) {
    const row = isRow(one);
    if (one.start < rowsEnd || (row && one.start < arraysEnd)) return true;
    if (row) rowsEnd = Math.max(rowsEnd, one.end);
    else arraysEnd = Math.max(arraysEnd, one.end);
  }
  return false;
}

/** The same, array by array. */
function extentsOverlap(copies: Copies, passers: readonly Passer[], values: readonly unknown[]): boolean {
  const all: { start: number; end: number; row: boolean }[] = [];
  for (let i = 0; i < passers.length; i++) {
    passers[i].extents(copies, values[i], (address, bytes, row) => {
      if (bytes > 0) all.push({ start: address, end: address + bytes, row });
    });
  }
  return meet(all, ({ row }) => row);
}
