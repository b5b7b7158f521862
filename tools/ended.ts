// A second reporter for the test runner: of a test file whose process failed, rather than one of its tests, it says how
// the process ended and what it last printed. The runner's own reporters say "test failed" and no more.
import type { EventData } from "node:test";
import type { TestEvent } from "node:test/reporters";

/** How much of what a process printed is worth repeating. */
const LINES = 40;

type Ended = Error & { readonly exitCode?: number | null; readonly signal?: string | null };

export default async function* ended(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const printed = new Map<string, string>();
  for await (const { type, data } of events) {
    if (type === "test:stderr") {
      const { file, message } = data as EventData.TestStderr;
      printed.set(file, (printed.get(file) ?? "") + message);
    } else if (type === "test:fail") {
      const { file, name, details } = data as EventData.TestFail;
      const { exitCode, signal } = details.error as Ended;
      if (exitCode === undefined && signal === undefined) continue;
      const how = signal ? `was ended by ${signal}` : `ended with exit code ${exitCode}`;
      const last = (printed.get(file ?? name) ?? printed.get(name) ?? "").trimEnd().split("\n").slice(-LINES);
      yield `\nThe process of ${name} ${how}; the end of its standard error:\n  ${last.join("\n  ")}\n`;
    }
  }
}
