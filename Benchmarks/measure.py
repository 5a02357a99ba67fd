"""Measures `gradual bench` and its peers in turns, and writes results.json and results.md.

    measure.py --gradual PROGRAM [--rounds N] [--out FOLDER]

A round is one sample of everything: first all of ours, each beside memcpy and the peak of fused
multiply-adds, then all of theirs. `make bench` calls it with the peers' environment.
"""

import argparse
import json
import pathlib
import platform
import subprocess
import sys
import tempfile
import time

import numpy as np

import peers
import results

# A sample's least seconds, as those of `gradual bench`.
LEAST = 0.02


def sample(work):
    """How many elements a second a peer does, over passes that last long enough together."""
    passes = 1
    while True:
        start = time.perf_counter()
        for _ in range(passes):
            work.run()
        seconds = time.perf_counter() - start
        if seconds >= LEAST:
            return passes * work.count / seconds
        passes = max(passes + 1, int(1.2 * passes * LEAST / max(seconds, 1e-6)))


def bench(gradual, *options):
    done = subprocess.run([gradual, "bench", "--json", *options], stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def measure(gradual, rounds):
    with tempfile.TemporaryDirectory() as folder:
        # The arrays of work that peers are compared with, without the longest ones.
        bench(
            gradual, "--repeats", "1", "--threads", "1", "--arrays", folder,
            "--only", "encode,add,matmul/binary16,matmul/bfloat16,matmul/e4m3fn,cast/binary16",
        )
        theirs, missing = peers.everything(peers.Arrays(pathlib.Path(folder)))
    for work in theirs:
        work.run()
    pages, rates = [], [[] for _ in theirs]
    for turn in range(rounds):
        pages.append(bench(gradual, "--repeats", "1"))
        for index, work in enumerate(theirs):
            rates[index].append(sample(work))
        print(f"round {turn + 1} of {rounds}", file=sys.stderr)
    return results.gathered(
        pages,
        [
            {
                "peer": work.peer, "row": work.row, "size": work.size, "how": work.how,
                "emulates": work.emulates, "rates": rates[index],
            }
            for index, work in enumerate(theirs)
        ],
        {"python": platform.python_version(), **peers.versions()},
        missing,
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gradual", required=True, type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path(__file__).parent)
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error(f"--rounds {options.rounds}: valid: at least 1, and 5 for figures to publish")
    # Emulators overflow on the way, and mean to.
    with np.errstate(all="ignore"):
        found = measure(options.gradual.resolve(), options.rounds)
    (options.out / "results.json").write_text(results.json_text(found))
    (options.out / "results.md").write_text(results.markdown(found))
    print(options.out / "results.md")


if __name__ == "__main__":
    main()
