// A program that opens a script as the package opens its own: node opening.ts SCRIPT [count], count being what the
// script is to say of its compilations.
import { pathToFileURL } from "node:url";
import { openCore } from "../../src/start/index.ts";

interface Script {
  builtAs(name: string): void;
  answer(): string;
  compilations(): number;
  rehearse(): void;
  compiled(times: number): void;
}

const [path, times] = process.argv.slice(2);
const script = openCore<Script>(pathToFileURL(path));
script.compiled(Number(times));
process.stdout.write(script.answer());
