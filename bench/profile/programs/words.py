# words.ts in Python: texts are taken apart, words counted in a dict, and the counts sorted by a comparator.
# Functions with @profile are those that kernprof and memory_profiler look at; without them the mark does nothing.
import builtins
import functools
import sys
import time

profile = getattr(builtins, "profile", lambda function: function)
texts = int(sys.argv[1])


def text(seed, length):
    words = []
    state = seed
    for _ in range(length):
        state = (state * 1103 + 12345) % 65536
        words.append(f"w{state % 500}")
    return " ".join(words)


@profile
def count(line, counts):
    for word in line.split(" "):
        key = word.upper()
        before = counts.get(key)
        counts[key] = 1 if before is None else before + 1


def by_count(a, b):
    if a[1] != b[1]:
        return b[1] - a[1]
    return -1 if a[0] < b[0] else 1


def work():
    total = 0
    for turn in range(texts):
        counts = {}
        count(text(turn, 2000), counts)
        ordered = sorted(counts.items(), key=functools.cmp_to_key(by_count))
        for i, (word, times) in enumerate(ordered):
            total += (i % 10) * times + len(word)
    return total


began, before = time.perf_counter(), time.process_time()
total = work()
seconds, cpu = time.perf_counter() - began, time.process_time() - before
print("seconds", seconds, "cpu", cpu, "checksum", total)
