"""`xiaoer check`: exit statuses, output for people and for programs, several books, the config, comments that allow."""
import json
import os
import shutil
import subprocess

from helpers import ROOT, XIAOER, Case, environment

EDITORS = os.path.join(ROOT, "tests", "editors")

GOOD = """
settings: {survey: {enabled: no}}
phrases:
  opening: &p {title: t, say: [一, 二, 三]}
""" + "".join(f"  {id}: *p\n" for id in """opening.queue confirm.question confirm.unclear transfer transfer.waiting
    transfer.failed hold hold.again hold.end ticket.filed ticket.pending ticket.progress ticket.answered ticket.closed
    opening.callback document.sent sla.late outage closing.check closing.idle closing.done media.words listen""".split()) + """
intents:
  thanks: {title: 道谢, kind: courtesy, match: 谢谢, examples: 谢谢, say: [不客气, 应该的]}
  number: {title: 订单号, match: '订单(?<order_no>\\d+)', examples: 订单1, say: ['看到{order_no}了', '{order_no}，好的']}
"""

DOUBTFUL = GOOD + """
  parcel:
    title: 包裹
    match: 包裹
    examples: 包裹呢
    say: 订单{order_no}在路上
slots: {order_no: 订单号}
"""


def installed():
    """The official schema and its validator."""
    r = subprocess.run([os.path.join(EDITORS, "install")], capture_output=True, text=True, timeout=300)
    if r.returncode:
        raise AssertionError(r.stderr)


