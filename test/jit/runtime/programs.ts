// Small IR programs for the runtime's tests, compiled by the wasm back end: sums in parallel, throws, prints, arrays.
import { emit } from "../../../src/compiler/backend/wasm/index.ts";
import type { Expr, Func, Program, Site, Stmt } from "../../../src/compiler/ir/index.ts";
import * as ir from "../../../src/compiler/ir/index.ts";
import { buffer, is64, type WasmModule, wasm } from "../../../src/heap/index.ts";
import type { Payload, RuntimeSite } from "../../../src/jit/runtime/index.ts";
import { array, define, give, index, load, loop, store, test } from "../../compiler/backend/wasm/harness.ts";

const place = { source: 0, start: 0, end: 0 };
const where = { file: "kernel.ts", line: 3, column: 7, frame: "3 | code\n  | ^", fn: "kernel" };

/** The IR's sites as the runtime gets them. */
function resolve(sites: readonly Site[]): RuntimeSite[] {
  return sites.map(({ source: _, start: __, end: ___, ...site }) => ({ ...site, ...where }) as RuntimeSite);
}

/** Compiles for the heap's memory. */
export function compile(
  entry: Func,
  others: readonly Func[],
  sites: readonly Site[],
  threads: Payload["threads"] = 2,
): Payload {
  const program: Program = {
    funcs: [...others, entry],
    entry,
    sites: [...sites],
    places: [],
    sources: [],
    runtime: {},
  };
  ir.verify(program);
  const maximumPages = buffer().byteLength / 65536;
  const bytes = emit(program, { maximumPages, memory64: is64() });
  const module: WasmModule = new (wasm().Module)(bytes);
  return { code: { module }, sites: resolve(sites), threads, name: entry.name };
}

const { num, int, get, set, bin } = ir;

/** f(units, failing): adds u for every unit; a unit number that is >= failing throws "unit <u>". The sum of partials. */
export function sumOfUnits(threads: Payload["threads"], schedule: "static" | "dynamic" = "static"): Payload {
  const unit = define("unit", ["i32", "i32", "addr", "addr"], [], (f, first, last, frame, partials) => {
    const u = ir.local(f, "u", "i32");
    const failing = ir.peek("f64", "f64", get(frame), 0);
    const asF64 = ir.un("tof64", get(u), "f64");
    const at = bin("add", get(partials), ir.un("toaddr", bin("mul", get(u), int(8)), "addr"));
    return [
      loop("l", u, get(first), "lt", get(last), 1, [
        test(bin("ge", asF64, failing), [{ k: "throw", site: 0, args: [asF64] }]),
        { k: "poke", elem: "f64", base: at, offset: 0, value: asF64 },
      ]),
    ];
  });
  const entry = define("kernel", ["f64", "f64"], ["f64"], (f, units, failing) => {
    const frame = array(f, "f64");
    const partials = ir.local(f, "partials", "addr");
    const total = ir.local(f, "total", "f64");
    const u = ir.local(f, "i", "i32");
    const at = bin("add", get(partials), ir.un("toaddr", bin("mul", get(u), int(8)), "addr"));
    const body: Stmt[] = [
      { k: "alloc", array: frame, count: num(1), escapes: false },
      { k: "poke", elem: "f64", base: get(frame.base), offset: 0, value: get(failing) },
      {
        k: "fork",
        fn: unit,
        units: get(units),
        frame: get(frame.base),
        stride: 8,
        partials,
        schedule,
        loop: 5,
      },
      loop("s", u, int(0), "lt", ir.un("exact", get(units), "i32"), 1, [
        set(total, bin("add", get(total), ir.peek("f64", "f64", at, 0))),
      ]),
    ];
    return [{ k: "scope", body }, give(get(total))];
  });
  const sites: Site[] = [{ kind: "throw", error: "TypeError", parts: ["unit ", 0, "!"], ...place }];
  return compile(entry, [unit], sites, threads);
}

