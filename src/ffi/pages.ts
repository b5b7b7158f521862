// Large pages for the heap. With pages of 4 KiB a processor that goes through large arrays spends its time looking up
// addresses (the sum of 1e7 numbers on two threads: 2.7 ms, with pages of 2 MiB 1.8), and the first touch of every page is
// a call of the system's. Asking takes native code, and counts for what is touched afterwards.
import { buffer } from "../heap/index.ts";
import type { Ffi } from "./face.ts";

let asked = false;

/**
 * Asks for large pages for all of the heap, once, unless `AMDAHL_HUGE_PAGES=off`. A system that gives none leaves
 * everything as it was.
 */
export function askForHugePages(interfaces: Ffi): void {
  if (asked || process.env.AMDAHL_HUGE_PAGES === "off") return;
  asked = true;
  const heap = buffer();
  interfaces.hugePages(interfaces.address(new Uint8Array(heap)), heap.byteLength);
}
