// The full text of every refusal: what was found, where, why not, and what to write instead.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CaptureError, capture, captureText } from "../../src/capture/index.ts";
import { methods } from "./fixtures/kernels.ts";

const kernels = process
  .getBuiltinModule("node:url")
  .fileURLToPath(new URL("./fixtures/kernels.ts", import.meta.url));

function message(value: unknown): string {
  try {
    capture(value as () => void);
  } catch (error) {
    assert.ok(error instanceof CaptureError && error instanceof TypeError);
    assert.equal(error.name, "CaptureError");
    return error.message.replace(/ \((.*?):\d+:\d+\)/, (all, file) => (file === kernels ? all : " (here)"));
  }
  throw new Error("it was captured");
}

function kernel(x: number): number {
  return x;
}

test("a bound function", () => {
  assert.equal(
    message(kernel.bind(null)),
    "cannot capture a bound function of `kernel`: the engine hides the text of a bound function behind native code. " +
      "Pass `kernel` directly and give the bound values as arguments, or wrap it: `(x) => kernel(x)`",
  );
});

test("a native function", () => {
  assert.equal(
    message(Math.sin),
    "cannot capture the native function `sin`: it is built into the engine and has no source text. " +
      "Wrap it in a function of your own: `(x: number) => Math.sin(x)`",
  );
});

test("functions without a name", () => {
  assert.match(message((() => 0).bind(null)), /a bound function of `\(anonymous\)`/);
  assert.match(message(new Proxy(() => 0, {})), /a Proxy of `\(anonymous\)`/);
  assert.match(message(Function.prototype), /native function `\(anonymous\)`/);
});

test("a class", () => {
  assert.equal(
    message(class Grid {}),
    "cannot capture the class `Grid` (here): a class makes objects, and calling it without `new` throws. " +
      "Pass a function that takes the numbers and arrays it works on",
  );
});

test("an async function, with its place", () => {
  assert.equal(
    message(methods.later),
    `cannot capture the async function \`later\` (${kernels}:14:3): compiled code runs to its end and cannot wait for a promise. ` +
      "Await first, and pass a plain function that takes the awaited values",
  );
});

test("a generator, and an async one", () => {
  assert.equal(
    message(function* numbers() {}),
    "cannot capture the generator `numbers` (here): compiled code runs to its end and cannot stop at a `yield`. " +
      "Write a plain function that fills an array and pass that",
  );
  assert.match(
    message(async function* () {}),
    /^cannot capture the async generator `\(anonymous\)` \(here\)/,
  );
});

test("a Proxy", () => {
  assert.equal(
    message(new Proxy(kernel, {})),
    "cannot capture a Proxy of `kernel`: calling it runs the proxy's traps, which are not the function's text. " +
      "Pass the function that the Proxy wraps",
  );
});

test("something that is no function", () => {
  const rest = ": only a function has source text. Pass the function itself, not the result of calling it";
  assert.equal(message(3), `cannot capture a value of type number${rest}`);
  assert.equal(message(null), `cannot capture null${rest}`);
  assert.equal(message({}), `cannot capture an object${rest}`);
});

test("text that is no function", () => {
  assert.throws(() => captureText("1 +"), /does not parse as JavaScript/);
  assert.throws(() => captureText("f(1)"), /does not parse as JavaScript/);
});
