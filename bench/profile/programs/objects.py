# objects.ts in Python: trees that are built, summed and thrown away, and particles that get new positions.
# Functions with @profile are those that kernprof and memory_profiler look at; without them the mark does nothing.
import builtins
import sys
import time

profile = getattr(builtins, "profile", lambda function: function)
turns = int(sys.argv[1])


class Tree:
    def __init__(self, left, right, value):
        self.left = left
        self.right = right
        self.value = value

    def sum(self):
        left = 0 if self.left is None else self.left.sum()
        right = 0 if self.right is None else self.right.sum()
        return self.value + left + right


def build(depth, value):
    if depth == 0:
        return Tree(None, None, value)
    left = build(depth - 1, 2 * value)
    right = build(depth - 1, 2 * value + 1)
    return Tree(left, right, value)


class Particle:
    def __init__(self, position, velocity):
        self.position = position
        self.velocity = velocity


@profile
def advance(particles, dt):
    moved = []
    for particle in particles:
        (x, y), velocity = particle.position, particle.velocity
        following = [x + dt * velocity[0], y + dt * velocity[1]]
        turned = [velocity[0] - dt * following[0], velocity[1] - dt * following[1]]
        moved.append(Particle(following, turned))
    return moved


def work():
    particles = [Particle([i, -i], [1, i % 7]) for i in range(500)]
    total = 0
    for _ in range(turns):
        total += build(10, 1).sum()
        for _ in range(4):
            particles = advance(particles, 1 / 1024)
    for particle in particles:
        total += particle.position[0] + particle.position[1]
    return total


began, before = time.perf_counter(), time.process_time()
total = work()
seconds, cpu = time.perf_counter() - began, time.process_time() - before
print("seconds", seconds, "cpu", cpu, "checksum", total)
