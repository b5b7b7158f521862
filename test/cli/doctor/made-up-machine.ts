// A machine that has exactly what a test says, and nothing of the one the test runs on.
import type { Machine } from "../../../src/cli/doctor/finding.ts";

/** What a made-up machine has; programs by name, libraries as entries of folders. */
export interface Parts extends Partial<Omit<Machine, "list" | "which" | "firstLine">> {
  readonly folders?: Readonly<Record<string, readonly string[]>>;
  /** What a program prints when it is run, or undefined if it fails. */
  readonly programs?: Readonly<Record<string, string | undefined>>;
}

/** Linux on x64 with Node 24, four processors, 8 GiB, and else only `parts`. */
export function madeUpMachine({ folders = {}, programs = {}, ...rest }: Parts): Machine {
  return {
    environment: {},
    platform: "linux",
    arch: "x64",
    nodeVersion: "v24.21.0",
    processors: 4,
    available: 4,
    cores: { count: 4, why: "4 cores available to this process" },
    memoryBytes: 8 * 2 ** 30,
    ffi: () => ({ problem: "no koffi here" }),
    compiler: () => "none of clang, gcc, cc",
    cache: () => ({ folder: "/cache/amdahl", problem: undefined }),
    acceptsWasm: () => true,
    heap: () => 4 * 2 ** 30,
    list: (folder) => folders[folder] ?? [],
    which: (name) => (name in programs ? `/bin/${name}` : undefined),
    firstLine: (command) => programs[command.replace("/bin/", "")],
    ...rest,
  };
}
