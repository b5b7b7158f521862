// Allocation: objects, small arrays, instances, copies and closures, each kept for a while. What the collector takes is
// each line's doing, too.
//
//     node objects.ts SIZE
class Box {
  readonly width: number;
  readonly height: number;
  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
  }
}

const points = Array.from({ length: 1024 }, (_, i) => ({ x: i, y: i, z: 0 }));
const pairs = Array.from({ length: 256 }, () => [0, 0]);
const boxes = Array.from({ length: 64 }, () => new Box(1, 2));
const copies = points.slice(0, 32);
const getters: (() => number)[] = Array.from({ length: 32 }, () => () => 0);
const fixed = Array.from({ length: 1024 }, (_, i) => ({ x: i, y: i + 1, z: i * 0.5 }));

function hot(n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = i; j < i + 100; j++) points[j & 1023] = { x: j, y: j + 1, z: 0 }; // @drop
    for (let j = i; j < i + 100; j++) pairs[j & 255] = [j, j + 1]; // @drop
    for (let j = i; j < i + 100; j++) boxes[j & 63] = new Box(j, j * 2); // @drop
    for (let j = i; j < i + 100; j++) copies[j & 31] = { ...fixed[j & 1023] }; // @drop
    for (let j = i; j < i + 100; j++) getters[j & 31] = () => j; // @drop
  }
}

const size = Number(process.argv[2]);
const before = process.threadCpuUsage();
for (let turn = 0; turn < 400; turn++) hot(size);
const { user, system } = process.threadCpuUsage(before);
const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);
const parts = [
  sum(points.map(({ x, y }) => x + y)),
  sum(pairs.map(([x, y]) => x + y)),
  sum(boxes.map(({ width, height }) => width + height)),
  sum(copies.map(({ x, z }) => x + z)),
  sum(getters.map((get) => get())),
];
console.log(`seconds ${(user + system) / 1e6} parts ${parts.join()}`);
