// A module with a constant, a variable that it reassigns, and a function.
export const fixed: number = 2;
export let steps: number = 0;
export function bump(): void {
  steps++;
}
export function half(x: number): number {
  return x / 2;
}
