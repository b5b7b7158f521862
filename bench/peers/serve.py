"""The other end of bench/peer.ts: runs one kernel's variants on request and says by its own clock how long they took.

    serve.py KERNEL INPUT THREADS     a module beside this one, what it is told as JSON, numbers of threads by commas

The first line out names the variants. Each line in is a request, each further line out its answer; the end of the
input ends the process, so that it does not outlive whoever asks.
"""
import importlib
import json
import os
import signal
import sys
from base64 import b64encode
from time import perf_counter, sleep

# What a library prints must not stand between the answers.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

# Ctrl-C ends compiled loops too, and without a stack.
signal.signal(signal.SIGINT, signal.SIG_DFL)

# For as long the threads of OpenMP and OpenBLAS may spin after their work, and whoever is measured next needs the core.
SETTLE = 0.03


def say(answer):
    print(json.dumps(answer), file=answers, flush=True)


def encoded(result):
    if hasattr(result, "dtype") and result.ndim > 0:
        return {"dtype": result.dtype.name, "base64": b64encode(result.tobytes()).decode()}
    return float(result)


def main(kernel, told, threads):
    module = importlib.import_module(kernel)
    variants = {v.name: v for v in module.variants(threads=[int(n) for n in threads.split(",")], **json.loads(told))}
    say({"variants": [{"name": v.name, "relaxed": v.relaxed} for v in variants.values()]})
    for line in sys.stdin:
        request = json.loads(line)
        try:
            say(answer(variants[request["variant"]], request))
        except Exception as error:
            say({"error": f"{type(error).__name__}: {error}"})


def answer(variant, request):
    variant.prepare()
    if request.get("show"):
        return {"result": encoded(variant.run())}
    batch = range(request["batch"])
    start = perf_counter()
    for _ in batch:
        variant.run()
    seconds = perf_counter() - start
    sleep(SETTLE)
    return {"seconds": seconds}


main(*sys.argv[1:])
