// The tables of docs/profile.md are what the commands above them print: every count and every line of source. Times are
// another machine's. With AMDAHL_WRITE_DOCS=1 the tables are written anew.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { amdahl } from "../cli/command-line.ts";

const root = join(import.meta.dirname, "..", "..");
const page = join(root, "docs", "profile.md");
const BLOCK = /<!-- run: (.*) -->\n\n```text\n([\s\S]*?)```/g;

/** A line of a table without what differs from run to run; undefined for one that may be missing. */
function lasting(line: string): string | undefined {
  // Rows of functions that are not counted come and go with the samples.
  if (/^ {9,}[\d.]+[~ ] +[\d.]+ +\S+\(.*\)$/.test(line)) return undefined;
  if (
    /^Garbage was collected|function calls|^ +[A-Za-z].* \d\.\d{3}|Memory was read|rows$|Ordered by/.test(
      line,
    )
  )
    return undefined;
  return line
    .replace(/-?\b\d+\.\d+(?:e-\d+)?\b(?= |$|~| MiB)/g, "#")
    .replace(/[# ~]+/g, " ")
    .replace(/Total time:.*/, "Total time")
    .trim();
}

/** Rows of functions stand in the order of their times, which is another each time. */
const table = (text: string, isByLine: boolean) => {
  const lines = text
    .split("\n")
    .map(lasting)
    .filter((line) => line);
  return isByLine ? lines : lines.filter((line) => /^\d[\d/]* .*[)}]$/.test(line ?? "")).sort();
};

test("the page's tables are what is printed", { timeout: 120_000 }, () => {
  const before = readFileSync(page, "utf8");
  let after = before;
  let blocks = 0;
  for (const [whole, command, printed] of before.matchAll(BLOCK)) {
    blocks++;
    const isWriting = process.env.AMDAHL_WRITE_DOCS !== undefined;
    // A table by function is cut by time: what the page has is looked for in the whole.
    const args = command.split(" ").map((arg) => (arg === "6" && !isWriting ? "9999" : arg));
    const { stdout, stderr, status } = amdahl(args, root, {}, 60_000);
    assert.equal(status, 0, stderr);
    const start = stdout.search(/^(?: +\d+ function calls|Timer unit|Filename)/m);
    const shown = `${stdout.slice(start).trimEnd()}\n`;
    if (process.env.AMDAHL_WRITE_DOCS)
      after = after.replace(whole, () =>
        whole.replace(/```text\n[\s\S]*```/, () => `\`\`\`text\n${shown}\`\`\``),
      );
    else {
      const isByLine = /--lines|--memory/.test(command);
      const [wanted, found] = [printed, shown].map((text) => table(text, isByLine));
      if (isByLine) assert.deepEqual(found, wanted);
      else for (const row of wanted) assert.ok(found.includes(row), `${row}\nis not in\n${found.join("\n")}`);
    }
  }
  assert.equal(blocks, 5);
  if (after !== before) writeFileSync(page, after);
});
