// Writes docs/errors.md from the errors' tests.
import { writeFileSync } from "node:fs";
import { page } from "./error-cases.ts";

writeFileSync(new URL("../../docs/errors.md", import.meta.url), page());
