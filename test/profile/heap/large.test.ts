// A snapshot that is longer than a string of JavaScript can be. Its bytes are made as they are read: no disk is filled.
import assert from "node:assert/strict";
import { constants } from "node:buffer";
import { test } from "node:test";
import { readSource } from "../../../src/profile/heap/read.ts";
import { retention } from "../../../src/profile/heap/retention.ts";
import type { ByteSource } from "../../../src/profile/heap/source.ts";
import { heapTable } from "../../../src/profile/heap/table.ts";
import { EDGE_TYPES, NODE_FIELDS, NODE_TYPES } from "./hand-made.ts";

/** So many pieces of text, made one at a time. */
function* pieces(nodes: number, edgesPerNode: number, stringBytes: number): Generator<string> {
  const fields = NODE_FIELDS[24];
  const meta = {
    node_fields: fields,
    node_types: [NODE_TYPES],
    edge_fields: ["type", "name_or_index", "to_node"],
    edge_types: [EDGE_TYPES],
  };
  const edges = (nodes - 1) * edgesPerNode + 1;
  yield `{"snapshot":${JSON.stringify({ meta, node_count: nodes, edge_count: edges })},\n"nodes":[9,0,1,0,1,0\n`;
  const block = 10_000;
  for (let start = 1; start < nodes; start += block) {
    let text = "";
    for (let node = start; node < Math.min(nodes, start + block); node++)
      text += `,3,1,${2 * node + 1},8000000000,${edgesPerNode},0\n`;
    yield text;
  }
  // The root to the first, each to the next and all to the last. What is the same for all is made once, as making the
  // text would take longer than reading it.
  yield `],\n"edges":[1,0,${fields.length}\n`;
  const last = (nodes - 1) * fields.length;
  const toLast = Array.from({ length: edgesPerNode - 1 }, (_, i) => `,1,${i + 2},${last}\n`).join("");
  for (let start = 1; start < nodes; start += block) {
    let text = "";
    for (let node = start; node < Math.min(nodes, start + block); node++)
      text += `,1,1,${Math.min((node + 1) * fields.length, last)}\n${toLast}`;
    yield text;
  }
  yield `],\n"strings":["","Big"`;
  const filler = `,\n"${"x".repeat(1 << 20)}"`;
  for (let written = 0; written < stringBytes; written += filler.length) yield filler;
  yield "]}";
}

function sourceOf(made: Generator<string>): ByteSource & { bytes: number } {
  let rest: Uint8Array = new Uint8Array(0);
  return {
    name: "large.heapsnapshot",
    bytes: 0,
    read(into) {
      let filled = 0;
      while (filled < into.length) {
        if (rest.length === 0) {
          const next = made.next();
          if (next.done) break;
          rest = Buffer.from(next.value, "latin1");
        }
        const part = rest.subarray(0, into.length - filled);
        into.set(part, filled);
        rest = rest.subarray(part.length);
        filled += part.length;
      }
      this.bytes += filled;
      return filled;
    },
    close() {},
  };
}

test("a snapshot of more than 2^29 bytes is read, also where numbers lie beyond that byte", () => {
  const nodes = 1_500_000;
  const source = sourceOf(pieces(nodes, 25, 40 << 20));
  const snapshot = readSource(source);
  assert.ok(source.bytes > constants.MAX_STRING_LENGTH, `${source.bytes} bytes`);
  assert.equal(snapshot.nodeCount, nodes);
  assert.equal(snapshot.edgeTo[snapshot.edgeCount - 26], nodes - 1);
  assert.equal(snapshot.edgeName[snapshot.edgeCount - 1], 25);
  assert.equal(snapshot.nodeId[nodes - 1], 2 * nodes - 1);
  assert.equal(snapshot.strings.text(snapshot.strings.count - 1).length, 1 << 20);
  // Each size is beyond 2^32 already.
  assert.equal(retention(snapshot).retainedSize[1], 8e9 * (nodes - 1));
  assert.equal(heapTable(snapshot).rows[0].retained, 8e9 * (nodes - 1));
});
