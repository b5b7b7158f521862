// Collects diagnostics from a function's specialisations: IR and counters on one side, plain data on the other.
import { inspect as nodeInspect } from "node:util";
import type { Captured } from "../capture/index.ts";
import { type LoopNote, type Program, typeName, visitLoops } from "../compiler/index.ts";
import type { Diagnostics, LoopDiagnostics, SpecialisationDiagnostics } from "./diagnostics.ts";
import { promiseText } from "./inspect.ts";
import { isApproximate, isLibrary } from "./library.ts";
import { PERMISSIONS, type Permission } from "./options.ts";
import { report } from "./report.ts";
import type { Specialisation } from "./specialisation.ts";
import type { Subject } from "./subject.ts";

/** The diagnostics of a function so far. */
export function diagnose(kernel: Subject): Diagnostics {
  const all = [...kernel.specialisations.values()];
  const captured = all.length > 0 ? kernel.captured() : undefined;
  const { target, fastmath } = kernel.settings;
  const made: Diagnostics = {
    name: captured?.name ?? (kernel.fn.name || "(anonymous)"),
    place: captured && placeText(captured, 0),
    target,
    fastmath: { granted: fastmath, used: used(all) },
    uncompiled: [...kernel.refused.values()],
    specialisations: all.map(specialisationOf),
    toString: () => report(made),
  };
  const print = { value: () => report(made), enumerable: false };
  return Object.defineProperties(made, {
    toString: print,
    [nodeInspect.custom]: print,
  });
}

/** The permissions that some sum, or some call of Math, has made use of. */
function used(all: readonly Specialisation[]): Permission[] {
  const found = new Set<Permission>();
  for (const s of all) {
    const { meaning, regrouped } = s.prepared;
    if (regrouped) found.add("reassoc");
    visitLoops(meaning, (l) => {
      if (l.k === "for" && l.par?.alone === true) found.add("reassoc");
    });
    if (s.fuses) found.add("contract");
    if (meaning.sources.some(isApproximate)) found.add("afn");
  }
  return PERMISSIONS.filter((name) => found.has(name));
}

function specialisationOf(s: Specialisation): SpecialisationDiagnostics {
  const { params, result, meaning } = s.prepared;
  const isVoid = result.t === "static" && result.value === undefined;
  const guards = meaning.entry.params.flatMap((l, i) => {
    const fact = s.guards[i];
    return fact ? [{ parameter: l.name, promise: promiseText(fact) }] : [];
  });
  return {
    signature: `(${params.map(typeName).join(", ")}) => ${isVoid ? "void" : typeName(result)}`,
    guards,
    milliseconds: { ...s.milliseconds },
    compilations: s.compilations,
    target: s.target,
    bytes: s.bytes,
    ...functionsOf(meaning),
    loops: loopsOf(s),
  };
}

/** Functions by how they were compiled: what has no function of its own in the IR was inlined. */
function functionsOf(p: Program<Captured>): { inlined: string[]; called: string[] } {
  const called = new Set(p.funcs.filter((f) => f !== p.entry).map((f) => f.source));
  const rest = [...p.sources.keys()].filter((i) => !called.has(i) && i !== p.entry.source);
  const names = (list: Iterable<number>): string[] => [...new Set([...list].map((i) => p.sources[i].name))];
  return { inlined: names(rest), called: names(called) };
}

function loopsOf(s: Specialisation): LoopDiagnostics[] {
  const { meaning } = s.prepared;
  const notes = new Map<number, LoopNote[]>();
  const add = (id: number, more: readonly LoopNote[]): void => {
    const list = notes.get(id) ?? [];
    notes.set(id, list);
    for (const n of more) if (!list.some((m) => m.pass === n.pass && m.text === n.text)) list.push(n);
  };
  const found: { id: number; source: number; start: number; end: number; parallel: boolean }[] = [];
  visitLoops(meaning, (loop) => {
    const { source, start, end } = meaning.places[loop.facts.place];
    if (isLibrary(meaning.sources[source])) return;
    if (!found.some((f) => f.id === loop.facts.id))
      found.push({
        id: loop.facts.id,
        source,
        start,
        end,
        parallel: loop.k === "for" && loop.par !== undefined && !loop.par.alone,
      });
    add(loop.facts.id, loop.facts.notes);
  });
  for (const facts of s.compiled?.loops ?? []) add(facts.id, facts.notes);
  found.sort((a, b) => a.source - b.source || a.start - b.start);
  const loops: (LoopDiagnostics & { readonly key: string })[] = [];
  for (const { id, source, start, end, parallel } of found) {
    const captured = meaning.sources[source];
    const { file = "<anonymous>", line, column } = captured.placeOf(start);
    const key = `${source}:${start}`;
    const runs = s.loaded?.loops.get(id);
    // A function that was inlined twice has its loops twice: they are shown once, with the runs of both.
    const same = loops.findIndex((l) => l.key === key);
    const before = same >= 0 ? loops[same] : undefined;
    const merged = {
      key,
      file,
      line,
      column,
      head: headOf(captured.source.slice(start, end)),
      parallel,
      notes: union(before?.notes ?? [], notes.get(id) ?? []),
      runs: before?.runs && runs ? sum(before.runs, runs) : (runs ?? before?.runs),
    };
    if (same >= 0) loops[same] = merged;
    else loops.push(merged);
  }
  return loops.map(({ key: _, ...loop }) => loop);
}

type Runs = NonNullable<LoopDiagnostics["runs"]>;
const sum = (a: Runs, b: Runs): Runs => ({
  forked: a.forked + b.forked,
  serial: a.serial + b.serial,
  overlapped: a.overlapped + b.overlapped,
});

const union = (a: readonly LoopNote[], b: readonly LoopNote[]): LoopNote[] => [
  ...a,
  ...b.filter((n) => !a.some((m) => m.pass === n.pass && m.text === n.text)),
];

/** The head of a loop on one line: up to its body. */
function headOf(text: string): string {
  const line = (text.split("\n")[0] ?? "").trim().replace(/\s*\{$/, "");
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

function placeText(captured: Captured, offset: number): string {
  const { file, line, column } = captured.placeOf(offset);
  return `${file ?? "<anonymous>"}:${line}:${column}`;
}
