// Diagnostics as text: one block per list of argument types, one paragraph per loop, in the order of the source.
import type { Diagnostics, LoopDiagnostics, SpecialisationDiagnostics } from "./diagnostics.ts";

/** A report that a person reads. */
export function report(d: Diagnostics): string {
  const lines = [`${d.name}${d.place ? ` at ${d.place}` : ""}, target ${d.target}`];
  if (d.fastmath.granted.length > 0) {
    lines.push(
      `  fastmath: ${d.fastmath.granted.join(", ")} granted; used: ${d.fastmath.used.join(", ") || "none"}`,
    );
  }
  for (const reason of d.uncompiled) lines.push(`  runs uncompiled: ${reason.split("\n")[0]}`);
  if (d.specialisations.length + d.uncompiled.length === 0)
    lines.push("  not compiled yet: that happens at the first call");
  for (const s of d.specialisations) lines.push(...specialisationText(s).map((line) => `  ${line}`));
  return lines.join("\n");
}

function specialisationText(s: SpecialisationDiagnostics): string[] {
  const { front, back, engine } = s.milliseconds;
  const again = s.compilations > 1 ? `, compiled ${s.compilations} times (a guard did not hold)` : "";
  const lines = [
    s.signature,
    `  ${(front + back + engine).toFixed(1)} ms: front ${front.toFixed(1)}, back ${back.toFixed(1)}, engine ${engine.toFixed(1)}; ${s.bytes} bytes of ${s.target === "native" ? "C" : "wasm"}${again}`,
  ];
  if (s.guards.length > 0) {
    lines.push(`  counts on: ${s.guards.map((g) => `${g.parameter} is ${g.promise}`).join("; ")}`);
  }
  if (s.inlined.length > 0) lines.push(`  inlined: ${s.inlined.join(", ")}`);
  if (s.called.length > 0) lines.push(`  called: ${s.called.join(", ")}`);
  if (s.loops.length === 0) lines.push("  no loops");
  const files = new Set(s.loops.map((loop) => loop.file));
  for (const loop of s.loops) lines.push(...loopText(loop, files.size > 1).map((line) => `  ${line}`));
  return lines;
}

function loopText(loop: LoopDiagnostics, named: boolean): string[] {
  const file = named ? `${loop.file.replace(/^.*[\\/]/, "")}:` : "";
  const lines = [`${file}${loop.line}:${loop.column}  ${loop.head}`];
  for (const n of loop.notes) lines.push(`    ${n.pass}: ${n.text}`);
  if (loop.runs) {
    const { forked, serial, overlapped } = loop.runs;
    const because = overlapped > 0 ? ` (${overlapped} of them since arrays overlapped)` : "";
    lines.push(`    runs: ${forked} on several threads, ${serial} on one${because}`);
  }
  return lines;
}
