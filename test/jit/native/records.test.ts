// Records in the cache: what was kept is found by exactly its key, and never after somebody has been at it.
import assert from "node:assert/strict";
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { record, recorded } from "../../../src/jit/native/records.ts";

let folder = "";
const before = process.env.AMDAHL_CACHE;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "amdahl-records-"));
  process.env.AMDAHL_CACHE = folder;
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  if (before === undefined) delete process.env.AMDAHL_CACHE;
  else process.env.AMDAHL_CACHE = before;
});

const key = Buffer.from("what it hangs on");
const only = (): string => join(folder, readdirSync(folder)[0] as string);

test("a record is found by its key alone", () => {
  assert.equal(recorded("index", key), undefined);
  record("index", key, { file: "ä.so", slots: 19 });
  assert.deepEqual(recorded("index", key), { file: "ä.so", slots: 19 });
  assert.equal(recorded("cc", key), undefined);
  assert.equal(recorded("index", Buffer.from("what it hangs o")), undefined);
  assert.equal(recorded("index", Buffer.alloc(0)), undefined);
  record("index", key, { file: "b.so" });
  assert.deepEqual([recorded("index", key), readdirSync(folder).length], [{ file: "b.so" }, 1]);
});

test("an empty key is a key", () => {
  record("index", Buffer.alloc(0), 1);
  assert.equal(recorded("index", Buffer.alloc(0)), 1);
});

test("another key that a record's name may stand for as well does not find it", () => {
  record("index", key, 1);
  const name = only();
  const kept = readFileSync(name);
  kept.write("What", 0);
  writeFileSync(name, kept);
  assert.equal(recorded("index", key), undefined);
});

test("a record that was cut short, made longer or changed in any byte is none", () => {
  record("index", key, { slots: 19 });
  const name = only();
  const whole = readFileSync(name);
  for (let length = 0; length < whole.length; length++) {
    truncateSync(name, length);
    assert.equal(recorded("index", key), undefined, `${length} bytes`);
    writeFileSync(name, whole);
  }
  writeFileSync(name, Buffer.concat([whole, Buffer.from("x")]));
  assert.equal(recorded("index", key), undefined);
  for (let i = 0; i < whole.length; i++) {
    const spoilt = Buffer.from(whole);
    spoilt[i] = (spoilt[i] as number) ^ 1;
    writeFileSync(name, spoilt);
    assert.equal(recorded("index", key), undefined, `byte ${i}`);
  }
  writeFileSync(name, whole);
  assert.deepEqual(recorded("index", key), { slots: 19 });
});

test("in a folder that others can write to nothing is believed", () => {
  record("index", key, 1);
  chmodSync(folder, 0o777);
  assert.equal(recorded("index", key), undefined);
  chmodSync(folder, 0o700);
  assert.equal(recorded("index", key), 1);
});

test("without a cache nothing is kept, and nothing said", () => {
  process.env.AMDAHL_CACHE = "off";
  record("index", key, 1);
  assert.equal(recorded("index", key), undefined);
});
