"""The manual, phrases/README.md and phrases/README.zh-CN.md: all that it shows is what xiaoer does.

usage: manual.py [--rewrite] [PAGE]

Run by itself it does what the pages show, and prints where xiaoer does otherwise; --rewrite puts what was printed in truth
into the pages (and shortens lines longer than 120 columns by …).  manual_page.py tells what a page may show.
"""
import difflib
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

from helpers import PATIENCE, ROOT, XIAOER, Case, environment
from manual_page import LOCALES, PAGES, Block, Lab, Page, anchors, code, quoted, width

WIDTH = 120
# What tables are called that are tried row by row: the heading of the first column, in each language.
PATTERNS = {"en": "pattern", "zh-CN": "句式"}
CONDITIONS = {"en": "write in `when`", "zh-CN": "`when` 里这样写"}
ANSWERS = {"en": "kind of answer", "zh-CN": "回答的类型"}
STEPS = {"en": "a step", "zh-CN": "步骤"}
EXPECTED = {"en": "in `expect`", "zh-CN": "`expect` 里写"}
TRAPS = {"en": "written", "zh-CN": "写法"}
KINDS = {"en": "kind of finding", "zh-CN": "问题的种类"}


def run(language, *args, **more):
    return subprocess.run([XIAOER, *args], capture_output=True, text=True, timeout=PATIENCE * 2, check=False,
                          env=environment(LOCALES[language]), **more)


def kinds(language):
    """The table of the kinds of findings, as the program has it."""
    printed = run(language, "check", "--kinds").stdout
    return [[f"`{name}`", *rest] for name, *rest in re.findall(r"^(\S+) +(\S+) +(\S.*)\n +(\S.*)$", printed, re.M)]


def done(page, lab):
    """(block, what it is in truth) of all blocks that are done in the lab, in order."""
    for section in page.sections:
        for p in section.parts:
            if isinstance(p, Block) and (p.language == "console" or p.name):
                yield p, lab.do(p)


