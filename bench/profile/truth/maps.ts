// Looking things up: in maps by strings, by numbers and by objects, in a set, and in an object by a name made at run time.
//
//     node maps.ts SIZE
const keys = Array.from({ length: 128 }, (_, i) => `key ${i}`);
const ages = new Map(keys.map((key, i) => [key, i % 90]));
const seen = new Set(keys.filter((_, i) => i % 3 === 0));
const counts = new Map<number, number>();
const table: Record<string, number> = Object.fromEntries(keys.map((key, i) => [key, i]));
const things = keys.map((key) => ({ key }));
const weights = new Map(things.map((thing, i) => [thing, i / 4]));

function hot(n: number, sums: Float64Array): void {
  for (let i = 0; i < n; i++) {
    for (let j = i; j < i + 100; j++) sums[0] += ages.get(keys[j & 127]) ?? 0; // @drop
    for (let j = i; j < i + 100; j++) counts.set(j & 255, j); // @drop
    for (let j = i; j < i + 100; j++) sums[1] += seen.has(keys[(j * 5) & 127]) ? 1 : 0; // @drop
    for (let j = i; j < i + 100; j++) sums[2] += table[keys[(j * 3) & 127]]; // @drop
    for (let j = i; j < i + 100; j++) sums[3] += weights.get(things[j & 127]) ?? 0; // @drop
  }
}

const size = Number(process.argv[2]);
const sums = new Float64Array(4);
const before = process.threadCpuUsage();
for (let turn = 0; turn < 400; turn++) hot(size, sums);
const { user, system } = process.threadCpuUsage(before);
const counted = [...counts.values()].reduce((all, value) => all + value, 0);
console.log(`seconds ${(user + system) / 1e6} parts ${[sums[0], counted, ...sums.slice(1)].join()}`);
