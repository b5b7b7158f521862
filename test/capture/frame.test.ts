// Frames with what terminals make hard: tabs, wide and joined characters, long lines, the ends of a text.
import assert from "node:assert/strict";
import { test } from "node:test";
import { renderFrame } from "../../src/capture/frame.ts";

test("tabs are expanded above and below alike", () => {
  assert.equal(renderFrame("\ta\tbad", 1, 4, 3), "> 1 |   a  bad\n    |      ^^^");
});

test("wide characters take two columns and joiners none", () => {
  assert.equal(renderFrame("漢字 bad", 1, 4, 3), "> 1 | 漢字 bad\n    |      ^^^");
  assert.equal(renderFrame("e\u0301 bad", 1, 4, 3), "> 1 | e\u0301 bad\n    |   ^^^");
  assert.equal(renderFrame("😀 bad", 1, 4, 3), "> 1 | 😀 bad\n    |    ^^^");
});

test("line numbers are padded to the widest", () => {
  const text = Array.from({ length: 11 }, (_, i) => `line${i + 1}`).join("\r\n");
  assert.equal(
    renderFrame(text, 10, 1, 6, "here"),
    "   9 | line9\n> 10 | line10\n     | ^^^^^^ here\n  11 | line11",
  );
});

test("an underline ends with its line, and is never empty", () => {
  assert.equal(renderFrame("ab\ncd", 1, 2, 100), "> 1 | ab\n    |  ^\n  2 | cd");
  assert.equal(renderFrame("ab", 1, 3, 0), "> 1 | ab\n    |   ^");
  assert.equal(renderFrame("", 1, 1, 1), "> 1 |\n    | ^");
});

test("a minified line is cut around the caret", () => {
  const [row = "", caret = ""] = renderFrame(`${"a".repeat(5000)}X${"b".repeat(5000)}`, 1, 5001, 1).split(
    "\n",
  );
  assert.ok(row.length < 120);
  assert.equal(row[caret.indexOf("^")], "X");
});
