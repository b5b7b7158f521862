// Empties dist/ before the package is packed: the TypeScript compiler leaves the output of removed files behind.
import { rmSync } from "node:fs";

rmSync(new URL("../dist", import.meta.url), { recursive: true, force: true });
