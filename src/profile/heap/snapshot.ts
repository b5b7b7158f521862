// A heap snapshot in memory: one typed array for each field, so that a million objects take tens of megabytes.
import type { StringTable } from "./strings.ts";

/**
 * The objects of a heap (nodes) and who refers to whom (edges). The edges of node `n` are those from `firstEdge[n]`
 * until before `firstEdge[n + 1]`. Node 0 is the root.
 */
export interface Snapshot {
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** What the numbers in {@link nodeType} and {@link edgeType} mean: "object", "property" and others of V8's. */
  readonly nodeTypes: readonly string[];
  readonly edgeTypes: readonly string[];
  readonly nodeType: Uint8Array;
  /** A string's number: the constructor's name of an object, the text of a string. */
  readonly nodeName: Uint32Array;
  /** V8's number of the object, the same in every snapshot of one process. */
  readonly nodeId: Uint32Array;
  /** Bytes of the object itself; 0 for the contents of shared WebAssembly memories, see {@link reserved}. */
  readonly selfSize: Float64Array;
  readonly firstEdge: Uint32Array;
  readonly edgeType: Uint8Array;
  /** An index, where the type is "element" or "hidden"; else a string's number. */
  readonly edgeName: Uint32Array;
  readonly edgeTo: Uint32Array;
  readonly strings: StringTable;
  /** Bytes of shared WebAssembly memories. Which of their pages are in use a snapshot does not say. */
  readonly reserved: number;
}

/** The name of an edge: an index, or a text. */
export function edgeLabel(snapshot: Snapshot, edge: number): number | string {
  const type = snapshot.edgeTypes[snapshot.edgeType[edge]];
  const name = snapshot.edgeName[edge];
  return type === "element" || type === "hidden" ? name : snapshot.strings.text(name);
}