class Manual:
    """The tests of one page."""
    language = None

    def setUp(self):
        super().setUp()
        self.page = Page(self.language)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        return path

    def book(self, name, value):
        """A book of this page's language, in JSON, which is YAML."""
        value = {"settings": {"language": self.language}, **value}
        self.write(f"{name}/book.yaml", json.dumps(value, ensure_ascii=False))
        return os.path.join(self.folder, name)

    def rows(self, heading, at_least):
        rows = [(t, row) for t in self.page.tables() if t.head[0] == heading[self.language] for row in t.rows]
        self.assertGreaterEqual(len(rows), at_least, heading)
        return rows

    def word_lists(self):
        """The lists that the page's patterns may use."""
        lists = {}
        for block in self.page.blocks():
            if block.language == "yaml" and re.search(r"^words:", block.text, re.M):
                for name, words in re.findall(r"^  (\S+): \[(.*)\]$", re.split(r"^words:", block.text, flags=re.M)[1], re.M):
                    lists.setdefault(name, words.split(", "))
        return lists

    # ---- what is shown ----

    def test_every_command_prints_what_is_shown(self):
        lab = Lab(self.language)
        self.addCleanup(lab.close)
        n = 0
        for block, truth in done(self.page, lab):
            self.assertEqual(block.text, truth, f"{self.page.path}:{block.line}")
            n += block.language == "console"
        self.assertGreaterEqual(n, 30)

    def test_what_is_wrong_on_purpose_is_told_below(self):
        blocks = self.page.blocks()
        wrong = [i for i, b in enumerate(blocks) if b.language == "yml"]
        self.assertGreaterEqual(len(wrong), 3)
        for i in wrong:
            self.assertTrue(blocks[i].name, blocks[i].line)
            self.assertEqual(blocks[i + 1].language, "console", blocks[i].line)

    def test_every_file_is_used_by_a_command_of_its_section(self):
        for section in self.page.sections:
            blocks = [p for p in section.parts if isinstance(p, Block)]
            for i, b in enumerate(blocks):
                if b.name:
                    self.assertIn("console", [x.language for x in blocks[i + 1:]], f"{b.name}, line {b.line}")

    def test_every_small_book_has_no_mistake_and_nothing_to_doubt(self):
        n = 0
        for block in self.page.blocks():
            if block.language != "yaml" or block.name or block.is_dialogue():
                continue
            n += 1
            self.write(f"b{n}/x.yaml", block.text)
            if "settings:" not in block.text:
                self.write(f"b{n}/settings.yaml", f"settings: {{language: {self.language}}}\n")
            told = json.loads(run("en", "check", "--json", os.path.join(self.folder, f"b{n}")).stdout)
            bad = [d for d in told["findings"] if d["level"] != "advice" and d.get("kind") != "situation.missing"]
            self.assertEqual(bad, [], f"{self.page.path}:{block.line}")
        self.assertGreaterEqual(n, 10)

    def test_every_dialogue_passes(self):
        n = 0
        for block in self.page.blocks():
            if block.language == "yaml" and not block.name and block.is_dialogue():
                n += 1
                path = self.write(f"dialogue{n}.yaml", block.text)
                r = run(self.language, "test", os.path.join(ROOT, "phrases", self.language), path)
                self.assertEqual(r.returncode, 0, r.stdout + r.stderr)
        self.assertGreaterEqual(n, 1)

    # ---- tables that are tried row by row ----

    def test_every_pattern_hears_what_it_is_said_to_hear(self):
        lists = self.word_lists()
        for table, row in self.rows(PATTERNS, 25):
            (pattern,), hears, deaf = code(row[0]), quoted(row[1]), quoted(row[2])
            self.assertTrue(hears, row)
            book = self.book("row", {"words": lists, "intents": {"x": {"title": "x", "match": [pattern], "examples": hears, "say": "x"}}})
            r = run(self.language, "match", "--book", book, input="".join(t + "\n" for t in hears + deaf))
            found = [bool(json.loads(line)["intents"]) for line in r.stdout.splitlines()]
            self.assertEqual(found, [True] * len(hears) + [False] * len(deaf), f"{row}\n{r.stderr}")

    def test_every_condition_loads(self):
        slots = {"order_no": {"title": "x", "kind": "order_no"}, "reason": "x", "signed_on": {"title": "x", "kind": "date"},
                 "price": {"title": "x", "kind": "amount"}, "pieces": {"title": "x", "kind": "number"}}
        for table, row in self.rows(CONDITIONS, 8):
            for condition in code(row[0]):
                intent = {"title": "x", "match": "x", "examples": "x", "say": "x", "cases": [{"when": condition, "then": "ticket"}]}
                r = run("en", "check", "--quiet", self.book("when", {"slots": slots, "intents": {"x": intent}}))
                self.assertNotIn("error", r.stderr, condition)
                self.assertEqual(r.returncode, 0, condition)

    def test_every_answer_is_understood_as_it_is_said(self):
        for table, row in self.rows(ANSWERS, 6):
            for kind in code(row[0]):
                self.answer(kind, quoted(row[1]), quoted(row[2]))

    def answer(self, kind, good, bad):
        form = {"title": "f", "ask": {"v": {"say": "which one", **({"choices": self.choices(good)} if kind == "choice" else {})}}, "say": "done"}
        book = self.book("kind", {
            "slots": {"v": {"title": "v", "kind": kind}},
            "intents": {"open": {"title": "f", "match": "^open$", "examples": "open", "form": "f"},
                        "other": {"title": "o", "match": ["how long", "多久"], "examples": "how long", "say": "not long"}},
            "forms": {"f": form}, "phrases": {"form.wrong": {"title": "w", "say": "again"}}})
        dialogues = [{"dialogue": f"{kind}: {text}", "steps": [{"customer": "open"}, {"expect": {"asked": "v"}}, {"customer": text},
                                                                {"expect": {"form": "nothing"} if text in good else {"asked": "v"}}]}
                     for text in good + bad]
        self.assertTrue(good, kind)
        path = self.write("kind.tests.yaml", json.dumps(dialogues, ensure_ascii=False))
        r = run(self.language, "test", book, path)
        self.assertEqual(r.returncode, 0, r.stdout + r.stderr)

    def choices(self, good):
        return {"en": {"broken": ["damaged"], "unwanted": ["not needed"]}, "zh-CN": {"质量问题": ["坏了"], "不喜欢": ["不想要"]}}[self.language]

    def test_every_step_and_expectation_is_one(self):
        """They are read without a mistake; whether they come true is for the dialogues shown."""
        lines = [f"- {span}" for _, row in self.rows(STEPS, 5) for span in code(row[0])]
        lines += [f"- expect: {{{span}}}" for _, row in self.rows(EXPECTED, 15) for span in code(row[0])]
        path = self.write("steps.yaml", "".join(
            f"- dialogue: x{i}\n  steps:\n    - customer: x\n    {line}\n" for i, line in enumerate(lines)))
        r = run("en", "test", os.path.join(ROOT, "phrases", self.language), path)
        self.assertNotRegex(r.stdout + r.stderr, r"unknown|misspelt|did you mean|is not a|one of")
        self.assertRegex(r.stdout + r.stderr, rf"dialogues {len(lines)}\b")

    def test_every_key_of_the_traps_is_told(self):
        for table, row in self.rows(TRAPS, 25):
            (written,), (kind,) = code(row[0]), code(row[1])
            self.assertIn(kind, self.kinds_of(written), row)
            instead = row[3]
            if re.fullmatch(r"`[^`]+`", instead):
                self.assertEqual(self.kinds_of(code(instead)[0]), [], row)

    def kinds_of(self, pattern):
        """What the check tells of a pattern in a Chinese book."""
        self.write("trap/x.yaml", json.dumps({"settings": {"language": "zh-CN"}, "intents": {"x": {
            "title": "x", "match": [pattern], "examples": ["例句"], "say": "x"}}}, ensure_ascii=False))
        told = json.loads(run("en", "check", "--json", os.path.join(self.folder, "trap")).stdout)
        return [d["kind"] for d in told["findings"] if (d.get("kind") or "").startswith("pattern.")]

    def test_every_kind_of_finding_stands_there_in_the_programs_words(self):
        self.assertEqual([row for _, row in self.rows(KINDS, 60)], kinds(self.language))

    # ---- the page itself ----

    def test_links_lead_somewhere(self):
        folder = os.path.dirname(self.page.path)
        links = re.findall(r"\]\(([^)]*)\)", "\n".join(self.page.lines))
        self.assertGreater(len(links), 20)
        for link in links:
            path, _, anchor = link.partition("#")
            if "://" in link:
                continue
            path = os.path.join(folder, path) if path else self.page.path
            self.assertTrue(os.path.exists(path), link)
            if anchor:
                with open(path, encoding="utf-8") as f:
                    self.assertIn(anchor, anchors(re.findall(r"^#+ (.*)$", f.read(), re.M)), link)

    def test_commands_and_options_spoken_of_exist(self):
        commands = re.findall(r"^  (\w+)  ", run("en", "help").stdout, re.M)
        helps = {c: run("en", c, "--help").stdout for c in commands}
        for line, text in self.page.prose:
            for span in re.findall(r"`([^`]*)`", text):
                said = re.match(r"xiaoer (\w+)", span)
                if said:
                    self.assertIn(said.group(1), helps, f"line {line}")
                for option in re.findall(r"(?:^| )(--[a-z-]+)", span):
                    where = [helps[said.group(1)]] if said else helps.values()
                    self.assertTrue(any(option in h for h in where), f"line {line}: {option}")

    def test_lines_fit_beside_each_other(self):
        for line, text in self.page.prose:
            self.assertLessEqual(width(text), WIDTH, f"{self.page.path}:{line}")
        for block in self.page.blocks():
            for text in block.text.split("\n"):
                self.assertLessEqual(width(text), WIDTH, f"{self.page.path}:{block.line}: {text}")


