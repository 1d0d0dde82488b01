#!/usr/bin/env python3
"""Runs the integration tests of this folder and ends with "N passed, N failed".

usage: run.py [--jobs N] [NAME...]

NAME: part of a test's id (file.Class.test); without one, all.
--jobs N: so many classes at a time (4); most of the time is spent waiting for clocks.
"""
import argparse
import concurrent.futures
import os
import re
import signal
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))


def flatten(suite):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from flatten(item)
        else:
            yield item


def run(tests):
    result = unittest.TextTestRunner(verbosity=2, stream=sys.stdout).run(unittest.TestSuite(tests))
    bad = len(result.failures) + len(result.errors)
    return result.testsRun - bad, bad + (not tests)


def run_apart(names):
    """A class in a process of its own: its output, passed, failed."""
    r = subprocess.run([sys.executable, __file__, "--jobs", "1", *names], stdout=subprocess.PIPE,
                       stderr=subprocess.STDOUT, text=True, check=False)
    counts = re.search(r"^(\d+) passed, (\d+) failed$", r.stdout, re.M)
    passed, failed = (int(n) for n in counts.groups()) if counts else (0, len(names))
    output = re.sub(r"^\d+ passed, \d+ failed\n", "", r.stdout, flags=re.M)
    return output, passed, failed


def main():
    if sys.argv[1:2] in (["--help"], ["-h"]):
        print(__doc__.strip())
        return 0
    parser = argparse.ArgumentParser()
    parser.add_argument("--jobs", type=int, default=4)
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    sys.path.insert(0, HERE)
    os.environ["LC_ALL"] = "C.UTF-8"  # tests read messages in English
    os.environ.pop("LANGUAGE", None)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background it is ignored, by all below too
    found = flatten(unittest.TestLoader().discover(HERE, pattern="*.py"))
    tests = [t for t in found if not args.names or any(n in t.id() for n in args.names)]
    passed = failed = 0
    if args.jobs == 1:
        passed, failed = run(tests)
    else:
        classes = {}
        for t in tests:
            classes.setdefault(t.id().rsplit(".", 1)[0], []).append(t.id())
        with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
            for output, good, bad in pool.map(run_apart, classes.values()):
                print(output, end="", flush=True)
                passed += good
                failed += bad
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
