// A program that allocates: trees that are built, summed and thrown away, and particles that get new positions at every
// step. The collector works throughout.
//
//     node objects.ts TURNS
const turns = Number(process.argv[2]);

class Tree {
  readonly left: Tree | null;
  readonly right: Tree | null;
  readonly value: number;
  constructor(left: Tree | null, right: Tree | null, value: number) {
    this.left = left;
    this.right = right;
    this.value = value;
  }
  sum(): number {
    const left = this.left === null ? 0 : this.left.sum();
    const right = this.right === null ? 0 : this.right.sum();
    return this.value + left + right;
  }
}

function build(depth: number, value: number): Tree {
  if (depth === 0) return new Tree(null, null, value);
  const left = build(depth - 1, 2 * value);
  const right = build(depth - 1, 2 * value + 1);
  return new Tree(left, right, value);
}

interface Particle {
  position: number[];
  velocity: number[];
}

function advance(particles: Particle[], dt: number): Particle[] {
  const moved: Particle[] = [];
  for (const { position, velocity } of particles) {
    const [x, y] = position;
    const next = [x + dt * velocity[0], y + dt * velocity[1]];
    const turned = [velocity[0] - dt * next[0], velocity[1] - dt * next[1]];
    moved.push({ position: next, velocity: turned });
  }
  return moved;
}

function work(): number {
  let particles: Particle[] = [];
  for (let i = 0; i < 500; i++) particles.push({ position: [i, -i], velocity: [1, i % 7] });
  let sum = 0;
  for (let turn = 0; turn < turns; turn++) {
    sum += build(10, 1).sum();
    for (let step = 0; step < 4; step++) particles = advance(particles, 1 / 1024);
  }
  for (const { position } of particles) sum += position[0] + position[1];
  return sum;
}

const [began, before] = [performance.now(), process.cpuUsage()];
const sum = work();
const seconds = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage(before);
console.log(`seconds ${seconds} cpu ${(user + system) / 1e6} checksum ${sum}`);
