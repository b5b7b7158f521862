// Every operator of the IR, as WebAssembly.
import { operatorTests } from "../operators.ts";
import { run } from "./harness.ts";

operatorTests("wasm", run);
