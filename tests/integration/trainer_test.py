"""`xiaoer test`: what passed and failed, as text, JSON and JUnit XML; coverage; measures; runs again when a file is saved."""
import json
import os
import shutil
import subprocess
import tempfile
import threading
import unittest
import xml.etree.ElementTree as ElementTree

from helpers import PATIENCE, XIAOER, environment

BOOK = """settings: {language: en}
intents:
  ship:
    title: Ship & "co" <x>
    match: |
      ship(ped)?
      parcel
    examples: |
      when do you ship
      shipped & done <b>"yes"</b>
    say: [soon, later]
  pay:
    title: Pay
    match: pay|card
    unless: ship
    examples: |
      how can i pay
    say: by card
"""
DIALOGUE = """- dialogue: ships
  steps:
    - customer: ship
    - expect: {phrases: [ship]}
- dialogue: pays
  steps:
    - customer: pay
    - expect: {phrases: [%s]}
"""


class TrainersTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="xiaoer-test-")
        self.addCleanup(shutil.rmtree, self.folder)
        os.mkdir(os.path.join(self.folder, "tests"))
        self.write("a.yaml", BOOK)
        self.write("tests/a.yaml", DIALOGUE % "pay")

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as f:
            f.write(text)

    def run_test(self, *args, status=0):
        r = subprocess.run([XIAOER, "test", self.folder, *args], capture_output=True, text=True, env=environment(),
                           timeout=PATIENCE, check=False)
        self.assertEqual(r.returncode, status, r.stdout + r.stderr)
        return r.stdout

    def test_what_passes_is_counted_with_its_coverage(self):
        out = self.run_test()
        self.assertIn("examples 3, dialogues 2; examples use 2 of 4 patterns (--coverage lists the others)\n5 passed, 0 failed\n", out)
        out = self.run_test("--coverage")
        self.assertIn("a.yaml:7: no example uses this pattern (ship): parcel\n", out)
        self.assertIn("a.yaml:15: no example needs this line of `unless` (pay): ship\n", out)
        doc = json.loads(self.run_test("--json"))
        self.assertEqual((doc["passed"], doc["failed"], doc["examples"], doc["dialogues"]), (5, 0, 3, 2))
        self.assertEqual((doc["coverage"]["patterns"], doc["coverage"]["used"]), (4, 2))
        self.assertEqual([(u["intent"], u["under"]) for u in doc["coverage"]["unused"]], [("ship", "match"), ("pay", "unless")])

    def test_a_failing_example_does_not_hide_the_dialogues(self):
        self.write("a.yaml", BOOK.replace("how can i pay", "how can i buy"))
        self.write("tests/a.yaml", DIALOGUE % "ship")
        out = self.run_test(status=1)
        self.assertIn("a.yaml:17:7: error: this example does not give pay: no pattern matches it", out)
        self.assertIn("tests/a.yaml:8:", out)
        self.assertIn("\n3 passed, 2 failed\n", out)

    def test_junit_names_every_case_and_what_failed(self):
        self.write("tests/a.yaml", DIALOGUE % "ship")
        path = os.path.join(self.folder, "report.xml")
        self.run_test("--junit", path, status=1)
        root = ElementTree.parse(path).getroot()
        self.assertEqual((root.tag, root.attrib["tests"], root.attrib["failures"]), ("testsuites", "5", "1"))
        suites = {os.path.relpath(s.attrib["name"], self.folder): s for s in root}
        self.assertEqual(sorted(suites), ["a.yaml", "tests/a.yaml"])
        cases = {(c.attrib["classname"], c.attrib["name"]): c for s in root for c in s}
        self.assertIn(("ship", 'shipped & done <b>"yes"</b>'), cases)
        self.assertEqual(cases["dialogue", "pays"].attrib["line"], "5")
        failure = cases["dialogue", "pays"].find("failure")
        self.assertIn("pay", failure.attrib["message"])
        self.assertIn("tests/a.yaml:8:", failure.text)
        self.assertEqual(sum(c.find("failure") is not None for c in cases.values()), 1)
        to_stdout = ElementTree.fromstring(self.run_test("--junit", "-", status=1))
        self.assertEqual(to_stdout.attrib["tests"], "5")

    def test_junit_of_a_book_that_cannot_be_read(self):
        self.write("a.yaml", "intents: [\n")
        root = ElementTree.fromstring(self.run_test("--junit", "-", status=1))
        self.assertGreaterEqual(int(root.attrib["failures"]), 1)

    def test_junit_that_cannot_be_written(self):
        self.run_test("--junit", "/nowhere/x.xml", status=1)
        full = subprocess.run([XIAOER, "test", self.folder, "--junit", "/dev/full"], capture_output=True, text=True,
                              env=environment(), check=False)
        self.assertEqual(full.returncode, 1)
        self.assertIn("/dev/full cannot be written", full.stderr)

    def test_labelled_text_gives_a_confusion_table(self):
        self.write("labelled.tsv", "when do you ship\tship\nmy card\tship\nwhat card\tship\nhello\tpay\nparcel\tship\n")
        labelled = os.path.join(self.folder, "labelled.tsv")
        doc = json.loads(self.run_test("--labelled", labelled, "--json"))
        self.assertEqual(doc["confusion"], [{"wanted": "ship", "got": "pay", "times": 2}, {"wanted": "pay", "got": "-", "times": 1}])
        self.assertEqual({i["id"]: (i["precision"], i["recall"]) for i in doc["intents"]}, {"ship": (1, 0.5), "pay": (0, 0)})
        self.assertRegex(self.run_test("--labelled", labelled), r"\n +2 +pay +ship\n +1 +- +pay\n")

    def watching(self):
        """Its output until it waits, each time it is asked for."""
        p = subprocess.Popen([XIAOER, "test", self.folder, "--watch"], stdout=subprocess.PIPE, text=True, env=environment())
        self.addCleanup(p.stdout.close)
        self.addCleanup(p.wait)
        self.addCleanup(p.kill)
        patience = threading.Timer(PATIENCE, p.kill)
        patience.start()
        self.addCleanup(patience.cancel)

        def until_waiting():
            lines = []
            while not lines or "waiting for a file" not in lines[-1]:
                lines.append(p.stdout.readline())
                self.assertTrue(lines[-1], lines)
            return "".join(lines)
        return until_waiting

    def test_it_runs_again_when_the_folder_is_another_one(self):
        until_waiting = self.watching()
        self.assertIn("5 passed, 0 failed", until_waiting())
        shutil.copytree(self.folder, self.folder + ".new")
        self.addCleanup(shutil.rmtree, self.folder + ".old", True)
        os.rename(self.folder, self.folder + ".old")
        self.assertIn("no book there", until_waiting())
        os.rename(self.folder + ".new", self.folder)
        self.assertIn("5 passed, 0 failed", until_waiting())
        self.write("tests/a.yaml", DIALOGUE % "ship")
        self.assertIn("4 passed, 1 failed", until_waiting())

    def test_it_runs_again_when_a_file_is_saved(self):
        until_waiting = self.watching()
        self.assertIn("5 passed, 0 failed", until_waiting())
        self.write("tests/a.yaml", DIALOGUE % "ship")
        self.assertIn("4 passed, 1 failed", until_waiting())
        self.write("a.yaml", BOOK.replace("match: pay|card", "match: pay|card("))
        self.assertIn("error: the pattern does not compile", until_waiting())
        self.write("a.yaml", BOOK)
        self.write("tests/a.yaml", DIALOGUE % "pay")
        self.assertIn("5 passed, 0 failed", until_waiting())

    def test_it_runs_again_while_another_file_is_written_on_and_on(self):
        until_waiting = self.watching()
        self.assertIn("5 passed, 0 failed", until_waiting())
        enough = threading.Event()

        def write_on():
            while not enough.wait(0.01):
                with open(os.path.join(self.folder, "sync.log"), "a", encoding="utf-8") as f:
                    f.write("x")
        writer = threading.Thread(target=write_on, daemon=True)
        writer.start()
        self.addCleanup(writer.join)
        self.addCleanup(enough.set)
        self.write("tests/a.yaml", DIALOGUE % "ship")
        self.assertIn("4 passed, 1 failed", until_waiting())

    def test_wrong_use(self):
        for args in (["--update"], ["--map", "x"], ["--labelled", "x", "--junit", "y"]):
            self.run_test(*args, status=2)