/** f(n, i): element i of a new zeroed local array of n, after filling the array with 7. */
export function localElement(axis?: number): Payload {
  const entry = define("kernel", ["f64", "f64"], ["f64"], (f, n, i) => {
    const a = array(f, "f64");
    const before = ir.local(f, "before", "f64");
    const v = ir.local(f, "v", "f64");
    const read = load(a, index(get(i), get(n)));
    return [
      {
        k: "scope",
        body: [
          { k: "alloc", array: a, count: get(n), escapes: false },
          set(before, read),
          loop("l", v, num(0), "lt", get(n), 1, [store(a, get(v), num(7))]),
        ],
      },
      give(get(before)),
    ];
  });
  return compile(entry, [], [{ kind: "index", array: "u", axis, ...place }], "serial");
}

/** f(n): the address of a new array of n zeros that escapes; a second one is lost. */
export function escaping(): Payload {
  const entry = define("kernel", ["f64"], ["addr"], (f, n) => {
    const a = array(f, "f64");
    const lost = array(f, "f64");
    return [
      { k: "alloc", array: lost, count: get(n), escapes: true },
      { k: "alloc", array: a, count: get(n), escapes: true },
      test(bin("gt", get(n), num(1000)), [{ k: "throw", site: 0, args: [] }]),
      give(get(a.base)),
    ];
  });
  return compile(entry, [], [{ kind: "throw", error: "Error", parts: ["too many"], ...place }], "serial");
}

/** f(x, y): throws `error` with the parts; or prints them with `method`. */
export function speaking(site: { error: string } | { method: string }, parts: (string | number)[]): Payload {
  const entry = define("kernel", ["f64", "f64"], [], (_f, x, y) => {
    const args: Expr[] = [get(x), bin("gt", get(y), num(0))];
    return "error" in site
      ? [{ k: "throw", site: 0, args: [get(x), get(y)] }]
      : [{ k: "print", site: 0, args }];
  });
  const made: Site =
    "error" in site
      ? { kind: "throw", error: site.error, parts, ...place }
      : { kind: "print", method: site.method, parts, ...place };
  return compile(entry, [], [made], "serial");
}

/** f(units): every unit prints "unit <u>". */
export function printingUnits(): Payload {
  const unit = define("unit", ["i32", "i32", "addr", "addr"], [], (f, first, last) => {
    const u = ir.local(f, "u", "i32");
    return [
      loop("l", u, get(first), "lt", get(last), 1, [
        { k: "print", site: 0, args: [ir.un("tof64", get(u), "f64")] },
      ]),
    ];
  });
  const entry = define("kernel", ["f64"], [], (f, units) => {
    const partials = ir.local(f, "partials", "addr");
    const frame = ir.local(f, "frame", "addr");
    return [
      {
        k: "scope",
        body: [
          {
            k: "fork",
            fn: unit,
            units: get(units),
            frame: get(frame),
            stride: 0,
            partials,
            schedule: "static",
            loop: 1,
          },
        ],
      },
    ];
  });
  return compile(entry, [unit], [{ kind: "print", method: "log", parts: ["unit ", 0], ...place }], 2);
}

/** f(units, endless): with endless 1 every unit loops for ever, holding a local array of the entry's; else 42. */
export function endless(threads: Payload["threads"]): Payload {
  const forever: Stmt = { k: "loop", label: "for ever", body: [], facts: { id: 9, place: 0, notes: [] } };
  const unit = define("unit", ["i32", "i32", "addr", "addr"], [], (_f, _first, _last, frame) => [
    test(bin("eq", ir.peek("f64", "f64", get(frame), 0), num(1)), [forever]),
  ]);
  const entry = define("kernel", ["f64", "f64"], ["f64"], (f, units, stuck) => {
    const frame = array(f, "f64");
    const partials = ir.local(f, "partials", "addr");
    return [
      {
        k: "scope",
        body: [
          { k: "alloc", array: frame, count: num(100), escapes: false },
          { k: "poke", elem: "f64", base: get(frame.base), offset: 0, value: get(stuck) },
          {
            k: "fork",
            fn: unit,
            units: get(units),
            frame: get(frame.base),
            stride: 8,
            partials,
            schedule: "static",
            loop: 1,
          },
        ],
      },
      give(num(42)),
    ];
  });
  return compile(entry, [unit], [], threads);
}
