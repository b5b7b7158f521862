// Saving, and what a machine without the bitmap renderer is told; and that importing costs nothing.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { lineChart } from "../../src/plot/index.ts";

const folder = mkdtempSync(join(tmpdir(), "amdahl-picture-"));
after(() => rmSync(folder, { recursive: true }));
const chart = lineChart({
  x: { label: "x" },
  y: { label: "y" },
  series: [{ name: "s", x: [1, 2], y: [1, 2] }],
});
const plot = new URL("../../src/plot/index.ts", import.meta.url).href;

/** Runs a module in a fresh process and gives back both outputs. */
function run(code: string): string {
  const file = join(folder, "child.mjs");
  writeFileSync(file, code);
  return execFileSync("sh", ["-c", '"$0" "$1" 2>&1', process.execPath, file], { encoding: "utf8" });
}

test("save writes each path in the form of its ending, makes the folder, and says what it wrote", async () => {
  const paths = [join(folder, "new", "a.svg"), join(folder, "new", "a.PNG")];
  assert.deepEqual(await chart.save(...paths), paths);
  assert.equal(readFileSync(paths[0], "utf8"), await chart.svg());
  assert.equal(readFileSync(paths[1]).toString("latin1", 1, 4), "PNG");
});

test("another ending is refused before anything is written", async () => {
  const path = join(folder, "early.svg");
  await assert.rejects(
    chart.save(path, "picture.jpg"),
    /save\("picture.jpg"\): pictures are written as .svg or .png/,
  );
  assert.equal(existsSync(path), false);
});

test("without the renderer SVG is written, PNG is left out, and one line says why", () => {
  const output = run(`
    import { registerHooks } from "node:module";
    registerHooks({ resolve(name, context, next) {
      if (name === "@resvg/resvg-js") throw new Error("absent");
      return next(name, context);
    } });
    const { lineChart } = await import(${JSON.stringify(plot)});
    const chart = lineChart({ x: { label: "x" }, y: { label: "y" }, series: [{ name: "s", x: [1, 2], y: [1, 2] }] });
    const base = ${JSON.stringify(join(folder, "without"))};
    console.log(JSON.stringify(await chart.save(base + ".svg", base + ".png")));
    await chart.png().catch((error) => console.log(error.code));
  `);
  const lines = output.trimEnd().split("\n");
  assert.equal(lines.length, 3);
  assert.match(lines[0], /without\.png not written: PNG needs the optional package @resvg\/resvg-js/);
  assert.deepEqual(JSON.parse(lines[1]), [join(folder, "without.svg")]);
  assert.equal(lines[2], "ERR_AMDAHL_NO_PNG");
});

test("describing a picture and drawing it in characters loads no library", () => {
  const output = run(`
    import { registerHooks } from "node:module";
    const names = [];
    registerHooks({ resolve(name, context, next) { names.push(name); return next(name, context); } });
    const { lineChart } = await import(${JSON.stringify(plot)});
    lineChart({ x: { label: "x" }, y: { label: "y" }, series: [{ name: "s", x: [1, 2], y: [1, 2] }] }).terminal();
    console.log(JSON.stringify(names.filter((name) => !name.startsWith("node:") && !name.startsWith("."))));
  `);
  assert.deepEqual(JSON.parse(output), [plot]);
});
