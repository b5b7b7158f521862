// Probes of what amdahl runs on: Node, WebAssembly's features, and the memory that arrays live in.
import { tooOld } from "../../../bin/node-version.js";
import type { Finding, Machine } from "./finding.ts";

const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
/** (func (result v128) (v128.const i32x4 0 0 0 0)) */
const SIMD = [
  ...[0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b, 0x03, 0x02, 0x01, 0x00],
  ...[0x0a, 0x16, 0x01, 0x14, 0x00, 0xfd, 0x0c, ...new Array<number>(16).fill(0), 0x0b],
];
/** (memory 1 1 shared) */
const THREADS = [0x05, 0x04, 0x01, 0x03, 0x01, 0x01];
/** (memory i64 1) */
const MEMORY64 = [0x05, 0x03, 0x01, 0x04, 0x01];

/** What the heap has unless AMDAHL_HEAP is set, less what its own tables take. */
const DEFAULT_HEAP = 2 ** 32 - 2 ** 24;

/** Whether Node is new enough. */
export function probeNode(machine: Machine): Finding[] {
  const reason = tooOld(machine.nodeVersion);
  const found = `${machine.nodeVersion.replace(/^v/, "")} on ${machine.platform} ${machine.arch}`;
  if (reason !== undefined) return [{ topic: "Node", status: "warning", found, remedy: reason }];
  return [{ topic: "Node", status: "good", found }];
}

/** SIMD, and the threads that every parallel loop needs. */
export function probeWasm(machine: Machine): Finding[] {
  const accepts = (section: number[]) => machine.acceptsWasm(Uint8Array.from([...HEADER, ...section]));
  const threads: Finding = accepts(THREADS)
    ? { topic: "wasm threads", status: "good", found: "shared memory" }
    : {
        topic: "wasm threads",
        status: "missing",
        found: "no shared memory",
        cost: "nothing can be compiled",
        remedy: "use a Node from nodejs.org",
      };
  const simd: Finding = accepts(SIMD)
    ? { topic: "wasm SIMD", status: "good", found: "128 bits, 2 doubles side by side" }
    : {
        topic: "wasm SIMD",
        status: "missing",
        found: "not supported by this processor",
        cost: "what has lanes cannot be compiled",
      };
  return [threads, simd];
}

/** The heap, made once to see that it can be, and whether it could be larger than a 32-bit memory. */
export function probeHeap(machine: Machine): Finding[] {
  const heap = machine.heap();
  const memory64 = machine.acceptsWasm(Uint8Array.from([...HEADER, ...MEMORY64]));
  const more: Finding = memory64
    ? { topic: "memory64", status: "good", found: "AMDAHL_HEAP can be up to 16G" }
    : {
        topic: "memory64",
        status: "missing",
        found: "not in this Node",
        cost: "arrays can have 4 GiB in all",
        remedy: "Node 24 or newer",
      };
  if (typeof heap === "string") return [{ topic: "heap", status: "warning", found: heap }, more];
  const found = `${gibibytes(heap)} for arrays, on a machine with ${gibibytes(machine.memoryBytes)} of memory`;
  if (heap >= DEFAULT_HEAP || (machine.environment.AMDAHL_HEAP ?? "") !== "") {
    return [{ topic: "heap", status: "good", found }, more];
  }
  const remedy = "raise the limit on address space (ulimit -v)";
  return [
    { topic: "heap", status: "warning", found, cost: "the usual 4 GiB could not be had", remedy },
    more,
  ];
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1).replace(/\.0$/, "")} GiB`;
}
