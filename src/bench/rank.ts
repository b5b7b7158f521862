// A rank of `amdahl bench`: it measures with the others, and rank 0 prints and draws.
import { join } from "node:path";
import { MPI } from "../mpi/index.ts";
import { lineChart } from "../plot/index.ts";
import { latencyFit } from "./fit.ts";
import { measured } from "./measure.ts";
import { benchChart, benchReport, formatBytes, type Measured } from "./report.ts";
import { SHAPES } from "./shapes.ts";
import { spansReport } from "./spans.ts";

/** What is to be measured, and what becomes of it. */
export interface BenchOptions {
  /** Names of shapes. */
  readonly shapes: readonly string[];
  /** Bytes, in rising order. */
  readonly sizes: readonly number[];
  readonly batches: number;
  /** The folder of the pictures; none are drawn without. */
  readonly out?: string;
  /** Whether the chart is drawn in characters, too. */
  readonly plot: boolean;
  /** Whether standard error shows which size is being measured. */
  readonly progress: boolean;
  readonly json: boolean;
  /** When the command was started, in milliseconds since 1970: the six spans are wanted. */
  readonly spansFrom?: number;
}

const now = (): number => performance.timeOrigin + performance.now();

/** Measures; all ranks call it. */
export async function benchRank(options: BenchOptions): Promise<void> {
  const world = MPI.COMM_WORLD;
  const first = world.rank === 0;
  if (world.size < 2) throw new Error("messages are measured between two ranks or more: amdahl bench -n 2 …");
  world.Barrier();
  const begun = now();
  const results: Measured[] = options.shapes.map((name) => {
    const rows = measured(world, SHAPES[name], options.sizes, options.batches, ({ bytes }) => {
      if (first && options.progress) process.stderr.write(`\r\u001b[2K${name}: ${formatBytes(bytes)}`);
    });
    const { size: ranks } = world;
    return { name, ranks, library: MPI.Get_library_version(), batches: options.batches, rows };
  });
  const ended = now();
  if (first && options.progress) process.stderr.write("\r\u001b[2K");
  MPI.Finalize();
  if (!first) return;
  const pictures: string[] = [];
  for (const result of results) {
    const drawn = SHAPES[result.name].sized ? lineChart(benchChart(result)) : undefined;
    if (!options.json) {
      console.log(benchReport(result));
      if (options.plot && drawn !== undefined) console.log(`\n${drawn.terminal()}`);
      console.log("");
    }
    if (options.out !== undefined && drawn !== undefined) {
      const file = (ending: string) => join(options.out as string, `${result.name}.${ending}`);
      pictures.push(...(await drawn.save(file("svg"), file("png"))));
    }
  }
  if (options.json) {
    const shapes = results.map((result) => ({ ...result, fit: latencyFit(result.rows) ?? null }));
    console.log(JSON.stringify({ shapes, pictures }, null, 2));
    return;
  }
  if (options.spansFrom !== undefined) {
    console.log(spansReport({ start: options.spansFrom, begun, measured: ended, ended: now() }));
  }
  if (pictures.length > 0) console.log(`wrote ${pictures.join(", ")}`);
}
