// The probes of Node itself. Which WebAssembly this Node takes is known, so the probes' own bytes are tested on it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { thisMachine } from "../../../src/cli/doctor/machine.ts";
import { probeHeap, probeNode, probeWasm } from "../../../src/cli/doctor/runtime.ts";
import { madeUpMachine } from "./made-up-machine.ts";

const statuses = (findings: { topic: string; status: string }[]) =>
  findings.map(({ topic, status }) => `${topic}: ${status}`);

test("a Node that is new enough is good, an older one needs a look", () => {
  assert.equal(probeNode(madeUpMachine({ nodeVersion: "v22.18.0" }))[0].status, "good");
  const [old] = probeNode(madeUpMachine({ nodeVersion: "v22.17.9" }));
  assert.equal(old.status, "warning");
  assert.match(old.remedy ?? "", /needs Node 22\.18 or newer, and this is Node 22\.17\.9/);
});

test("every supported Node has threads and SIMD, so the modules asked about are valid", () => {
  assert.deepEqual(statuses(probeWasm(thisMachine)), ["wasm threads: good", "wasm SIMD: unused"]);
});

test("memory64 is in Node from 24 on", () => {
  const expected = Number(process.versions.node.split(".")[0]) >= 24 ? "unused" : "missing";
  assert.equal(probeHeap(thisMachine)[1].status, expected);
});

test("a Node that takes no module has nothing", () => {
  const machine = madeUpMachine({ acceptsWasm: () => false });
  assert.deepEqual(statuses(probeWasm(machine)), ["wasm threads: missing", "wasm SIMD: missing"]);
  assert.equal(probeHeap(machine)[1].status, "missing");
});

test("the heap is at most 4 GiB and at most the machine's memory", () => {
  const heap = (gib: number) => probeHeap(madeUpMachine({ memoryBytes: gib * 2 ** 30 }))[0].found;
  assert.equal(heap(64), "arrays up to 4 GiB in all, on a machine with 64 GiB");
  assert.equal(heap(1.5), "arrays up to 1.5 GiB in all, on a machine with 1.5 GiB");
});
