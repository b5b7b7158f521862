// The names and one-line summaries of all commands, and how to load each: `amdahl --help` reads only this list,
// so that a command's own imports are paid for by those who call it.
import type { Command } from "commander";

/** What a command's file exports. */
export interface CommandModule {
  /** Adds the command to `program`. */
  register(program: Command): void;
}

/** A command as `amdahl --help` shows it. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<CommandModule>;
}

/** Every command, in the order of the help text. */
export const commands: readonly CommandEntry[] = [
  {
    name: "run",
    summary: "run a TypeScript or JavaScript program",
    load: () => import("./run.ts"),
  },
  {
    name: "profile",
    summary: "run a program and say where its time goes",
    load: () => import("./profile.ts"),
  },
  {
    name: "speedup",
    summary: "measure a program's speed-up over numbers of threads",
    load: () => import("./speedup.ts"),
  },
  {
    name: "time",
    summary: "measure how long an expression takes, or compare several",
    load: () => import("./time.ts"),
  },
  {
    name: "bench",
    summary: "measure how long messages between ranks take",
    load: () => import("./bench.ts"),
  },
  {
    name: "build",
    summary: "compile a module's functions ahead of time",
    load: () => import("./build.ts"),
  },
  {
    name: "example",
    summary: "list the examples, or copy one here and run it",
    load: () => import("./example.ts"),
  },
  {
    name: "cache",
    summary: "list what amdahl keeps on the disk, or remove it",
    load: () => import("./cache.ts"),
  },
  {
    name: "doctor",
    summary: "say what this machine has for amdahl, and what is missing",
    load: () => import("./doctor.ts"),
  },
];
