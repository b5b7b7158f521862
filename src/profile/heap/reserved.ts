// A shared WebAssembly memory is addresses first and memory page by page, and V8 states the addresses: four gigabytes for
// the one that amdahl's arrays live in. Counted as bytes, they would hide everything else.
import type { Snapshot } from "./snapshot.ts";

const MEMORY = "Memory";
const SHARED_BUFFER = "SharedArrayBuffer";
const BACKING_STORE = "backing_store";

/** Sets the sizes of the contents of shared WebAssembly memories to 0, and returns what they were in all. */
export function setAsideReserved(snapshot: Omit<Snapshot, "reserved">): number {
  const { nodeCount, nodeType, nodeName, selfSize, firstEdge, edgeTo, edgeName, edgeType, strings } =
    snapshot;
  const native = snapshot.nodeTypes.indexOf("native");
  const object = snapshot.nodeTypes.indexOf("object");
  const hidden = snapshot.edgeTypes.indexOf("hidden");
  const internal = snapshot.edgeTypes.indexOf("internal");
  let reserved = 0;
  for (let node = 0; node < nodeCount; node++) {
    if (nodeType[node] !== object || !isNamed(strings.raw(nodeName[node]), MEMORY)) continue;
    // The buffer is a hidden field of the memory, so a program's own class of that name is told apart.
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      const buffer = edgeTo[edge];
      if (edgeType[edge] !== hidden || !isNamed(strings.raw(nodeName[buffer]), SHARED_BUFFER)) continue;
      for (let inner = firstEdge[buffer]; inner < firstEdge[buffer + 1]; inner++) {
        const data = edgeTo[inner];
        if (edgeType[inner] !== internal || nodeType[data] !== native) continue;
        if (!isNamed(strings.raw(edgeName[inner]), BACKING_STORE)) continue;
        reserved += selfSize[data];
        selfSize[data] = 0;
      }
    }
  }
  return reserved;
}

/** Without decoding: this is asked of every object. */
function isNamed(bytes: Uint8Array, name: string): boolean {
  if (bytes.length !== name.length) return false;
  for (let i = 0; i < name.length; i++) if (bytes[i] !== name.charCodeAt(i)) return false;
  return true;
}
