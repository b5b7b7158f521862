// A function in another module that a kernel calls, and what it names there.
const offset: number = 0.5;
export function weigh(x: number): number {
  return x / 2 + offset;
}
