// The files of a built module: written into a folder of their own, beside where they belong, and moved there when all of
// them are whole. Until then nothing of an older build is touched, and whatever ends the build early leaves nothing.

// Builtins are asked for where they are needed: an import would load them at the start of every program.
const fs = () => process.getBuiltinModule("node:fs");
const path = () => process.getBuiltinModule("node:path");

export class Output {
  readonly #out: string;
  /** Folders that were not there, from the outermost to the innermost. */
  readonly #made: readonly string[];
  /** Where files wait. */
  readonly folder: string;
  /** Where files lie that nobody gets. */
  readonly scratch: string;
  readonly #files: string[] = [];

  /** Throws what the system says if the folder cannot be made or written to. */
  constructor(out: string) {
    this.#out = out;
    const missing: string[] = [];
    for (let at = out; !fs().existsSync(at); at = path().dirname(at)) missing.unshift(at);
    fs().mkdirSync(out, { recursive: true });
    this.#made = missing;
    try {
      this.folder = fs().mkdtempSync(path().join(out, ".amdahl-"));
    } catch (error) {
      this.#removeMade();
      throw error;
    }
    this.scratch = path().join(this.folder, "scratch");
    fs().mkdirSync(this.scratch);
  }

  /** Writes a file. */
  write(file: string, text: string): void {
    fs().writeFileSync(path().join(this.folder, file), text);
    this.add(file);
  }

  /** Counts a file that lies in the folder already. */
  add(file: string): void {
    this.#files.push(file);
  }

  /** Moves all files where they belong, in the order in which they came. */
  commit(): void {
    for (const file of this.#files)
      fs().renameSync(path().join(this.folder, file), path().join(this.#out, file));
    fs().rmSync(this.folder, { recursive: true, force: true });
  }

  /** Leaves nothing. Also from a signal's handler. */
  discard(): void {
    fs().rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
    this.#removeMade();
  }

  #removeMade(): void {
    for (const folder of [...this.#made].reverse()) {
      try {
        fs().rmdirSync(folder);
      } catch {
        // Somebody else has put something there.
        return;
      }
    }
  }
}
