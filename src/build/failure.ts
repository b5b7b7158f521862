// What keeps a module from being built: everything that was found, so that a person mends it in one go.

/**
 * A module cannot be built; `message` names every export that is in the way, and why. Nothing was written.
 *
 * @example
 * try { await build({ file: "kernels.ts", out: "dist" }); } catch (e) { if (e instanceof BuildError) console.log(e.message); }
 */
export class BuildError extends Error {
  override readonly name = "BuildError";

  constructor(problems: readonly string[]) {
    super(problems.join("\n\n"));
  }
}
