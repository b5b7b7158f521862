// The cache's folder: where it is, when it is refused, and that files in it are whole or not there.
import assert from "node:assert/strict";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { cachePlace, isPrivate, openCache, readCached, writeCached } from "../../src/cache/index.ts";

const bytes = (text: string) => Buffer.from(text);

let folder = "";
const before = process.env.AMDAHL_CACHE;

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "amdahl-cache-")), "inner");
  process.env.AMDAHL_CACHE = folder;
});

afterEach(() => {
  rmSync(join(folder, ".."), { recursive: true, force: true });
  if (before === undefined) delete process.env.AMDAHL_CACHE;
  else process.env.AMDAHL_CACHE = before;
});

test("AMDAHL_CACHE names the folder, relative to where the program stands", () => {
  assert.equal(cachePlace({ AMDAHL_CACHE: "/a/b" }), resolve("/a/b"));
  assert.equal(cachePlace({ AMDAHL_CACHE: "here" }), resolve("here"));
});

test("AMDAHL_CACHE=off means none", () => {
  assert.equal(cachePlace({ AMDAHL_CACHE: "off", HOME: "/somebody" }), undefined);
});

test("without it the platform's custom is followed", { skip: process.platform !== "linux" }, () => {
  assert.equal(cachePlace({ XDG_CACHE_HOME: "/x", HOME: "/somebody" }), "/x/amdahl");
  assert.equal(cachePlace({ HOME: "/somebody" }), "/somebody/.cache/amdahl");
  assert.equal(cachePlace({ XDG_CACHE_HOME: "relative", HOME: "/somebody" }), "/somebody/.cache/amdahl");
  assert.equal(cachePlace({}), join(homedir(), ".cache", "amdahl"));
});

test("the folder is made for this user alone", () => {
  assert.equal(openCache(), folder);
  assert.equal(isPrivate(folder), true);
});

test("a folder that others can write to is neither read nor written", {
  skip: process.platform === "win32",
}, () => {
  openCache();
  assert.equal(writeCached("code-a", [bytes("x")], 8), true);
  chmodSync(folder, 0o777);
  assert.equal(readCached("code-a"), undefined);
  assert.equal(writeCached("code-b", [bytes("x")], 8), false);
  assert.deepEqual(readdirSync(folder), ["code-a"]);
});

test("a link to a folder is not the folder", { skip: process.platform === "win32" }, () => {
  const real = join(folder, "..", "real");
  mkdirSync(real, { mode: 0o700 });
  symlinkSync(real, folder);
  assert.equal(isPrivate(real), true);
  assert.equal(isPrivate(folder), false);
  assert.equal(openCache(), undefined);
});

test("what was written is read, and what was not is undefined", () => {
  assert.equal(readCached("code-a"), undefined);
  assert.equal(writeCached("code-a", [bytes("one "), bytes("two")], 8), true);
  assert.equal(String(readCached("code-a")), "one two");
  assert.equal(writeCached("code-a", [bytes("anew")], 8), true);
  assert.equal(String(readCached("code-a")), "anew");
  assert.deepEqual(readdirSync(folder), ["code-a"]);
});

test("an empty file is a file", () => {
  assert.equal(writeCached("code-a", [], 8), true);
  assert.equal(readCached("code-a")?.byteLength, 0);
});

test("only the youngest of a kind stay, and other kinds are left alone", () => {
  openCache();
  writeFileSync(join(folder, "other-1"), "");
  for (const i of [1, 2, 3]) {
    writeFileSync(join(folder, `code-${i}`), "");
    utimesSync(join(folder, `code-${i}`), 1000 + i, 1000 + i);
  }
  writeCached("code-4", [bytes("x")], 2);
  assert.deepEqual(readdirSync(folder).sort(), ["code-3", "code-4", "other-1"]);
});

test("a folder that cannot be made costs nothing but the cache", () => {
  writeFileSync(join(folder, "..", "file"), "");
  process.env.AMDAHL_CACHE = join(folder, "..", "file", "below");
  assert.equal(openCache(), undefined);
  assert.equal(readCached("code-a"), undefined);
  assert.equal(writeCached("code-a", [bytes("x")], 8), false);
});
