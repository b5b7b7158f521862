// From the bytes of a snapshot's file to its typed arrays, in one pass and without the text in memory.
import { type Layout, layoutOf } from "./layout.ts";
import { setAsideReserved } from "./reserved.ts";
import { type NumberSink, Scanner } from "./scanner.ts";
import type { Snapshot } from "./snapshot.ts";
import { type ByteSource, fileSource } from "./source.ts";
import { StringTable } from "./strings.ts";

const CHUNK_BYTES = 4 << 20;
const MOST_ID = 2 ** 32 - 1;

/** What is filled while reading. */
interface Columns {
  readonly nodeType: Uint8Array;
  readonly nodeName: Uint32Array;
  readonly nodeId: Uint32Array;
  readonly selfSize: Float64Array;
  readonly firstEdge: Uint32Array;
  readonly edgeType: Uint8Array;
  readonly edgeName: Uint32Array;
  readonly edgeTo: Uint32Array;
}

/**
 * Reads a `.heapsnapshot` of V8, of any length: what {@link takeSnapshot}, `v8.writeHeapSnapshot` and DevTools write.
 * It takes about 25 bytes for a node and 9 for an edge.
 *
 * @throws Error naming the file and the byte, when it is not a snapshot, is cut off or contradicts itself.
 * @example const { nodeCount } = readSnapshot("end.heapsnapshot");
 */
export function readSnapshot(path: string): Snapshot {
  const source = fileSource(path);
  try {
    return readSource(source);
  } finally {
    source.close();
  }
}

/** {@link readSnapshot} of bytes from anywhere, `chunkBytes` at a time. */
export function readSource(source: ByteSource, chunkBytes = CHUNK_BYTES): Snapshot {
  const scanner = new Scanner(source, chunkBytes);
  const first = scanner.peek();
  if (first === -1) scanner.fail("the file is empty; a heap snapshot begins with {");
  if (!scanner.accept("{")) scanner.fail("this is no heap snapshot, which begins with {");
  let layout: Layout | undefined;
  let columns: Columns | undefined;
  const strings = new StringTable();
  const read = new Set<string>();
  // V8 writes what describes the format first, and reading in one pass depends on it.
  const described = (name: string) =>
    layout ?? scanner.fail(`"${name}" comes before "snapshot", which describes it`);
  do {
    const name = scanner.key();
    scanner.expect(":");
    if (read.has(name)) scanner.fail(`"${name}" comes a second time`);
    read.add(name);
    if (name === "snapshot") {
      const section = scanner.value();
      layout = attempt(scanner, () => layoutOf(section));
      columns = attempt(scanner, () => emptyColumns(layout as Layout));
    } else if (name === "nodes") {
      readNodes(scanner, described(name), columns as Columns);
    } else if (name === "edges") {
      readEdges(scanner, described(name), columns as Columns);
    } else if (name === "strings") {
      scanner.strings((bytes, start, end, last) => {
        strings.append(bytes, start, end);
        if (last) strings.endString();
      });
    } else scanner.skip();
  } while (scanner.accept(","));
  scanner.expect("}");
  if (scanner.peek() !== -1) scanner.fail("something comes after the snapshot's end");
  const missing = ["snapshot", "nodes", "edges", "strings"].filter((name) => !read.has(name));
  if (layout === undefined || columns === undefined || missing.length > 0)
    return scanner.fail(`this is no heap snapshot: it has no "${missing.join('" and no "')}"`);
  const { nodeCount, edgeCount, nodeTypes, edgeTypes } = layout;
  checkNames(scanner, columns, layout, strings.count);
  const snapshot = { nodeCount, edgeCount, nodeTypes, edgeTypes, ...columns, strings };
  return { ...snapshot, reserved: setAsideReserved(snapshot) };
}

function emptyColumns({ nodeCount, edgeCount }: Layout): Columns {
  return {
    nodeType: new Uint8Array(nodeCount),
    nodeName: new Uint32Array(nodeCount),
    nodeId: new Uint32Array(nodeCount),
    selfSize: new Float64Array(nodeCount),
    firstEdge: new Uint32Array(nodeCount + 1),
    edgeType: new Uint8Array(edgeCount),
    edgeName: new Uint32Array(edgeCount),
    edgeTo: new Uint32Array(edgeCount),
  };
}

