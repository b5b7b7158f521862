// Reading: that the numbers and strings arrive whatever the pieces they come in, and that a bad file is named.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { readSnapshot, readSource } from "../../../src/profile/heap/read.ts";
import { edgeLabel, type Snapshot } from "../../../src/profile/heap/snapshot.ts";
import { bytesSource, type MadeNode, NODE_FIELDS, readText, snapshotText } from "./hand-made.ts";

const folder = mkdtempSync(join(tmpdir(), "amdahl-heap-read-"));
after(() => rmSync(folder, { recursive: true }));

const UGLY = [
  'say "hello"',
  "back\\slash",
  "two\\\\",
  "tab\tline\nzero\u0000",
  "naïve ∑",
  "𝒙 is astral",
  "lone \ud83d high",
  "",
];
const NODES: MadeNode[] = [
  { type: "synthetic", name: "", edges: [["shortcut", 1, 1]] },
  {
    name: "global",
    size: 40,
    edges: [
      ["property", UGLY[0], 2],
      ["element", 4_000_000_000, 3],
      ["internal", "table", 3],
    ],
  },
  { type: "string", name: UGLY[5], size: 123_456_789_012_345, id: 4_294_967_295 },
  { type: "closure", name: UGLY[4], size: 8 },
  ...UGLY.map((name): MadeNode => ({ type: "string", name, size: 1 })),
];
// A root's shortcut is named by a string, as are all edges but elements and hidden ones.
NODES[0] = { ...NODES[0], edges: [["shortcut", "globalThis", 1]] };

/** Everything that was read, as JSON would have it. */
function contents(snapshot: Snapshot) {
  const { nodeCount, edgeCount, nodeTypes, edgeTypes, strings } = snapshot;
  return {
    nodes: Array.from({ length: nodeCount }, (_, node) => [
      nodeTypes[snapshot.nodeType[node]],
      strings.text(snapshot.nodeName[node]),
      snapshot.nodeId[node],
      snapshot.selfSize[node],
      Array.from({ length: snapshot.firstEdge[node + 1] - snapshot.firstEdge[node] }, (_, i) => {
        const edge = snapshot.firstEdge[node] + i;
        return [edgeTypes[snapshot.edgeType[edge]], edgeLabel(snapshot, edge), snapshot.edgeTo[edge]];
      }),
    ]),
    edgeCount,
  };
}

const expected = {
  nodes: NODES.map(({ type = "object", name, id, size = 0, edges = [] }, i) => [
    type,
    name,
    id ?? 2 * i + 1,
    size,
    edges.map((edge) => [...edge]),
  ]),
  edgeCount: 4,
};

test("nodes, edges and strings are read as they were written", () => {
  assert.deepEqual(contents(readText(snapshotText(NODES))), expected);
});

test("the fields are found by name, in whatever order and number they are", () => {
  for (const fields of Object.values(NODE_FIELDS))
    assert.deepEqual(contents(readText(snapshotText(NODES, fields))), expected);
});

test("pieces of 1 to 64 bytes give the same", () => {
  const text = snapshotText(NODES);
  for (let size = 1; size <= 64; size++)
    assert.deepEqual(contents(readText(text, size)), expected, `${size}`);
});

test("a source that gives less than was asked for gives the same", () => {
  const bytes = Buffer.from(snapshotText(NODES));
  assert.deepEqual(contents(readSource(bytesSource(bytes, 7))), expected);
});

test("strings that were escaped as V8 does it are decoded", () => {
  const escaped = snapshotText(NODES).replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  assert.match(escaped, /\\ud835\\udc99/);
  assert.deepEqual(contents(readText(escaped, 5)), expected);
});

test("a file without white space gives the same", () => {
  const text = JSON.stringify(JSON.parse(snapshotText(NODES)));
  assert.deepEqual(contents(readText(text)), expected);
});

