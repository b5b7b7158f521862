// Opening the library from V8's code cache: the answer is the same with a cache, without, and with a broken one.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";

const OPENING = join(import.meta.dirname, "opening.ts");
const SCRIPT = `(function (module, require, place) {
  let count = 0;
  let name = "";
  // Long enough for V8 to compile it only when it is called.
  function spell() {
    const { sep } = require("node:path");
    return [sep.length, typeof place("../x/y.js"), place("../x/y.js").endsWith("/x/y.js"), name].join(" ");
  }
  function rehearsed() {
    if (process.env.REHEARSAL === "fails") throw new Error("no memory");
    return "a function that only the rehearsal calls";
  }
  module.exports = {
    answer: spell,
    rehearse: rehearsed,
    builtAs: (n) => { name = n; },
    compilations: () => count,
    compiled: (n) => { count = n; },
  };
})`;
const ANSWER = "1 string true core-0123456789ab";

let root = "";
let cache = "";
let script = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "amdahl-start-"));
  cache = join(root, "cache");
  script = join(root, "core-0123456789ab.cjs");
  writeFileSync(script, SCRIPT);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function open(times: number, { flags = [] as string[], env = {} as Record<string, string> } = {}): string {
  const { NODE_V8_COVERAGE: _, NODE_OPTIONS: __, ...rest } = process.env;
  const child = spawnSync(process.execPath, [...flags, OPENING, script, String(times)], {
    encoding: "utf8",
    env: { ...rest, AMDAHL_CACHE: cache, ...env },
  });
  assert.equal(child.stderr, "");
  assert.equal(child.status, 0);
  return child.stdout;
}

const kept = (): string[] => {
  try {
    return readdirSync(cache);
  } catch {
    return [];
  }
};
test("a program that compiled something leaves a cache, and the next gives the same answer from it", () => {
  assert.equal(open(1), ANSWER);
  const [name] = kept();
  assert.match(name, /^code-core-0123456789ab-v\d+\.\d+\.\d+-\w+-[0-9a-f]+$/);
  assert.equal(open(1), ANSWER);
  assert.deepEqual(kept(), [name]);
});

test("a program that compiled nothing leaves none: it would hold nothing of the compiler", () => {
  assert.equal(open(0), ANSWER);
  assert.deepEqual(kept(), []);
});

test("a cache that is there is left alone", () => {
  open(1);
  const file = join(cache, kept()[0]);
  const { mtimeMs, size } = statSync(file);
  assert.equal(open(1), ANSWER);
  assert.deepEqual([statSync(file).mtimeMs, statSync(file).size], [mtimeMs, size]);
});

test("a rehearsal that fails costs its functions only", () => {
  assert.equal(open(1, { env: { REHEARSAL: "fails" } }), ANSWER);
  assert.equal(kept().length, 1);
  assert.equal(open(1), ANSWER);
});

test("a cache that was cut short is not handed to V8, and is made anew", () => {
  open(1);
  const file = join(cache, kept()[0]);
  const { size } = statSync(file);
  for (const length of [size - 1, 100, 7, 0]) {
    truncateSync(file, length);
    assert.equal(open(1), ANSWER);
    assert.equal(statSync(file).size, size);
  }
});

test("a cache that V8 refuses is made anew", () => {
  open(1);
  const file = join(cache, kept()[0]);
  const bytes = readFileSync(file);
  const whole = Buffer.from(bytes);
  // V8's header: magic number, version hash, source hash, flags hash.
  bytes.writeUInt32LE(0xdeadbeef, 4);
  writeFileSync(file, bytes);
  assert.equal(open(1), ANSWER);
  assert.deepEqual(readFileSync(file).subarray(0, 16), whole.subarray(0, 16));
});

test("options of Node that change V8's code have a cache of their own", () => {
  open(1);
  open(1, { flags: ["--no-opt"] });
  open(1, { env: { NODE_OPTIONS: "--max-old-space-size=512" } });
  assert.equal(kept().length, 3);
});

test("with AMDAHL_CACHE=off nothing is kept", () => {
  assert.equal(open(1, { env: { AMDAHL_CACHE: "off", HOME: root, XDG_CACHE_HOME: root } }), ANSWER);
  assert.deepEqual(readdirSync(root), ["core-0123456789ab.cjs"]);
});

test("a cache that others could have written is not run", { skip: process.platform === "win32" }, () => {
  open(1);
  const [name] = kept();
  const file = join(cache, name);
  chmodSync(cache, 0o777);
  const size = 5;
  truncateSync(file, size);
  assert.equal(open(1), ANSWER);
  assert.equal(statSync(file).size, size);
});

test("without the right to write files there is no cache and no complaint", () => {
  const flags = ["--permission", "--allow-fs-read=*"];
  if (Number(process.versions.node.split(".")[0]) < 24) flags.push("--no-warnings");
  assert.equal(open(1, { flags }), ANSWER);
  assert.deepEqual(kept(), []);
});

test("coverage is not cached: its counters are part of the code", () => {
  assert.equal(open(1, { env: { NODE_V8_COVERAGE: join(root, "coverage") } }), ANSWER);
  assert.deepEqual(kept(), []);
});
