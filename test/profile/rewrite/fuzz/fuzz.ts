// Random programs through the rewriter, by the thousand: node test/profile/rewrite/fuzz/fuzz.ts --count 2000 --seed 1.
// What differs is made small and printed.
import { parseArgs } from "node:util";
import { isList, type Kid, type Node, nodes, size } from "../../../fuzz/tree.ts";
import { type Compared, check, type Finding, generate, programOf } from "./check.ts";

const { values: options } = parseArgs({
  options: {
    count: { type: "string", default: "2000" },
    seed: { type: "string", default: "1" },
    /** How many kinds of findings are made small. */
    minimize: { type: "string", default: "3" },
    print: { type: "boolean", default: false },
  },
});

/** Trees with one thing made smaller, the largest steps first. */
function* smaller(node: Node): Generator<Node> {
  const put = (k: number, kid: Kid): Node => ({ ...node, kids: node.kids.with(k, kid) });
  for (const [k, kid] of node.kids.entries()) {
    if (isList(kid)) {
      for (let n = kid.length; n >= 1; n = Math.floor(n / 2))
        for (let i = 0; i + n <= kid.length; i += n) yield put(k, kid.toSpliced(i, n));
      for (const [i, one] of kid.entries())
        for (const inner of one.kids) if (isList(inner)) yield put(k, kid.toSpliced(i, 1, ...inner));
    } else if (kid.ty === "num" && size(kid) > 1) {
      for (const text of ["0", "1"]) yield put(k, { tag: "constant", ty: "num", kids: [], text: [text] });
      for (const part of nodes(kid))
        if (part !== kid && part.ty === "num" && part.tag !== "") yield put(k, part);
    } else if (kid.ty === "stmt" && kid.tag !== "") {
      for (const part of nodes(kid)) if (part !== kid && part.ty === "stmt") yield put(k, part);
    }
  }
  for (const [k, kid] of node.kids.entries()) {
    if (!isList(kid)) for (const less of smaller(kid)) yield put(k, less);
    else
      for (const [i, one] of kid.entries()) for (const less of smaller(one)) yield put(k, kid.with(i, less));
  }
}

function nth<T>(items: Iterable<T>, n: number): T | undefined {
  let i = 0;
  for (const item of items) if (i++ === n) return item;
  return undefined;
}

async function minimize(seed: number, module: boolean, tree: Node, kind: string): Promise<Node> {
  const end = performance.now() + 20_000;
  let best = tree;
  for (let progress = true; progress && performance.now() < end; ) {
    progress = false;
    // After a success the same position is tried again in the smaller program: what came before has failed already.
    for (let at = 0; performance.now() < end; ) {
      const next = nth(smaller(best), at);
      if (!next) break;
      if ((await check(programOf(seed, next, module)))?.kind === kind) {
        best = next;
        progress = true;
      } else at++;
    }
  }
  return best;
}

const compared: Compared = { functions: 0, primitive: 0, lines: 0, unseen: 0, errors: 0 };
const found = new Map<string, number[]>();
const [first, count] = [Number(options.seed), Number(options.count)];
const began = performance.now();
for (let seed = first; seed < first + count; seed++) {
  const { tree, module } = generate(seed);
  const program = programOf(seed, tree, module);
  if (options.print) console.log(program.source);
  let finding: Finding | undefined;
  try {
    finding = await check(program, compared);
  } catch (error) {
    finding = { kind: `crash: ${(error as Error).message}`, what: "" };
  }
  if (finding) found.set(finding.kind, [...(found.get(finding.kind) ?? []), seed]);
}
const seconds = ((performance.now() - began) / 1000).toFixed(1);
console.log(`${count} programs from seed ${first} in ${seconds} s; compared ${JSON.stringify(compared)}`);
for (const [kind, seeds] of found)
  console.log(`${seeds.length} × ${kind}: seeds ${seeds.slice(0, 8).join(", ")}`);
for (const [kind, [seed]] of [...found].slice(0, Number(options.minimize))) {
  const { tree, module } = generate(seed);
  const small = programOf(seed, await minimize(seed, module, tree, kind), module);
  console.log(
    `\n=== seed ${seed}: ${kind} ${module ? "(module)" : ""}\n${small.source}\n---\n${(await check(small))?.what}`,
  );
}
process.exitCode = found.size > 0 ? 1 : 0;
