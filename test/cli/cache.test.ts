// `amdahl cache` from outside: what is in a folder, what is not ours, and having it gone.
import assert from "node:assert/strict";
import { chmodSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { amdahl, temporaryFolder } from "./command-line.ts";

test("the cache is listed by what is in it, and cleared of what is ours", (t) => {
  const folder = temporaryFolder(t);
  chmodSync(folder, 0o700);
  const env = { AMDAHL_CACHE: folder };
  assert.equal(amdahl(["cache"], undefined, env).stdout, `${folder}: nothing\n`);
  writeFileSync(join(folder, "native-0123abcd.so"), Buffer.alloc(2048));
  writeFileSync(join(folder, "native-4567abcd.so"), Buffer.alloc(1024));
  writeFileSync(join(folder, "cc-89ab.json"), "{}");
  writeFileSync(join(folder, "Letter to Ada.txt"), "not ours");
  const listed = amdahl(["cache"], undefined, env);
  assert.match(listed.stdout, /^ {6}2 {3}3\.0 KiB {2}compiled functions$/m);
  assert.match(listed.stdout, /^ {6}3 {3}3\.0 KiB {2}in all$/m);
  const { entries } = JSON.parse(amdahl(["cache", "--json"], undefined, env).stdout);
  assert.deepEqual(new Set(entries.map((e: { kind: string }) => e.kind)), new Set(["native", "cc"]));
  const cleared = amdahl(["cache", "--clear"], undefined, env);
  assert.match(cleared.stdout, /in all, removed$/m);
  assert.deepEqual([cleared.status, cleared.stderr, readdirSync(folder)], [0, "", ["Letter to Ada.txt"]]);
});

test("without a cache, and with one that others can write to, nothing is listed", (t) => {
  assert.equal(
    amdahl(["cache"], undefined, { AMDAHL_CACHE: "off" }).stdout,
    "There is no cache: AMDAHL_CACHE=off.\n",
  );
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "native-0123abcd.so"), "x");
  chmodSync(folder, 0o777);
  assert.equal(amdahl(["cache"], undefined, { AMDAHL_CACHE: folder }).stdout, `${folder}: nothing\n`);
});
