// Sizes and paths of heaps that are small enough to add up by hand.
import assert from "node:assert/strict";
import { test } from "node:test";
import { largest } from "../../../src/profile/heap/largest.ts";
import { pathTo } from "../../../src/profile/heap/paths.ts";
import { retention } from "../../../src/profile/heap/retention.ts";
import { heapTable } from "../../../src/profile/heap/table.ts";
import { type MadeNode, made } from "./hand-made.ts";

/** A root with a global object, which is node 1 and has these edges, and V8's roots, node 2, with those. */
function heap(
  globals: MadeNode["edges"],
  rest: readonly MadeNode[],
  roots: MadeNode["edges"] = [],
): MadeNode[] {
  return [
    {
      type: "synthetic",
      name: "",
      edges: [
        ["element", 1, 2],
        ["shortcut", "2", 1],
      ],
    },
    { name: "global", size: 40, edges: globals },
    { type: "synthetic", name: "(GC roots)", edges: roots },
    ...rest,
  ];
}

const retained = (nodes: readonly MadeNode[]) => [...retention(made(nodes)).retainedSize];

test("a diamond's end is retained by its beginning, and by neither side", () => {
  const nodes = heap(
    [["property", "top", 3]],
    [
      {
        name: "Top",
        size: 1,
        edges: [
          ["property", "left", 4],
          ["property", "right", 5],
        ],
      },
      { name: "Side", size: 10, edges: [["property", "end", 6]] },
      { name: "Side", size: 20, edges: [["property", "end", 6]] },
      { name: "End", size: 100 },
    ],
  );
  assert.deepEqual(retained(nodes), [171, 171, 0, 131, 10, 20, 100]);
});

test("weak edges, shortcuts inside and edges to oneself retain nothing", () => {
  const nodes = heap(
    [
      ["property", "a", 3],
      ["property", "b", 4],
    ],
    [
      { name: "A", size: 1, edges: [["property", "data", 5]] },
      {
        name: "B",
        size: 2,
        edges: [
          ["weak", "data", 5],
          ["shortcut", "data", 5],
          ["property", "self", 4],
        ],
      },
      { name: "Data", size: 100 },
    ],
  );
  assert.deepEqual(retained(nodes), [143, 143, 0, 101, 2, 100]);
});

test("what the globals reach is theirs although V8's roots hold it too", () => {
  const nodes = heap(
    [["property", "a", 3]],
    [
      { name: "A", size: 1, edges: [["property", "b", 4]] },
      { name: "B", size: 10 },
      { name: "Held", size: 100 },
    ],
    [
      ["internal", "handle", 4],
      ["internal", "handle", 5],
    ],
  );
  assert.deepEqual(retained(nodes), [151, 51, 100, 11, 10, 100]);
});

test("a WeakMap's value is retained by its key", () => {
  const pair = (id: number) => `2 / part of key (Key @9) -> value (Value @11) pair in WeakMap (table @${id})`;
  const nodes = (table: number) =>
    heap(
      [
        ["property", "map", 3],
        ["property", "key", 4],
      ],
      [
        { name: "WeakMap", size: 1, edges: [["internal", pair(table), 5]] },
        { name: "Key", size: 10, edges: [["internal", pair(table), 5]] },
        { name: "Value", size: 100 },
      ],
    );
  // The table is node 3, whose id is 7.
  assert.deepEqual(retained(nodes(7)), [151, 151, 0, 1, 110, 100]);
  assert.deepEqual(retained(nodes(17)), [151, 151, 0, 1, 10, 100]);
});

test("what nothing reaches counts in the whole, and takes nothing from what is reached", () => {
  const nodes = heap(
    [["property", "a", 3]],
    [
      { name: "A", size: 1, edges: [["property", "b", 4]] },
      { name: "B", size: 10 },
      {
        name: "Lost",
        size: 100,
        edges: [
          ["property", "b", 4],
          ["property", "c", 6],
        ],
      },
      { name: "C", size: 1000 },
    ],
  );
  assert.deepEqual(retained(nodes), [1151, 51, 0, 11, 10, 1100, 1000]);
  const snapshot = made(nodes);
  assert.equal(pathTo(snapshot, 6), "");
  assert.equal(heapTable(snapshot).size, 1151);
});

const ZOO = heap(
  [["property", "list", 3]],
  [
    // A list of three, the second with a typed array; its class retains what its first retains.
    {
      name: "Link",
      size: 10,
      edges: [
        ["property", "next", 4],
        ["property", "f", 6],
      ],
    },
    {
      name: "Link",
      size: 10,
      edges: [
        ["property", "next", 5],
        ["property", "values", 7],
      ],
    },
    { name: "Link", size: 10, edges: [["property", "name", 10]] },
    { type: "closure", name: "f", size: 64, edges: [["internal", "code", 11]] },
    { name: "Float64Array", size: 104, edges: [["internal", "buffer", 8]] },
    { name: "ArrayBuffer", size: 96, edges: [["internal", "backing_store", 9]] },
    { type: "native", name: "system / JSArrayBufferData", size: 8000 },
    { type: "string", name: "the text", size: 24 },
    { type: "code", name: "f", size: 72, edges: [["internal", "map", 12]] },
    { type: "hidden", name: "system / Map", size: 80 },
    { type: "regexp", name: "a+", size: 56 },
    { type: "array", name: "(elements)", size: 16 },
    { type: "object", name: "", size: 4 },
    { type: "object", name: "Empty", size: 0 },
  ],
  [
    ["element", 1, 13],
    ["element", 2, 14],
    ["element", 3, 15],
    ["element", 4, 16],
  ],
);

