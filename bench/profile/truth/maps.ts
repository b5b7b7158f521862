// Looking things up: in maps by strings, by numbers and by objects, in a set, and in an object by a name made at run time.
//
//     node maps.ts SIZE
const keys = Array.from({ length: 1024 }, (_, i) => `key ${i}`);
const ages = new Map(keys.map((key, i) => [key, i % 90]));
const seen = new Set(keys.filter((_, i) => i % 3 === 0));
const counts = new Map<number, number>();
const table: Record<string, number> = Object.fromEntries(keys.map((key, i) => [key, i]));
const things = keys.map((key) => ({ key }));
const weights = new Map(things.map((thing, i) => [thing, i / 4]));

function hot(n: number, sums: Float64Array): void {
  let [a, c, d, e] = sums;
  for (let i = 0; i < n; i++) {
    a += ages.get(keys[i & 1023]) ?? 0; // @drop
    counts.set(i & 4095, i); // @drop
    c += seen.has(keys[(i * 5) & 1023]) ? 1 : 0; // @drop
    d += table[keys[(i * 3) & 1023]]; // @drop
    e += weights.get(things[i & 1023]) ?? 0; // @drop
  }
  sums.set([a, c, d, e]);
}

const size = Number(process.argv[2]);
const sums = new Float64Array(4);
const began = performance.now();
for (let turn = 0; turn < 20; turn++) hot(size, sums);
const seconds = (performance.now() - began) / 1000;
const counted = [...counts.values()].reduce((all, value) => all + value, 0);
console.log(`seconds ${seconds} parts ${[sums[0], counted, ...sums.slice(1)].join()}`);
