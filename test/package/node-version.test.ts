// That a Node too old for amdahl is told so in one line on every way in, whatever it can parse.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { tooOld } from "../../bin/node-version.js";

const BIN = new URL("../../bin/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

test("the oldest Node that will do is the one package.json names", () => {
  const [, major, minor] = manifest.engines.node.match(/^>=(\d+)\.(\d+)$/);
  assert.equal(tooOld(`v${major}.${minor}.0`), undefined);
  assert.equal(tooOld(`v${Number(major) + 1}.0.0`), undefined);
  assert.equal(tooOld("v100.0.0-nightly"), undefined);
  assert.notEqual(tooOld(`v${major}.${minor - 1}.9`), undefined);
  assert.notEqual(tooOld(`v${Number(major) - 1}.99.0`), undefined);
});

test("the line says what was found, what is needed and where to get it", () => {
  assert.equal(
    tooOld("v20.20.2"),
    "amdahl needs Node 22.18 or newer, and this is Node 20.20.2: " +
      "get a newer one from https://nodejs.org or with `nvm install 24`.",
  );
});

test("bin/ has no syntax that Node 10 cannot read", async () => {
  const { parse } = await import("acorn");
  const files = readdirSync(BIN).filter((name) => name.endsWith(".js"));
  assert.deepEqual(files, ["amdahl.js", "node-version.js", "require.js"]);
  for (const file of files) {
    const text = readFileSync(new URL(file, BIN), "utf8");
    parse(text, { ecmaVersion: 2018, sourceType: "script", allowHashBang: true });
  }
});

test("what require() reaches on a Node without require(esm) says which Node, or which loader, is wrong", () => {
  const require = createRequire(BIN);
  assert.throws(() => require("./require.js"), /amdahl is an ES module, which this loader cannot require/);
});

test("the guard is the first thing that every public entry imports", () => {
  const entries = Object.values<Record<string, string>>(manifest.exports).filter((entry) => entry.default);
  assert.ok(entries.length > 0);
  for (const entry of entries) {
    const source = entry.default.replace("./dist/", "../../src/").replace(/\.js$/, ".ts");
    const text = readFileSync(new URL(source, import.meta.url), "utf8");
    const first = text.match(/^(?:import|export)[^;]*?"([^"]+)";/m)?.[1];
    assert.match(first ?? "nothing", /^\.\.?\/node-version\.ts$/, `the first import of ${source}`);
  }
});
