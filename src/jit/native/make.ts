// A text of C becomes a shared library, or an error that says what the compiler said.

/** How a compiler is called. */
export interface Toolchain {
  /** The program, and what is always said to it. */
  readonly command: readonly string[];
  readonly flags: readonly string[];
  /**
   * What makes a library of an object file by itself, where that works: a driver that links looks for the C library, which
   * every process has loaded, and clang's starts itself once more for it, together a third of a kernel's compilation.
   */
  readonly linker?: string | undefined;
}

/** How long a compilation may take: a kernel takes a tenth of a second. */
const PATIENCE_MS = 120_000;

/** Compiles `text` to the file `library`. Throws Error with what the compiler said. */
export function compileTo(tools: Toolchain, text: string, library: string): void {
  const { command, flags, linker } = tools;
  if (linker === undefined) {
    runAndWait(command, [...flags, ...INPUT, "-shared", "-o", library, "-lm"], text);
    return;
  }
  const object = `${library}.o`;
  try {
    runAndWait(command, [...flags, ...INPUT, "-c", "-o", object], text);
    runAndWait([linker], ["-shared", "-z", "now", "-o", library, object], "");
  } finally {
    process.getBuiltinModule("node:fs").rmSync(object, { force: true });
  }
}

/** The text is read from a pipe, and may end up anywhere in memory. */
const INPUT = ["-x", "c", "-", "-fPIC"] as const;

/** Runs a program. Throws Error with what it said if it fails. */
function runAndWait(command: readonly string[], args: readonly string[], input: string): void {
  const { spawnSync } = process.getBuiltinModule("node:child_process");
  const [program, ...rest] = command as [string, ...string[]];
  const { status, signal, error, stderr } = spawnSync(program, [...rest, ...args], {
    input,
    encoding: "utf8",
    timeout: PATIENCE_MS,
    stdio: ["pipe", "ignore", "pipe"],
    windowsHide: true,
  });
  // One that ends before it has read its text says why by how it ends.
  const unread = (error as NodeJS.ErrnoException | undefined)?.code === "EPIPE" && status !== 0;
  if (error && !unread) throw new Error(`${program} cannot be run: ${error.message}`);
  if (status !== 0) {
    const ended = signal ? `was ended by ${signal}` : `ended with exit code ${status}`;
    throw new Error(`${program} ${ended}${stderr ? `:\n${firstLines(stderr)}` : ""}`);
  }
}

/** The assembly that `text` becomes. Throws Error with what the compiler said. */
export function assembly({ command, flags }: Toolchain, text: string): string {
  const { spawnSync } = process.getBuiltinModule("node:child_process");
  const [program, ...rest] = command as [string, ...string[]];
  const { status, error, stdout, stderr } = spawnSync(
    program,
    [...rest, ...flags, ...INPUT, "-S", "-fverbose-asm", "-o", "-"],
    { input: text, encoding: "utf8", timeout: PATIENCE_MS, maxBuffer: 2 ** 28 },
  );
  if (error || status !== 0) throw new Error(`${program}: ${error?.message ?? firstLines(stderr)}`);
  return stdout;
}

const firstLines = (text: string): string => text.trimEnd().split("\n").slice(0, 20).join("\n");

/** Runs a compiler without waiting in this thread. Rejects with what the compiler said, or once `signal` is given. */
export function run(
  { command, flags }: Toolchain,
  args: readonly string[],
  input: string,
  signal?: AbortSignal,
): Promise<void> {
  const { spawn } = process.getBuiltinModule("node:child_process");
  const [program, ...rest] = command as [string, ...string[]];
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...rest, ...flags, ...args], {
      stdio: ["pipe", "ignore", "pipe"],
      timeout: PATIENCE_MS,
      windowsHide: true,
      ...(signal && { signal, killSignal: "SIGKILL" }),
    });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    child.on("error", (error) => reject(new Error(`${program} cannot be run: ${error.message}`)));
    child.on("close", (code, ended) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(
            `${program} ended with ${ended ?? `exit code ${code}`}${said ? `:\n${firstLines(said)}` : ""}`,
          ),
        );
    });
    // One that ends before it has read its text says why by how it ends.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}
