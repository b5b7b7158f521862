// The text of a module: exact, because people read it and compare it. (That it is the same module as the bytes follows
// from both writers printing one tree; an assembler confirms it for the texts written out here.)
import assert from "node:assert/strict";
import { test as it } from "node:test";
import { emit, wat } from "../../../../src/compiler/backend/wasm/index.ts";
import * as ir from "../../../../src/compiler/ir/index.ts";
import { array, define, engine, formula, give, index, load, loop, program, store, test } from "./harness.ts";

const { bin, get, num, int, set } = ir;
const options = { maximumPages: 65536 };
const text = (f: ir.Func, more = {}): string => wat(program(f), { ...options, ...more });

const dot = define("dot", ["addr", "addr", "i32"], ["f64"], (f, x, y, n) => {
  const i = ir.local(f, "i", "i32");
  const s = ir.local(f, "s", "f64");
  const [a, b] = [array(f, "f64", x), array(f, "f64", y)];
  return [
    loop("for1", i, int(0), "lt", get(n), 1, [
      test(bin("eq", get(i), int(9)), [{ k: "continue", label: "for1" }]),
      test(bin("eq", get(i), int(99)), [{ k: "break", label: "for1" }], [set(s, num(-0))]),
      set(s, bin("add", get(s), bin("mul", load(a, get(i)), load(b, bin("add", get(i), int(1)))))),
    ]),
    give(get(s)),
  ];
});

it("a loop with a continue and a break reads as one", () => {
  assert.equal(
    text(dot),
    `(module
  (import "amdahl" "memory" (memory 1 65536 shared))
  (func $dot (param $a i32) (param $b i32) (param $c i32) (result f64)
    (local $i i32)
    (local $s f64)
    (local.set $i (i32.const 0))
    (if $for1 (i32.lt_s (local.get $i) (local.get $c))
      (then
        (loop $for1.again
          (block $for1.next
            (if (i32.eq (local.get $i) (i32.const 9))
              (then
                (br $for1.next)))
            (if (i32.eq (local.get $i) (i32.const 99))
              (then
                (br $for1))
              (else
                (local.set $s (f64.const -0))))
            (local.set $s
              (f64.add
                (local.get $s)
                (f64.mul
                  (f64.load (i32.add (local.get $a) (i32.shl (local.get $i) (i32.const 3))))
                  (f64.load offset=8
                    (i32.add (local.get $b) (i32.shl (local.get $i) (i32.const 3))))))))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br_if $for1.again (i32.lt_s (local.get $i) (local.get $c))))))
    (local.get $s))
  (func $entry (param $a f64) (param $b f64) (param $c i32) (result f64)
    (call $dot (i32.trunc_f64_u (local.get $a)) (i32.trunc_f64_u (local.get $b)) (local.get $c)))
  (export "entry" (func $entry)))
`,
  );
});

it("a bounds check reads as what runs before the value it guards", () => {
  const f = define("put", ["i32", "f64"], [], (fn, i, x) => {
    const a = array(fn, "f32");
    return [store(a, index(bin("sub", get(i), int(1)), int(10), 3), get(x))];
  });
  assert.equal(
    text(f),
    `(module
  (import "amdahl" "memory" (memory 1 65536 shared))
  (import "amdahl" "oob" (func $oob (param $site i32) (param $value f64) (param $length f64)))
  (func $put (param $a i32) (param $b f64)
    (local $v_base i32)
    (local $t i32)
    (f32.store
      (i32.add
        (local.get $v_base)
        (i32.shl
          (local.get $t
            (if (i32.ge_u (local.tee $t (i32.sub (local.get $a) (i32.const 1))) (i32.const 10))
              (then
                (call $oob
                  (i32.const 3)
                  (f64.convert_i32_s (local.get $t))
                  (f64.convert_i32_s (i32.const 10)))
                (unreachable))))
          (i32.const 2)))
      (f32.demote_f64 (local.get $b))))
  (export "entry" (func $put)))
`,
  );
});

it("names that two things share, or that the format does not have, are told apart", () => {
  const f = define("größe", [], ["f64"], (fn) => {
    const x = ir.local(fn, "x", "f64");
    const y = ir.local(fn, "x", "f64");
    const z = ir.local(fn, "x (1)", "f64");
    return [give(bin("add", bin("add", get(x), get(y)), get(z)))];
  });
  const printed = text(f);
  assert.match(printed, /\(func \$gr__e \(result f64\)/);
  assert.match(printed, /\(local \$x f64\)\n.*\(local \$x\.1 f64\)\n.*\(local \$x__1_ f64\)/);
});

it("numbers are written as the format spells them", () => {
  const all = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0.1, 1e300];
  for (const [i, spelling] of ["nan", "inf", "-inf", "-0", "0.1", "1e+300"].entries()) {
    assert.match(
      text(define("f", [], ["f64"], () => [give(num(all[i]))])),
      new RegExp(`f64.const ${spelling.replace("+", "\\+")}\\)`),
    );
  }
  const small = text(define("f", [], ["f32"], () => [give(ir.constant("f32", 0.1))]));
  assert.match(small, /f32.const 0.10000000149011612\)/);
  const large = text(define("f", [], ["i64"], () => [give(ir.constant("i64", -(2 ** 63)))]));
  assert.match(large, /i64.const -9223372036854775808\)/);
});

it("a memory of 64 bits is declared so", () => {
  assert.match(text(dot, { memory64: true }), /\(memory i64 1 65536 shared\)/);
  assert.match(
    text(dot, { memory64: true }),
    /\(i64.shl \(i64.extend_i32_u \(local.get \$i\)\) \(i64.const 3\)\)/,
  );
});

it("the functions' names are in the binary, for stack traces", () => {
  const f = formula(["f64"], (a) => bin("mul", a, a));
  const bytes = Buffer.from(emit(program({ ...f, name: "square" }), options));
  // Section 0 of 16 bytes named "name", subsection 1: one function, number 0.
  assert.equal(bytes.subarray(-18).toString("latin1"), "\x00\x10\x04name\x01\x09\x01\x00\x06square");
});

it("an import's failure shows the kernel in its stack", () => {
  const f = define("kernel", ["i32"], ["i32"], (_f, i) => [give(index(get(i), int(2)))]);
  const module = new engine.Module(emit(program(f), { maximumPages: 1 }));
  const memory = new engine.Memory({ initial: 1, maximum: 1, shared: true });
  const oob = (): never => {
    throw new Error("here");
  };
  const { exports } = new engine.Instance(module, { amdahl: { memory, oob } });
  assert.throws(
    () => (exports as { entry: (i: number) => number }).entry(2),
    (e: Error) => /at kernel \(wasm/.test(e.stack ?? ""),
  );
});