class Check(Case):
    def book(self, text, name="book"):
        folder = os.path.join(self.folder, name)
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "a.yaml"), "w", encoding="utf-8") as f:
            f.write(text)
        return name

    def check(self, *args, status=0, env=None):
        r = subprocess.run([XIAOER, "check", *args], cwd=self.folder, env=environment(env), capture_output=True, text=True, timeout=60)
        self.assertEqual(r.returncode, status, r.stdout + r.stderr)
        return r.stdout

    def test_a_good_book_is_told_in_one_line(self):
        self.assertEqual(self.check(self.book(GOOD)), "book: 2 intents, 2 patterns, 2 examples: no mistakes\n")

    def test_what_does_not_fit_on_the_disk_was_not_done(self):
        book = self.book(GOOD)
        for command in (["check", book], ["test", book], ["export", book, "-"], ["schema", "book"], ["suggest", "--book", book, "谢谢"],
                        ["book", "list", "--store", "nowhere.db"]):
            with open("/dev/full", "w", encoding="ascii") as full:
                r = subprocess.run([XIAOER, *command], cwd=self.folder, env=environment(), stdout=full, stderr=subprocess.PIPE,
                                   text=True, timeout=60, check=False)
            self.assertEqual(r.returncode, 1, command)
            self.assertTrue(r.stderr, command)

    def test_a_finding_has_place_kind_and_proposal(self):
        out = self.check(self.book(DOUBTFUL))
        lines = DOUBTFUL.splitlines()
        line = next(i for i, text in enumerate(lines) if "在路上" in text) + 1
        column = lines[line - 1].index("order_no") + 1
        self.assertIn(f"book/a.yaml:{line}:{column}: warning: while {{order_no}} is not known", out)
        self.assertIn("[text.gap]\n", out)
        self.assertIn("  -> write {order_no|...}", out)
        self.assertTrue(out.endswith("no mistakes, 1 warning, 1 piece of advice\n"), out)

    def test_a_book_whose_examples_alone_fail_is_checked_all_the_same(self):
        text = GOOD + "  parcel:\n    title: 包裹\n    match: |\n      \\b包裹\\b\n    examples: [包裹, 快递]\n    say: [一, 二]\n"
        out = self.check(self.book(text), status=1)
        self.assertIn("error: this example does not give parcel: no pattern matches it", out)
        self.assertIn("[pattern.boundary]", out)
        self.assertTrue(out.endswith("book: 1 mistake, 1 warning\n"), out)

    def test_slow_patterns_and_contests_are_shown_with_a_message(self):
        text = GOOD + """
  slow: {title: 慢, match: '(a+)+号', examples: a号, say: [一, 二]}
  where: {title: 到哪, match: '快递.{0,4}(到哪|在哪)', examples: 快递在哪, say: [一, 二]}
  when: {title: 何时, match: '(快递|物流).{0,6}到哪', examples: 物流到哪, say: [一, 二]}
"""
        found = json.loads(self.check(self.book(text), "--json"))["findings"]
        by_kind = {f["kind"]: f for f in found}
        self.assertEqual(set(by_kind), {"pattern.steps", "intent.contest"})
        self.assertRegex(by_kind["pattern.steps"]["text"], r"on the \d+ letters 'a+.*' it took \d{6,} or more \(\d+ ms\)")
        self.assertEqual(by_kind["intent.contest"]["subject"], "when")
        self.assertIn("both want '快递到哪'", by_kind["intent.contest"]["text"])
        self.assertEqual([o["text"] for o in by_kind["intent.contest"]["others"]], ["this one wins"])

    def test_exit_statuses(self):
        good, doubtful, broken = self.book(GOOD, "good"), self.book(DOUBTFUL, "doubtful"), self.book("phrases: {a: {say: '{'}}\n", "broken")
        self.check(good, "--strict")
        self.check(doubtful)
        self.check(doubtful, "--strict", status=1)
        self.check(broken, status=1)
        self.check(good, broken, status=1)
        self.check("nowhere", status=1)
        self.check("--json", "--sarif", good, status=2)
        self.check("--text-max", "5", good, status=2)
        self.check("--config", "nowhere.yaml", status=1)

    def test_quiet_leaves_advice_out(self):
        out = self.check(self.book(DOUBTFUL), "--quiet")
        self.assertIn("[text.gap]", out)
        self.assertNotIn("[wording.few]", out)
        self.assertIn("1 piece of advice", out)

    def test_much_advice_of_one_kind_is_cut_short_for_people_alone(self):
        words = "words: {%s}\n" % ", ".join(f"w{i}: [x{i}]" for i in range(30))
        book = self.book(GOOD + words)
        out = self.check(book)
        self.assertEqual(out.count("[words.unused]\n    "), 20)
        self.assertIn("10 more of [words.unused]: --json tells all\n", out)
        self.assertEqual(len(json.loads(self.check(book, "--json"))["findings"]), 30)

    def test_json_has_kind_subject_proposal_and_others(self):
        found = json.loads(self.check(self.book(DOUBTFUL), "--json"))
        self.assertEqual((found["book"], found["good"], found["intents"], found["errors"], found["warnings"], found["advice"], found["allowed"]),
                         ("book", True, 3, 0, 1, 1, 0))
        gap = next(f for f in found["findings"] if f["kind"] == "text.gap")
        self.assertEqual((gap["level"], gap["subject"], gap["file"]), ("warning", "parcel", "book/a.yaml"))
        self.assertIn("order_no", gap["proposal"])
        self.assertEqual([o["file"] for o in gap["others"]], ["book/a.yaml"])

    def test_a_comment_allows_and_is_counted(self):
        text = DOUBTFUL.replace("    say: 订单", "    # check: allow text.gap -- later\n    # check: allow wording.few\n    say: 订单")
        book = self.book(text)
        self.assertTrue(self.check(book, "--strict").endswith("no mistakes, 2 allowed\n"))
        found = json.loads(self.check(book, "--json"))
        self.assertEqual((found["allowed"], found["findings"]), (2, []))
        self.assertEqual({f["kind"]: f["reason"] for f in found["allowed_findings"]}, {"text.gap": "later", "wording.few": ""})

    def test_two_books_are_compared(self):
        zh, en = self.book(DOUBTFUL, "zh"), self.book(GOOD + "slots: {order_no: n}\n", "en")
        found = json.loads(self.check(zh, en, "--json"))
        self.assertEqual([b["book"] for b in found["books"]], ["zh", "en"])
        lacking = [f for f in found["findings"] if f["kind"].startswith("language.")]
        self.assertEqual([(f["kind"], f["subject"], f["file"], f["others"][0]["file"]) for f in lacking],
                         [("language.intent", "parcel", "zh/a.yaml", "en/a.yaml")])
        self.assertIn("2 books: no mistakes, 2 warnings", self.check(zh, en))

    def test_the_shipped_books_are_without_warnings_alone_and_together(self):
        books = [os.path.join(ROOT, "phrases", name) for name in ("zh-CN", "en")]
        found = json.loads(self.check("--strict", "--json", *books))
        self.assertEqual((found["errors"], found["warnings"]), (0, 0))
        self.check("--strict", os.path.join(ROOT, "tests", "dialogue"))

    def test_a_config_brings_books_settings_channels_and_look_ups(self):
        long = "很" * 60
        self.book(GOOD + f"  parcel: {{title: 包裹, match: 包裹, examples: 包裹呢, lookup: parcel, say: ['{long}', '短']}}\nslots: {{order_no: 号}}\n")
        with open(os.path.join(self.folder, "x.yaml"), "w", encoding="utf-8") as f:
            json.dump({"book": "book", "settings": {"hours": {"week": {"mon": "9:00-18:00"}}},
                       "channels": {"sms": {"text_max": 100, "budget": 2}},
                       "lookups": {"stock": {"url": "http://127.0.0.1:1/{item}", "slots": {"stock_left": "/left"}}}}, f)
        found = json.loads(self.check("--config", "x.yaml", "--json"))
        self.assertEqual(sorted((f["kind"], f["subject"]) for f in found["findings"]), [
            ("budget.small", "sms"), ("lookup.brings", "stock_left"), ("lookup.needs", "item"), ("lookup.unasked", "stock"),
            ("lookup.unoffered", "parcel"), ("situation.missing", "lookup.failed"), ("situation.missing", "offhours"),
            ("situation.missing", "opening.offhours"),
            ("situation.missing", "transfer.offhours"), ("text.unsent", "parcel")])
        self.assertEqual(json.loads(self.check("--config", "x.yaml", "--json", os.path.join(ROOT, "phrases", "en")))["book"],
                         os.path.join(ROOT, "phrases", "en"))

    def test_a_length_alone(self):
        found = json.loads(self.check(self.book(GOOD + "  parcel: {title: 包裹, match: 包裹, examples: 包裹呢, say: ['%s', '短']}\nslots: {order_no: 号}\n" % ("很" * 60)),
                                      "--text-max", "100", "--json"))
        self.assertEqual([(f["kind"], f["subject"]) for f in found["findings"]], [("text.long", "parcel")])

    def test_the_book_inside_and_the_option_for_a_folder(self):
        self.assertIn("the book inside the binary: ", self.check())
        self.assertTrue(self.check("--book", self.book(GOOD)).startswith("book: 2 intents"))

    def test_kinds_are_listed(self):
        self.assertRegex(self.check("--kinds"), r"(?m)^text\.gap +warning +A text cannot be said")
        kinds = json.loads(self.check("--kinds", "--json"))
        self.assertIn({"kind", "level", "meaning", "remedy"}, [set(k) for k in kinds])

    def sarif_of(self, *args, status=0):
        text = self.check("--sarif", *args, status=status)
        r = subprocess.run(["node", os.path.join(EDITORS, "sarif.js")], input=text, capture_output=True, text=True, timeout=60)
        self.assertEqual(r.returncode, 0, r.stdout + r.stderr)
        return json.loads(text)["runs"][0]

    def test_sarif_is_valid_and_says_the_same(self):
        installed()
        text = DOUBTFUL.replace("    say: 订单", "    # check: allow text.gap -- later\n    say: 订单")
        folder = "a 书"
        run = self.sarif_of(self.book(text, folder))
        self.assertEqual(run["columnKind"], "unicodeCodePoints")
        results = {r["ruleId"]: r for r in run["results"]}
        few, gap = results["wording.few"], results["text.gap"]
        self.assertEqual(run["tool"]["driver"]["rules"][few["ruleIndex"]]["id"], "wording.few")
        self.assertEqual((few["level"], gap["level"]), ("note", "warning"))
        self.assertNotIn("suppressions", few)
        self.assertEqual(gap["suppressions"], [{"kind": "inSource", "justification": "later"}])
        where = gap["locations"][0]["physicalLocation"]
        self.assertEqual(where["artifactLocation"]["uri"], "a%20%E4%B9%A6/a.yaml")
        self.assertEqual(run["artifacts"][where["artifactLocation"]["index"]]["location"]["uri"], where["artifactLocation"]["uri"])
        line = text.splitlines()[where["region"]["startLine"] - 1]
        self.assertEqual(line[where["region"]["startColumn"] - 1:][:8], "order_no")
        self.assertEqual(len(gap["relatedLocations"]), 1)

    def test_sarif_of_mistakes_and_of_the_shipped_books(self):
        installed()
        run = self.sarif_of(self.book("phrases: {a: {title: t, say: '{'}}\n"), status=1)
        self.assertEqual([(r["ruleId"], r["level"]) for r in run["results"]], [("mistake", "error")])
        shutil.copytree(os.path.join(ROOT, "phrases"), os.path.join(self.folder, "phrases"))
        self.assertTrue(all("suppressions" in r or r["level"] == "note" for r in self.sarif_of("phrases/zh-CN", "phrases/en")["results"]))
