// One line on a terminal that says what is being measured; nothing where nobody looks.
const started = performance.now();

/** Shows `what` in place of what was shown before, with the seconds since the start; without `what`, clears the line. */
export function progress(what?: string): void {
  if (!process.stderr.isTTY) return;
  const seconds = Math.round((performance.now() - started) / 1000);
  process.stderr.write(what === undefined ? "\r\u001b[K" : `\r\u001b[K${seconds} s  ${what}`);
}
