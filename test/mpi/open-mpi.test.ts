// The suite of message passing on Open MPI: the same topics as on the local engine.
import { suiteUnder } from "./suite/passed.ts";

suiteUnder("Open MPI");
