// Peers in another process: what they answer arrives, and whatever goes wrong there is an error here.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { kernels } from "../../bench/kernels/index.ts";
import { type Peer, startPeer } from "../../bench/peer.ts";
import { findPython } from "../../bench/python.ts";
import { study } from "../../bench/study.ts";

/** A peer in Node that answers its lines in turn with what `answer(line)` gives, by the same protocol. */
const speak = (answer: string) => [
  "--eval",
  `const say = (line) => process.stdout.write(line + "\\n");
  say(JSON.stringify({ variants: [{ name: "there", relaxed: true }] }));
  require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
    const request = JSON.parse(line);
    ${answer}
  });`,
];

async function withPeer(answer: string, use: (variant: Peer["variants"][number]) => Promise<void>) {
  const peer = await startPeer("kernel", process.execPath, speak(answer));
  try {
    await use(peer.variants[0]);
  } finally {
    await peer.close();
  }
}

test("a peer's variants are named, and give numbers, arrays and seconds by their own clock", async () => {
  const answer = `
    const bytes = Buffer.from(new Float64Array([1.5, NaN, -0]).buffer).toString("base64");
    if (request.show) say(JSON.stringify({ result: { dtype: "float64", base64: bytes } }));
    else say(JSON.stringify({ seconds: request.batch * 7 }));`;
  await withPeer(answer, async ({ name, relaxed, run, measure }) => {
    assert.deepEqual([name, relaxed], ["there", true]);
    assert.deepEqual(await run(), new Float64Array([1.5, NaN, -0]));
    assert.equal(await measure?.(3), 21);
  });
  await withPeer("say('{\"result\": 0.1}')", async ({ run }) => assert.equal(await run(), 0.1));
});

test("what fails in a peer is told with the kernel's name", async () => {
  await withPeer(`say('{"error": "ZeroDivisionError: division by zero"}')`, async ({ run }) => {
    await assert.rejects(
      async () => run(),
      /^Error: kernel: the peer failed with ZeroDivisionError: division by zero$/,
    );
  });
  await withPeer("say('NaN')", async ({ run }) => {
    await assert.rejects(async () => run(), /^Error: kernel: the peer said no answer but NaN$/);
  });
  await withPeer(`say('{"result": {"dtype": "int64", "base64": ""}}')`, async ({ run }) => {
    await assert.rejects(async () => run(), /a peer's array is of int64, which/);
  });
});

test("a peer that ends is no peer that is waited for", async () => {
  await withPeer(`console.error("out of memory"); process.exit(3)`, async ({ run }) => {
    await assert.rejects(async () => run(), /^Error: kernel: the peer ended with status 3\nout of memory$/);
    await assert.rejects(async () => run(), /the peer ended with status 3/);
  });
  await assert.rejects(
    startPeer("kernel", process.execPath, ["--eval", "process.kill(process.pid, 'SIGKILL')"]),
    /^Error: kernel: the peer ended with SIGKILL$/,
  );
  await assert.rejects(
    startPeer("kernel", "/no/such/python", []),
    /^Error: kernel: the peer cannot be run: /,
  );
});

test("a peer ends with the process that asks it, however that ends", async () => {
  const peer = join(import.meta.dirname, "..", "..", "bench", "peer.ts");
  for (const end of ["process.exit(0)", "process.kill(process.pid, 'SIGKILL')"]) {
    const program = `
      const { startPeer } = await import(${JSON.stringify(peer)});
      const peer = await startPeer("kernel", process.execPath, ${JSON.stringify(speak("say(JSON.stringify({ result: process.pid }))"))});
      console.log(await peer.variants[0].run());
      ${end};`;
    const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [pid] = await once(createInterface({ input: child.stdout }), "line");
    await once(child, "exit");
    const alive = () => {
      try {
        return process.kill(Number(pid), 0);
      } catch {
        return false;
      }
    };
    for (let waited = 0; alive() && waited < 5000; waited += 20) await setTimeout(20);
    assert.equal(alive(), false, end);
  }
});

test("a Python that is not there, or has no Numba, is missing with its reason", () => {
  assert.deepEqual(findPython("off"), { missing: "AMDAHL_PYTHON is off" });
  assert.match(JSON.stringify(findPython("/no/such/python")), /"\/no\/such\/python cannot be run: .*ENOENT/);
  assert.deepEqual(findPython("/bin/true"), { missing: "/bin/true does not answer as a Python does" });
  // Node takes -c for "check this file", and there is none of that name.
  assert.match(JSON.stringify(findPython(process.execPath)), /^\{"missing":/);
});

test("peers in Python give a kernel's answer, on every rung", async (t) => {
  const python = findPython();
  if ("missing" in python) return t.skip(python.missing);
  // Two that are quick to compile; the rest are looked at in every run of the benchmark.
  for (const kernel of kernels.filter(({ name }) => name === "pi" || name === "expression")) {
    const options = { size: "quick", threads: [1, 2], repeats: 1, python: python.path } as const;
    const names = (await study(kernel, options)).variants.map(({ name }) => name);
    for (const name of [
      "Numba",
      "Numba, fastmath",
      "Numba, 2 threads",
      "Numba, 2 threads, fastmath",
      "NumPy",
    ])
      assert.ok(names.includes(name), `${kernel.name}: ${names}`);
  }
});
