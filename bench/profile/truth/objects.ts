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
    points[i & 1023] = { x: i, y: i + 1, z: 0 }; // @drop
    pairs[i & 255] = [i, i + 1]; // @drop
    boxes[i & 63] = new Box(i, i * 2); // @drop
    copies[i & 31] = { ...fixed[i & 1023] }; // @drop
    getters[i & 31] = () => i; // @drop
  }
}

const size = Number(process.argv[2]);
const began = performance.now();
for (let turn = 0; turn < 20; turn++) hot(size);
const seconds = (performance.now() - began) / 1000;
const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);
const parts = [
  sum(points.map(({ x, y }) => x + y)),
  sum(pairs.map(([x, y]) => x + y)),
  sum(boxes.map(({ width, height }) => width + height)),
  sum(copies.map(({ x, z }) => x + z)),
  sum(getters.map((get) => get())),
];
console.log(`seconds ${seconds} parts ${parts.join()}`);
