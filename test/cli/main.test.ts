// The command line as a whole: help, version, and what it says to a mistake.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Command } from "commander";
import { commands } from "../../src/cli/command.ts";
import { amdahl } from "./command-line.ts";

const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

test("every command's file adds the command it is listed as, with help and an example in it", async () => {
  for (const { name, load } of commands) {
    const program = new Command("amdahl").enablePositionalOptions();
    (await load()).register(program);
    assert.deepEqual(
      program.commands.map((command) => command.name()),
      [name],
    );
    assert.notEqual(program.commands[0].description(), "");
    const { status, stdout } = amdahl([name, "--help"]);
    assert.equal(status, 0);
    assert.match(stdout, new RegExp(`^Usage: amdahl ${name} `));
    assert.match(stdout, new RegExp(`Examples?:[\\s\\S]*amdahl ${name}`));
  }
});

test("--help, help and nothing at all list every command", () => {
  const help = amdahl(["--help"]);
  assert.equal(help.status, 0);
  for (const { name, summary } of commands)
    assert.match(help.stdout, new RegExp(`^  ${name} +${summary}$`, "m"));
  assert.match(help.stdout, /Examples:/);
  assert.equal(amdahl([]).stdout, help.stdout);
  assert.equal(amdahl(["help"]).stdout, help.stdout);
  assert.equal(amdahl(["help", "run"]).stdout, amdahl(["run", "--help"]).stdout);
});

test("--version prints the version of package.json and nothing else", () => {
  assert.deepEqual(output(amdahl(["--version"])), [0, `${manifest.version}\n`, ""]);
  assert.deepEqual(output(amdahl(["-V"])), [0, `${manifest.version}\n`, ""]);
});

test("an unknown command is answered with the nearest one", () => {
  const line = "amdahl: unknown command 'docter'. Did you mean 'doctor'? See amdahl --help.\n";
  assert.deepEqual(output(amdahl(["docter"])), [2, "", line]);
});

test("an unknown command that is like none is answered with all of them", () => {
  const { status, stderr } = amdahl(["frobnicate"]);
  assert.equal(status, 2);
  assert.match(stderr, /^amdahl: unknown command 'frobnicate'\. The commands are run, profile, speedup, /);
});

test("a program in the place of a command is answered with how to run it", () => {
  const line = "amdahl: unknown command 'prog.ts'. To run a program: amdahl run prog.ts\n";
  assert.deepEqual(output(amdahl(["prog.ts"])), [2, "", line]);
});

test("an unknown option, a missing argument and one too many are mistakes of usage", () => {
  assert.deepEqual(output(amdahl(["--versoin"])), [
    2,
    "",
    "error: unknown option '--versoin'\n(Did you mean --version?)\n",
  ]);
  assert.deepEqual(output(amdahl(["run"])), [2, "", "error: missing required argument 'program'\n"]);
  const { status, stderr } = amdahl(["doctor", "now"]);
  assert.equal(status, 2);
  assert.match(stderr, /too many arguments/);
});

function output({ status, stdout, stderr }: ReturnType<typeof amdahl>) {
  return [status, stdout, stderr];
}
