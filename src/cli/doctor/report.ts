// Runs every probe and writes down what they found, as text for a person or as JSON for a program.
import { probeCores } from "./cores.ts";
import type { Finding, Machine } from "./finding.ts";
import {
  probeBlas,
  probeCache,
  probeCompiler,
  probeFfi,
  probeMpi,
  probeOpenCl,
  probeSlurm,
} from "./native.ts";
import { probeHeap, probeNode, probeWasm } from "./runtime.ts";

const PROBES = [
  probeNode,
  probeCores,
  probeHeap,
  probeWasm,
  probeFfi,
  probeCompiler,
  probeCache,
  probeBlas,
  probeMpi,
  probeSlurm,
  probeOpenCl,
];
const MARKS = { good: "+", unused: " ", missing: "-", warning: "!" } as const;

/** Everything the probes found on `machine`. A probe that throws is itself a finding. */
export function examine(
  machine: Machine,
  probes: readonly ((machine: Machine) => Finding[])[] = PROBES,
): Finding[] {
  return probes.flatMap((probe) => {
    try {
      return probe(machine);
    } catch (error) {
      const topic = probe.name.replace(/^probe/, "");
      return [{ topic, status: "warning", found: `could not be looked at: ${error}` } satisfies Finding];
    }
  });
}

/** The findings as lines of text: a mark, the topic, what was found, and below it what that costs and what helps. */
export function asText(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ topic }) => topic.length));
  const indent = " ".repeat(width + 4);
  const lines = findings.flatMap(({ topic, status, found, cost, remedy }) => [
    `${MARKS[status]} ${topic.padEnd(width)}  ${found}`,
    ...(cost === undefined ? [] : [indent + cost]),
    ...(remedy === undefined ? [] : [`${indent}to get it: ${remedy}`]),
  ]);
  return `${lines.join("\n")}\n`;
}
