#!/usr/bin/env python3
"""Runs the integration tests of this folder and ends with "N passed, N failed".

usage: run.py [NAME...]     NAME: a file without .py, or part of a test's id
"""
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))


def flatten(suite):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from flatten(item)
        else:
            yield item


def main(names):
    sys.path.insert(0, HERE)
    found = unittest.TestLoader().discover(HERE, pattern="*_*.py")
    tests = [t for t in flatten(found) if not names or any(n in t.id() for n in names)]
    result = unittest.TextTestRunner(verbosity=2, stream=sys.stdout).run(unittest.TestSuite(tests))
    bad = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - bad} passed, {bad} failed")
    return 0 if result.testsRun and result.wasSuccessful() else 1


if __name__ == "__main__":
    if sys.argv[1:2] in (["--help"], ["-h"]):
        print(__doc__.strip())
    else:
        sys.exit(main(sys.argv[1:]))