class English(Manual, Case):
    language = "en"


class Chinese(Manual, Case):
    language = "zh-CN"


class Both(Case):
    def test_the_languages_have_the_same_sections_in_the_same_order(self):
        en, zh = Page("en"), Page("zh-CN")
        self.assertEqual([s.level for s in en.sections], [s.level for s in zh.sections])
        for a, b in zip(en.sections, zh.sections):
            self.assertEqual(a.shape(), b.shape(), f"{a.title} (line {a.line}), {b.title} (line {b.line})")

    def test_the_same_keys_are_explained(self):
        """What stands as code in the first column, where it is the program's and not an example."""
        for a, b in zip(Page("en").tables(), Page("zh-CN").tables()):
            if a.head[0] in (PATTERNS["en"], CONDITIONS["en"], ANSWERS["en"]):
                continue
            if a.head[0] == TRAPS["en"]:
                self.assertEqual([[row[0], row[1]] for row in a.rows], [[row[0], row[1]] for row in b.rows])
                continue
            keys = [[[c for c in code(row[0]) if c.isascii() and re.fullmatch(r"[a-z_.]+", c)] for row in t.rows] for t in (a, b)]
            self.assertEqual(*keys, f"line {a.line}")


# Versions of books and of the program, moments, and what depends on the hour at which the page is tried.
CHANGING = re.compile(r"\b(?=[a-f]*\d)[0-9a-f]{12}\b|(?<=^xiaoer )\d+\.\d+\.\d+|\d{4}-\d\d-\d\dT[\d:.]+Z"
                      r"|(?<=last: )\d{4}-\d\d-\d\d|(?<=最近：)\d{4}-\d\d-\d\d|(?<=\(m)\d+|(?<=^m)(?!1 )\d+")


