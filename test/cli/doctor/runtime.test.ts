// The probes of Node itself. Which WebAssembly this Node takes is known, so the probes' own bytes are tested on it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { thisMachine } from "../../../src/cli/doctor/machine.ts";
import { probeHeap, probeNode, probeWasm } from "../../../src/cli/doctor/runtime.ts";
import { amdahl } from "../command-line.ts";
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
  assert.deepEqual(statuses(probeWasm(thisMachine)), ["wasm threads: good", "wasm SIMD: good"]);
});

test("memory64 is in every Node from 24 on, and in some before", () => {
  const { status, found } = probeHeap(thisMachine)[1];
  const is24 = Number(process.versions.node.split(".")[0]) >= 24;
  assert.ok(is24 ? status === "good" : ["good", "missing"].includes(status), found);
});

test("a Node that takes no module has nothing", () => {
  const machine = madeUpMachine({ acceptsWasm: () => false });
  assert.deepEqual(statuses(probeWasm(machine)), ["wasm threads: missing", "wasm SIMD: missing"]);
  assert.equal(probeHeap(machine)[1].status, "missing");
});

test("the heap says how large it is, or why there is none", () => {
  const heap = (answer: number | string, environment = {}) =>
    probeHeap(madeUpMachine({ heap: () => answer, environment }))[0];
  assert.deepEqual(heap(4 * 2 ** 30 - 2 ** 20), {
    topic: "heap",
    status: "good",
    found: "4 GiB for arrays, on a machine with 8 GiB of memory",
  });
  assert.equal(heap(2 ** 30, { AMDAHL_HEAP: "1G" }).status, "good");
  const { status, found, cost } = heap(1.5 * 2 ** 30);
  assert.deepEqual(
    [status, found.slice(0, 7), cost],
    ["warning", "1.5 GiB", "the usual 4 GiB could not be had"],
  );
  assert.deepEqual(heap("no room"), { topic: "heap", status: "warning", found: "no room" });
});

test("an AMDAHL_HEAP that is no size is a finding and not a crash", () => {
  const { status, stdout, stderr } = amdahl(["doctor"], undefined, { AMDAHL_HEAP: "big" });
  assert.match(stdout, /^! heap +AMDAHL_HEAP is "big", which is not a size/m);
  assert.deepEqual([status, stderr], [1, ""]);
});