function readNodes(scanner: Scanner, layout: Layout, columns: Columns): void {
  const { nodeFields, nodeType, nodeName, nodeId, nodeSize, nodeEdges } = layout;
  const types = layout.nodeTypes.length;
  let node = 0;
  let edges = 0;
  const sink: NumberSink = (numbers, count) => {
    if (node + count / nodeFields > layout.nodeCount)
      scanner.fail(`"nodes" has more than the ${layout.nodeCount} nodes of "node_count"`);
    for (let at = 0; at + nodeFields <= count; at += nodeFields, node++) {
      if (
        numbers[at + nodeType] >= types ||
        numbers[at + nodeId] > MOST_ID ||
        numbers[at + nodeName] > MOST_ID
      )
        scanner.fail(`node ${node} has a type, a name or an id that cannot be`);
      columns.nodeType[node] = numbers[at + nodeType];
      columns.nodeName[node] = numbers[at + nodeName];
      columns.nodeId[node] = numbers[at + nodeId];
      columns.selfSize[node] = numbers[at + nodeSize];
      columns.firstEdge[node] = edges;
      edges += numbers[at + nodeEdges];
    }
    if (edges > layout.edgeCount)
      scanner.fail(`the nodes up to ${node} have more edges than "edge_count" says`);
  };
  const count = scanner.numbers(nodeFields, sink);
  if (count !== layout.nodeCount * nodeFields)
    scanner.fail(`"nodes" has ${count} numbers; ${layout.nodeCount} nodes of ${nodeFields} were announced`);
  if (edges !== layout.edgeCount)
    scanner.fail(`the nodes have ${edges} edges in all; "edge_count" says ${layout.edgeCount}`);
  columns.firstEdge[node] = edges;
}

function readEdges(scanner: Scanner, layout: Layout, columns: Columns): void {
  const { edgeFields, edgeType, edgeName, edgeTo, nodeFields } = layout;
  const types = layout.edgeTypes.length;
  const end = layout.nodeCount * nodeFields;
  let edge = 0;
  const sink: NumberSink = (numbers, count) => {
    if (edge + count / edgeFields > layout.edgeCount)
      scanner.fail(`"edges" has more than the ${layout.edgeCount} edges of "edge_count"`);
    for (let at = 0; at + edgeFields <= count; at += edgeFields, edge++) {
      const to = numbers[at + edgeTo];
      if (
        numbers[at + edgeType] >= types ||
        numbers[at + edgeName] > MOST_ID ||
        to >= end ||
        to % nodeFields !== 0
      )
        scanner.fail(`edge ${edge} has a type, a name or a node that cannot be`);
      columns.edgeType[edge] = numbers[at + edgeType];
      columns.edgeName[edge] = numbers[at + edgeName];
      // The file counts a node's fields, not nodes.
      columns.edgeTo[edge] = to / nodeFields;
    }
  };
  const count = scanner.numbers(edgeFields, sink);
  if (count !== layout.edgeCount * edgeFields)
    scanner.fail(`"edges" has ${count} numbers; ${layout.edgeCount} edges of ${edgeFields} were announced`);
}

/** The strings come last, so only then is it known whether there are as many as the names ask for. */
function checkNames(scanner: Scanner, columns: Columns, layout: Layout, strings: number): void {
  const { nodeName, edgeName, edgeType } = columns;
  for (let node = 0; node < nodeName.length; node++)
    if (nodeName[node] >= strings)
      scanner.fail(`node ${node} is named by string ${nodeName[node]} of ${strings}`);
  const indexed = layout.edgeTypes.map((type) => type === "element" || type === "hidden");
  for (let edge = 0; edge < edgeName.length; edge++)
    if (edgeName[edge] >= strings && !indexed[edgeType[edge]])
      scanner.fail(`edge ${edge} is named by string ${edgeName[edge]} of ${strings}`);
}

function attempt<T>(scanner: Scanner, make: () => T): T {
  try {
    return make();
  } catch (error) {
    return scanner.fail(`this is no heap snapshot that can be read: ${(error as Error).message}`);
  }
}
