import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("./fixtures/endless.ts", import.meta.url));

for (const where of ["serial", "fork"]) {
  test(`Ctrl-C ends a compiled function that never ends, ${where}, and the next calls are whole`, async () => {
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", PROGRAM, where]);
    const giveUp = setTimeout(() => child.kill("SIGKILL"), 20_000);
    let out = "";
    let told = false;
    child.stdout.on("data", (data) => {
      out += data;
      if (!out.includes("ready") || told) return;
      told = true;
      setTimeout(() => child.kill("SIGINT"), 200);
    });
    child.stderr.on("data", (data) => {
      out += data;
    });
    const code = await new Promise((resolve) => child.on("close", resolve));
    clearTimeout(giveUp);
    assert.equal(out, "ready\nInterruptedError\n0 42 42\nhandler\n");
    assert.equal(code, 0);
  });
}
