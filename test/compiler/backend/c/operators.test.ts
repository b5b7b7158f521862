// Every operator of the IR, as compiled C.
import { operatorTests } from "../operators.ts";
import { NO_C, run } from "./host.ts";

operatorTests("C", run, NO_C);
