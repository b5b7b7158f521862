// Whether rows of tables overlap each other or another array: what the proofs of parallel loops over rows count on,
// and what only the caller can see. Asked at every call of such a function; nothing is remembered.
import type { Copies } from "./copies.ts";
import type { Passer } from "./passing.ts";

/** True if some row shares bytes with another row or with another array of the call. */
export function rowsOverlap(copies: Copies, passers: readonly Passer[], values: readonly unknown[]): boolean {
  const starts: number[] = [];
  const ends: number[] = [];
  const rows: boolean[] = [];
  let sorted = true;
  for (let i = 0; i < passers.length; i++) {
    passers[i].extents(copies, values[i], (address, bytes, row) => {
      if (bytes === 0) return;
      sorted &&= starts.length === 0 || starts[starts.length - 1] <= address;
      starts.push(address);
      ends.push(address + bytes);
      rows.push(row);
    });
  }
  const order = starts.map((_, i) => i);
  // Rows that were made one after the other, which is the rule, need no sorting.
  if (!sorted) order.sort((a, b) => starts[a] - starts[b]);
  let rowsEnd = 0;
  let arraysEnd = 0;
  for (const i of order) {
    if (starts[i] < rowsEnd || (rows[i] && starts[i] < arraysEnd)) return true;
    if (rows[i]) rowsEnd = Math.max(rowsEnd, ends[i]);
    else arraysEnd = Math.max(arraysEnd, ends[i]);
  }
  return false;
}