def shortened(text):
    """What differs from day to day, and what is too long, as … ."""
    lines = []
    for line in text.split("\n"):
        line = CHANGING.sub("…", line)
        while width(line.rstrip("…")) > WIDTH - 2 and not line.startswith("$ "):
            line = line.rstrip("…")[:-1] + "…"
        lines.append(line)
    return "\n".join(lines)


def try_page(language, rewrite):
    page = Page(language)
    lab = Lab(language, patience=3)
    lines = list(page.lines)
    differences = 0
    try:
        changes = []
        for block, truth in done(page, lab):
            if truth != block.text:
                differences += 1
                name = f"{PAGES[language]}:{block.line}"
                print("".join(difflib.unified_diff(block.text.splitlines(True), truth.splitlines(True), name, "xiaoer")), flush=True)
                changes.append((block.line, block.text.count("\n"), shortened(truth)))
        table = next(t for t in page.tables() if t.head[0] == KINDS[language])
        if table.rows != kinds(language):
            differences += 1
            print(f"{PAGES[language]}:{table.line}: the kinds of findings are others", flush=True)
            changes.append((table.line + 1, len(table.rows), "\n".join(f"| {' | '.join(row)} |" for row in kinds(language))))
            changes.sort()
        if rewrite and changes:
            for line, n, truth in reversed(changes):
                lines[line:line + n] = truth.rstrip("\n").split("\n")
            with open(page.path, "w", encoding="utf-8") as f:
                f.write("\n".join(lines))
    finally:
        lab.close()
    print(f"{PAGES[language]}: {differences} differences", flush=True)
    return differences


def main(args):
    rewrite = "--rewrite" in args
    languages = [a for a in PAGES if not set(args) - {"--rewrite"} or a in args]
    return 1 if sum(try_page(language, rewrite) for language in languages) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