test("a file that is cut off anywhere is refused, with its name and length", () => {
  const text = snapshotText(NODES);
  const bytes = Buffer.from(text);
  for (let length = 1; length < bytes.length; length++) {
    assert.throws(
      () => readSource(bytesSource(bytes.subarray(0, length), undefined, "half.heapsnapshot"), 16),
      ({ message }: Error) =>
        message.startsWith(`half.heapsnapshot, byte ${length}: `) && message.includes("cut off"),
      `${length} of ${bytes.length}`,
    );
  }
});

test("an empty file is called empty", () => {
  const path = join(folder, "empty.heapsnapshot");
  writeFileSync(path, "");
  assert.throws(() => readSnapshot(path), {
    message: `${path}, byte 0: the file is empty; a heap snapshot begins with {`,
  });
});

test("a file that is not there is Node's error", () => {
  assert.throws(() => readSnapshot(join(folder, "none")), { code: "ENOENT" });
});

test("what is no snapshot is refused, with the byte", () => {
  const text = snapshotText(NODES);
  const refused: [text: string, problem: RegExp][] = [
    ["hello", /byte 0: this is no heap snapshot/],
    ["[1,2]", /byte 0: this is no heap snapshot/],
    ["{}", /byte 1: "}" where a name in quotes should come/],
    ['{"a":1}', /byte 7: this is no heap snapshot: it has no "snapshot" and no "nodes" and no "edges"/],
    ['{"nodes":[1,2]}', /byte 9: "nodes" comes before "snapshot"/],
    ['{"snapshot":{"meta":{}}}', /its "node_fields" is no list/],
    ['{"snapshot":[}', /is not JSON/],
    [text.replace('"self_size"', '"size"'), /no field "self_size"/],
    [text.replace(/"node_count":\d+/, '"node_count":-1'), /"node_count" is -1/],
    [text.replace(/"node_count":\d+/, '"node_count":1e15'), /"node_count" is 1000000000000000/],
    [text.replace(/"node_count":\d+/, '"node_count":3'), /more than the 3 nodes/],
    [text.replace(/"node_count":\d+/, '"node_count":99'), /99 nodes of 6 were announced/],
    [text.replace(/"edge_count":4/, '"edge_count":5'), /4 edges in all; "edge_count" says 5/],
    [text.replace('"nodes":[9,', '"nodes":[-9,'), /"-" where a whole number should come/],
    [text.replace('"nodes":[9,', '"nodes":[9.5,'), /"\." where "," or "\]" should come/],
    [text.replace('"nodes":[9,', '"nodes":[9,,'), /"," where a whole number should come/],
    [text.replace('"nodes":[9,', '"nodes":[9 9,'), /"9" where "," or "\]" should come/],
    [text.replace('"nodes":[9,', '"nodes":[99,'), /node 0 has a type/],
    [text.replace('"nodes":[9,', '"nodes":[1234567890123456,'), /a number of 16 digits/],
    [text.replace('"edges":[5,', '"edges":[5,5,'), /more than the 4 edges/],
    [text.replace(/,"?\n?"[^"]*"\]}$/, "]}"), /edge 3 is named by string 10 of 10/],
    [text.replace('"edges":[5,', '"edges":[9,'), /edge 0 has a type, a name or a node/],
    [text.replace(/(\n\],\n"trace_function_infos)/, "1$1"), /edge 3 has a type, a name or a node/],
    [`${text}x`, /something comes after/],
    [text.replace('"samples":[]', '"nodes":[]'), /"nodes" comes a second time/],
  ];
  for (const [wrong, problem] of refused) {
    assert.notEqual(wrong, text);
    assert.throws(
      () => readText(wrong),
      ({ message }: Error) => /^made\.heapsnapshot, byte \d+: /.test(message) && problem.test(message),
      `${problem}`,
    );
  }
});

test("the byte of an error is that of the character", () => {
  const text = snapshotText(NODES).replace("\n,3,", "\n,x,");
  const at = text.indexOf("x,", text.indexOf('"nodes"'));
  for (const chunk of [1, 7, 1 << 20])
    assert.throws(() => readText(text, chunk), {
      message: `made.heapsnapshot, byte ${at}: "x" where a whole number should come`,
    });
});
