// What a snapshot says of its own format. Node 22, 24 and 26 differ in the fields of a node, so positions are never
// assumed: they are looked up here, once.

/** Where the fields are, and what the numbers of types mean. */
export interface Layout {
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** How many numbers a node has, and which of them are what. */
  readonly nodeFields: number;
  readonly nodeType: number;
  readonly nodeName: number;
  readonly nodeId: number;
  readonly nodeSize: number;
  readonly nodeEdges: number;
  readonly nodeTypes: readonly string[];
  /** How many numbers an edge has, and which of them are what. */
  readonly edgeFields: number;
  readonly edgeType: number;
  readonly edgeName: number;
  readonly edgeTo: number;
  readonly edgeTypes: readonly string[];
}

/** The numbers of nodes and of edges are 32 bits wide here, which is also V8's limit for a snapshot. */
const MOST = 2 ** 32 - 2;

/**
 * The layout that a snapshot's `snapshot` section describes.
 *
 * @throws Error with what is missing.
 */
export function layoutOf(section: unknown): Layout {
  const { meta, node_count, edge_count } = asRecord(section, "snapshot");
  const fields = asRecord(meta, "meta");
  const nodeFields = asList(fields.node_fields, "node_fields");
  const edgeFields = asList(fields.edge_fields, "edge_fields");
  const nodeType = positionOf(nodeFields, "type");
  const edgeType = positionOf(edgeFields, "type");
  return {
    nodeCount: asCount(node_count, "node_count", 1),
    edgeCount: asCount(edge_count, "edge_count", 0),
    nodeFields: nodeFields.length,
    nodeType,
    nodeName: positionOf(nodeFields, "name"),
    nodeId: positionOf(nodeFields, "id"),
    nodeSize: positionOf(nodeFields, "self_size"),
    nodeEdges: positionOf(nodeFields, "edge_count"),
    nodeTypes: asList(asList(fields.node_types, "node_types")[nodeType], "node_types") as string[],
    edgeFields: edgeFields.length,
    edgeType,
    edgeName: positionOf(edgeFields, "name_or_index"),
    edgeTo: positionOf(edgeFields, "to_node"),
    edgeTypes: asList(asList(fields.edge_types, "edge_types")[edgeType], "edge_types") as string[],
  };
}

function asRecord(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null) throw new Error(`its "${name}" is no object`);
  return value as Record<string, unknown>;
}

function asList(value: unknown, name: string): unknown[] {
  if (!Array.isArray(value)) throw new Error(`its "${name}" is no list`);
  return value;
}

function asCount(value: unknown, name: string, least: number): number {
  if (!Number.isInteger(value) || (value as number) < least || (value as number) > MOST)
    throw new Error(`its "${name}" is ${JSON.stringify(value)}, which is no number of nodes or edges`);
  return value as number;
}

function positionOf(fields: readonly unknown[], name: string): number {
  const position = fields.indexOf(name);
  if (position < 0) throw new Error(`its records have no field "${name}" (they have ${fields.join(", ")})`);
  return position;
}
