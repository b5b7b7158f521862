// Which nodes of a graph lie on circles with each other.

/**
 * Strongly connected components (R. Tarjan, "Depth-First Search and Linear Graph Algorithms", 1972): for each node that
 * can be reached from `roots`, the number of its component.
 */
export function components<T>(
  roots: Iterable<T>,
  edges: { get(node: T): Iterable<T> | undefined },
): Map<T, number> {
  const index = new Map<T, number>();
  const low = new Map<T, number>();
  const done = new Map<T, number>();
  const stack: T[] = [];
  const begin = (node: T) => {
    index.set(node, index.size);
    low.set(node, index.get(node) as number);
    stack.push(node);
    return { node, next: (edges.get(node) ?? [])[Symbol.iterator]() };
  };
  const lower = (node: T, to: number) => low.set(node, Math.min(low.get(node) as number, to));
  for (const root of roots) {
    if (index.has(root)) continue;
    // With a list of its own in place of calls: a program may nest deeper than the stack is.
    const work = [begin(root)];
    while (work.length > 0) {
      const { node, next } = work[work.length - 1];
      const { value: to, done: isLast } = next.next();
      if (!isLast) {
        if (!index.has(to)) work.push(begin(to));
        else if (!done.has(to)) lower(node, index.get(to) as number);
        continue;
      }
      work.pop();
      const under = work.at(-1);
      if (under) lower(under.node, low.get(node) as number);
      if (low.get(node) !== index.get(node)) continue;
      const number = done.size;
      for (let member: T | undefined; member !== node; ) {
        member = stack.pop() as T;
        done.set(member, number);
      }
    }
  }
  return done;
}
