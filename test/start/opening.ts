// A program that opens a script as the package opens its own: node opening.ts SCRIPT [count], count being what the
// script is to say of its compilations. With ONLY=open it does not ask the script for the answer.
import { pathToFileURL } from "node:url";
import { openCore } from "../../src/start/index.ts";

interface Script {
  answer(): string;
  compilations(): number;
  compiled(times: number): void;
}

const [path, times] = process.argv.slice(2);
const script = openCore<Script>(pathToFileURL(path));
script.compiled(Number(times));
process.stdout.write(process.env.ONLY === "open" ? "1 string true" : script.answer());
