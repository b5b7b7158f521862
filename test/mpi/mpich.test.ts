// The suite of message passing on MPICH: the same topics as on the local engine.
import { suiteUnder } from "./suite/passed.ts";

suiteUnder("MPICH");