test("objects are grouped by constructor, other things by what they are", () => {
  const { rows, count, size, reserved } = heapTable(made(ZOO));
  assert.deepEqual(
    rows.map((row) => [row.type, row.count, row.size, row.retained]),
    [
      ["system / JSArrayBufferData", 1, 8000, 8000],
      ["Float64Array", 1, 104, 8200],
      ["ArrayBuffer", 1, 96, 8096],
      ["(system)", 1, 80, 80],
      ["(compiled code)", 1, 72, 152],
      ["(closure)", 1, 64, 216],
      ["RegExp", 1, 56, 56],
      ["global", 1, 40, 8510],
      ["Link", 3, 30, 8470],
      ["(string)", 1, 24, 24],
      ["(array)", 1, 16, 16],
      ["(no name)", 1, 4, 4],
    ],
  );
  assert.deepEqual([count, size, reserved], [14, 8586, 0]);
});

test("shares are of the whole, and cumulative ones end at 1", () => {
  const { rows } = heapTable(made(ZOO));
  assert.deepEqual(
    [
      rows[1].countShare,
      rows[1].sizeShare,
      rows[1].cumulative,
      rows[1].cumulativeShare,
      rows[1].retainedShare,
    ],
    [1 / 14, 104 / 8586, 8104, 8104 / 8586, 8200 / 8586],
  );
  assert.equal(rows.at(-1)?.cumulativeShare, 1);
});

test("the largest objects come with their paths, without V8's own and the end of a list", () => {
  assert.deepEqual(
    largest(made(ZOO), 5).map(({ type, retained, path }) => [type, retained, path]),
    [
      ["Link", 8470, "globalThis.list"],
      ["Link", 8244, "globalThis.list.next"],
      ["Float64Array", 8200, "globalThis.list.next.values"],
      ["(closure)", 216, "globalThis.list.f"],
      ["RegExp", 56, "(GC roots)[1]"],
    ],
  );
  const long = heap(
    [["property", "first", 3]],
    Array.from({ length: 30 }, (_, i) => ({
      name: "Link",
      size: 1,
      edges: i < 29 ? [["property", "next", i + 4] as const] : [],
    })),
  );
  assert.deepEqual(
    largest(made(long), 9).map(({ path }) => path),
    ["globalThis.first", "globalThis.first.next"],
  );
});

test("a path prefers the program's names to shorter ways through V8's data", () => {
  const nodes = heap(
    [
      ["property", "app", 3],
      ["internal", "cache", 6],
    ],
    [
      { name: "App", size: 1, edges: [["element", 12, 4]] },
      { name: "Item", size: 1, edges: [["property", "big one", 5]] },
      {
        name: "Data",
        size: 1,
        edges: [
          ["property", "<symbol tag>", 7],
          ["internal", "table", 8],
        ],
      },
      { type: "hidden", name: "system / Cell", size: 1, edges: [["internal", "value", 5]] },
      { type: "closure", name: "tick", size: 1, edges: [["internal", "context", 9]] },
      { type: "array", name: "", size: 1, edges: [["internal", "3", 11]] },
      { name: "system / Context", size: 1, edges: [["internal", "previous", 10]] },
      { name: "system / Context", size: 1, edges: [["context", "kept", 12]] },
      { name: "Value", size: 1 },
      { name: "Kept", size: 1 },
    ],
    [["element", 7, 12]],
  );
  const snapshot = made(nodes);
  const data = 'globalThis.app[12]["big one"]';
  assert.equal(pathTo(snapshot, 5), data);
  assert.equal(pathTo(snapshot, 11), `${data}.(table).(3)`);
  assert.equal(pathTo(snapshot, 12), `${data}[<symbol tag>].(scope).kept`);
});

test("the middle of a long path is left out", () => {
  const nodes = heap(
    [["property", "n0", 3]],
    Array.from({ length: 20 }, (_, i) => ({
      name: `N${i}`,
      size: 1,
      edges: i < 19 ? [["property", `n${i + 1}`, i + 4] as const] : [],
    })),
  );
  assert.equal(pathTo(made(nodes), 22), "globalThis.n0.n1.n2.n3.n4.n5.n6.n7 … .n16.n17.n18.n19");
});

test("the global object is found in the context that has it, as of Node 26", () => {
  const nodes: MadeNode[] = [
    { type: "synthetic", name: "", edges: [["shortcut", "2", 1]] },
    {
      type: "hidden",
      name: "system / NativeContext / file://",
      size: 9,
      edges: [["internal", "global_proxy_object", 2]],
    },
    { name: "global", size: 1, edges: [["property", "x", 3]] },
    { name: "X", size: 7 },
  ];
  assert.deepEqual(
    largest(made(nodes), 9).map(({ path }) => path),
    ["globalThis.x"],
  );
});

test("a shared WebAssembly memory is set aside, and a class that is called Memory is not", () => {
  const nodes = heap(
    [
      ["property", "wasm", 3],
      ["property", "mine", 6],
    ],
    [
      { name: "Memory", size: 32, edges: [["hidden", 2, 4]] },
      { name: "SharedArrayBuffer", size: 96, edges: [["internal", "backing_store", 5]] },
      { type: "native", name: "system / JSArrayBufferData", size: 4_294_901_760 },
      { name: "Memory", size: 24, edges: [["property", "buffer", 7]] },
      { name: "SharedArrayBuffer", size: 96, edges: [["internal", "backing_store", 8]] },
      { type: "native", name: "system / JSArrayBufferData", size: 1000 },
    ],
  );
  const { size, reserved, rows } = heapTable(made(nodes));
  assert.deepEqual([size, reserved], [1288, 4_294_901_760]);
  assert.deepEqual([rows[0].type, rows[0].count, rows[0].size], ["system / JSArrayBufferData", 1, 1000]);
});
