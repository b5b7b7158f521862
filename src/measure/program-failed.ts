// The one way in which a measured program can let a study down. Apart from what runs it, so that those who only catch
// it do not load what starts processes.

/** The program ended otherwise than well. */
export class ProgramFailed extends Error {
  override readonly name = "ProgramFailed";
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  /** The end of what it wrote to standard error, unless that was passed on as it came. */
  readonly stderr: string;

  constructor(
    run: { readonly program: string; readonly threads: number },
    exitCode: number | null,
    signal: string | null,
    stderr: string,
  ) {
    const how = exitCode === null ? `was ended by ${signal}` : `ended with exit code ${exitCode}`;
    super(`${run.program} ${how} on ${run.threads} thread${run.threads === 1 ? "" : "s"}`);
    this.exitCode = exitCode;
    this.stderr = stderr;
  }
}
