// Snapshots small enough to be understood, as text: what tests of reading and of retention start from.
import { readSource } from "../../../src/profile/heap/read.ts";
import type { Snapshot } from "../../../src/profile/heap/snapshot.ts";
import type { ByteSource } from "../../../src/profile/heap/source.ts";

export const NODE_TYPES = [
  "hidden",
  "array",
  "string",
  "object",
  "code",
  "closure",
  "regexp",
  "number",
  "native",
  "synthetic",
];
export const EDGE_TYPES = ["context", "element", "property", "internal", "hidden", "shortcut", "weak"];

/** An edge's type, its name or index, and the node that it leads to by its place in the list. */
export type MadeEdge = readonly [type: string, name: string | number, to: number];

export interface MadeNode {
  readonly type?: string;
  readonly name: string;
  /** Twice its place in the list, plus one, unless it is given. */
  readonly id?: number;
  readonly size?: number;
  readonly edges?: readonly MadeEdge[];
}

/** The fields of a node by version of Node. */
export const NODE_FIELDS = {
  22: ["type", "name", "id", "self_size", "edge_count", "trace_node_id", "detachedness"],
  24: ["type", "name", "id", "self_size", "edge_count", "detachedness"],
  shuffled: ["detachedness", "self_size", "id", "edge_count", "name", "type"],
};

/** The text of a snapshot, its numbers laid out as V8 does it. */
export function snapshotText(nodes: readonly MadeNode[], nodeFields = NODE_FIELDS[24]): string {
  const strings: string[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (text: string) => {
    if (!numbers.has(text)) numbers.set(text, strings.push(text) - 1);
    return numbers.get(text) as number;
  };
  const nodeLines = nodes.map(({ type = "object", name, id, size = 0, edges = [] }, i) => {
    const fields: Record<string, number> = {
      type: NODE_TYPES.indexOf(type),
      name: numberOf(name),
      id: id ?? 2 * i + 1,
      self_size: size,
      edge_count: edges.length,
    };
    return nodeFields.map((field) => fields[field] ?? 0).join(",");
  });
  const edgeLines = nodes.flatMap(({ edges = [] }) =>
    edges.map(([type, name, to]) =>
      [
        EDGE_TYPES.indexOf(type),
        typeof name === "number" ? name : numberOf(name),
        to * nodeFields.length,
      ].join(","),
    ),
  );
  const meta = {
    node_fields: nodeFields,
    node_types: nodeFields.map((field) => (field === "type" ? NODE_TYPES : "number")),
    edge_fields: ["type", "name_or_index", "to_node"],
    edge_types: [EDGE_TYPES, "string_or_number", "node"],
  };
  const head = { meta, node_count: nodes.length, edge_count: edgeLines.length, trace_function_count: 0 };
  return (
    `{"snapshot":${JSON.stringify(head)},\n"nodes":[${nodeLines.join("\n,")}\n],\n` +
    `"edges":[${edgeLines.join("\n,")}\n],\n"trace_function_infos":[],\n"trace_tree":[0,{"a":"]\\"}"}],\n` +
    `"samples":[],\n"locations":[0,1,2,3],\n"strings":[${strings.map((text) => JSON.stringify(text)).join(",\n")}]}`
  );
}

/** Bytes that come `most` at a time. */
export function bytesSource(
  bytes: Uint8Array,
  most = Number.POSITIVE_INFINITY,
  name = "made.heapsnapshot",
): ByteSource {
  let at = 0;
  return {
    name,
    read(into) {
      const count = Math.min(into.length, most, bytes.length - at);
      into.set(bytes.subarray(at, at + count));
      at += count;
      return count;
    },
    close() {},
  };
}

export function readText(text: string, chunkBytes?: number): Snapshot {
  return readSource(bytesSource(Buffer.from(text)), chunkBytes);
}

export function made(nodes: readonly MadeNode[]): Snapshot {
  return readText(snapshotText(nodes));
}
