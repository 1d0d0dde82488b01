"""`xiaoer replay` over a store that the real server made, and over files of lines, against counts made by hand."""
import html.parser
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess

from helpers import XIAOER, Case, environment

PHRASES = """
phrases:
  opening: {title: t, say: [welcome]}
  confirm.unclear: {title: t, say: [what, pardon]}
  closing.check: {title: t, say: [anything else]}
  closing.done: {title: t, say: [goodbye]}
  transfer: {title: t, say: [a colleague comes]}
"""


def intent(name, word, *more):
    return f"  {name}:\n    title: About {name}\n    match: |\n      {word}\n    examples: |\n      {word}\n" + "".join(
        f"    {line}\n" for line in more)


OLD = PHRASES + "intents:\n" + intent("parcel", "parcel", "say: [on its way]") + intent("price", "price", "say: [it is ten]") + intent(
    "human.request", "human", "reply: transfer", "then: transfer") + intent("acknowledge", "okay", "kind: courtesy") + intent(
        "thanks", "thank you", "kind: courtesy", "say: [welcome]")
# the parcel's pattern is gone, the price has other words, a matter is new, thanks end the conversation
NEW = PHRASES + "intents:\n" + intent("parcel", "sack", "say: [on its way]") + intent("price", "price", "say: [it is eleven]") + intent(
    "human.request", "human", "reply: transfer", "then: transfer") + intent("acknowledge", "okay", "kind: courtesy") + intent(
        "thanks", "thank you", "kind: courtesy", "say: [you are welcome]") + intent("size", "size", "say: [it is big]")


class Tags(html.parser.HTMLParser):
    """Every element is closed in its turn, and nothing of the page asks for anything from outside."""
    VOID = {"meta", "input", "br", "link", "img"}

    def __init__(self):
        super().__init__()
        self.open, self.faults, self.seen = [], [], []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        self.faults += [(tag, k) for k, v in attrs if k in ("src", "href", "action") or k.startswith("on")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)


class Replay(Case):
    def setUp(self):
        super().setUp()
        for name, text in (("old", OLD), ("new", NEW)):
            os.mkdir(os.path.join(self.folder, name))
            with open(os.path.join(self.folder, name, "book.yaml"), "w", encoding="utf-8") as f:
                f.write(text)

    def replay(self, *args, status=0, text=None, old="old", new="new", timeout=120, **more):
        r = subprocess.run([XIAOER, "replay", "--old", old, "--new", new, *args], cwd=self.folder, env=environment(),
                           input=text, capture_output=True, text=True, timeout=timeout, **more)
        self.assertEqual(r.returncode, status, f"{r.stdout}\n{r.stderr}")
        self.assertNotIn("Sanitizer", r.stderr)
        self.errors = r.stderr
        return r.stdout

    def json(self, *args, **more):
        return json.loads(self.replay("--json", *args, **more))

    def changes(self, *args, **more):
        """newly missed, other answers, of these in words, newly answered, unchanged."""
        c = self.json(*args, **more)["changes"]
        return [c[k] for k in ("newly_missed", "other_answer", "words_only", "newly_answered", "unchanged")]

    def lines(self, *messages):
        return "".join(json.dumps({"conversation": c, "text": t}) + "\n" for c, t in messages)

    def act(self, server, name, act, **body):
        self.assertEqual(server.post(f"/v1/conversations/{name}/{act}", body).status, 200)


class OfAStore(Replay):
    def made(self):
        """A day of six conversations; what the new book makes of it stands beside them."""
        server = self.server({"book": "old"})
        server.say("a", "my parcel")  # newly missed
        server.say("a", "price")  # words
        server.say("b", "size")  # newly answered
        server.say("b", "okay")  # unchanged without a consequence: nothing was answered / closing.check: other answer
        server.say("c", "human")
        self.act(server, "c", "take", agent="anna")
        server.say("c", "my parcel")  # a human has it: unchanged
        self.act(server, "c", "reply", agent="anna", text="here it is")
        server.say("c", "price")  # unchanged
        self.act(server, "c", "release", agent="anna")
        server.say("c", "price")  # words
        server.say("d", "human")
        self.act(server, "d", "reply", agent="anna", text="hello")
        server.say("d", "price")  # unchanged: she has taken over by writing
        self.act(server, "d", "close", agent="anna")
        server.say("d", "price")  # words
        server.say("e", "hi", attachments=[{"type": "image", "url": "https://x/1.jpg"}], channel="app")
        server.say("f", "price", profile={"customer": "Li", "vip": True}, message_id="f1")  # words
        server.say("f", "price", message_id="f1")  # a retry: not stored twice
        return server

    def test_the_counts_are_those_made_by_hand(self):
        server = self.made()
        r = self.json(server.store)
        self.assertEqual(r["messages"], 13)
        self.assertEqual(r["conversations"], 6)
        self.assertEqual(r["changes"], {"newly_missed": 1, "other_answer": 5, "words_only": 4, "newly_answered": 1, "unchanged": 6})
        self.assertEqual(r["consequences"]["other_answer"], 1)
        self.assertEqual(r["missed"], {"old": 2, "new": 2})  # b and e; a and e
        worst = r["groups"][0]
        self.assertEqual((worst["change"], worst["old"], worst["new"]), ("newly-missed", "parcel", None))
        self.assertEqual(worst["lines"][0]["old"], {"by": "match", "file": "old/book.yaml", "line": 12, "pattern": "parcel"})
        self.assertEqual(worst["lines"][0]["new"], {"by": "nothing"})
        self.assertEqual([worst["examples"][0][k] for k in ("conversation", "channel", "turn", "text")], ["a", "web", 1, "my parcel"])
        self.assertEqual(self.errors, "")

    def test_the_old_book_says_what_was_said(self):
        server = self.made()
        with sqlite3.connect(server.store) as db:
            said = dict(db.execute("SELECT c.name, m.text FROM message m JOIN conversation c ON c.id = m.conversation"
                                   " WHERE m.direction = 1 AND m.phrase = 'price' ORDER BY m.no"))
        r = self.json(server.store, "--examples", "50")
        old = {e["conversation"]: e["old"]["text"] for g in r["groups"] for e in g["examples"] if g["words_only"]}
        self.assertTrue(old)
        for name, text in old.items():
            self.assertIn(said[name], text)

    def test_without_humans_the_assistant_answers_all_by_itself(self):
        server = self.made()
        # c and d wait in the queue, where the price is answered all the same: words a 1, c 2, d 2, f 1.  What the new book does not
        # find there is left to the colleague: c's parcel is another answer (silence), as b's okay.  Unchanged: human twice, e
        self.assertEqual(self.changes(server.store, "--without-humans"), [1, 8, 6, 1, 3])

    def test_a_period_a_channel_and_a_shop(self):
        server = self.made()
        self.assertEqual(self.json(server.store, "--channel", "app")["messages"], 1)
        self.assertEqual(self.json(server.store, "--shop", "default")["messages"], 13)
        self.assertEqual(self.json(server.store, "--last", "1h")["messages"], 13)
        self.replay(server.store, "--shop", "silk", status=1)
        self.assertIn("there is no message of a customer in it", self.errors)
        self.replay(server.store, "--to", "2020-01-01", status=1)
        self.replay(server.store, "--with-agents", status=2)

    def test_it_reads_beside_the_server_and_after_a_kill(self):
        server = self.made()
        before = self.replay("--json", server.store)
        self.assertEqual(server.get("/readyz").status, 200)
        server.stop(signal.SIGKILL)
        self.assertEqual(self.replay("--json", server.store), before)

    def test_a_store_that_is_none_or_another_version(self):
        path = os.path.join(self.folder, "other.db")
        with sqlite3.connect(path) as db:
            db.execute("CREATE TABLE t (x)")
        self.replay(path, status=1)
        self.assertIn("another program's database", self.errors)
        server = self.made()
        server.stop()
        with sqlite3.connect(server.store) as db:
            db.execute("INSERT INTO migration VALUES (99, 0, '9')")
        self.replay(server.store, status=1)
        self.assertIn("made by a newer xiaoer", self.errors)

    def test_what_was_forgotten_is_not_played(self):
        server = self.made()
        self.assertIn(server.call("DELETE", "/v1/customers/f").status, (200, 204))
        r = self.json(server.store)
        self.assertEqual(r["messages"], 12)
        self.assertEqual(r["source"]["without_words"], 1)


class OfLines(Replay):
    def test_the_counts_are_those_made_by_hand(self):
        text = self.lines(("a", "my parcel"), ("b", "price"), ("a", "size"), ("b", "okay"), ("c", "price"), ("c", "my sack"))
        r = self.json("-", text=text)
        # a: newly missed; newly answered (the second miss in a row would have handed over).  b: words; unchanged.  c: words; newly answered
        self.assertEqual(r["changes"], {"newly_missed": 1, "other_answer": 2, "words_only": 2, "newly_answered": 2, "unchanged": 1})
        self.assertEqual(r["source"]["lines"], 6)
        self.assertEqual([(g["change"], g["messages"]) for g in r["groups"]],
                         [("newly-missed", 1), ("other-answer", 2), ("newly-answered", 1), ("newly-answered", 1)])
        self.assertEqual(r["unchanged"], [{"intent": "acknowledge", "messages": 1}])

    def test_agents_are_left_out_or_played(self):
        turns = [("customer", "price"), ("agent", "I have it"), ("customer", "price")]
        text = json.dumps({"dialogue": "d", "turns": [{"speaker": s, "text": t} for s, t in turns]}) + "\n"
        self.assertEqual(self.changes("-", text=text), [0, 2, 2, 0, 0])
        self.assertEqual(self.changes("-", "--with-agents", text=text), [0, 1, 1, 0, 1])

    def test_the_same_book_twice_changes_nothing(self):
        text = self.lines(("a", "my parcel"), ("b", "size"))
        self.assertEqual(self.changes("-", text=text, new="old"), [0, 0, 0, 0, 2])
        self.replay("-", "--fail-on", "changed=0", text=text, new="old")

    def test_limits_give_status_1_and_say_why(self):
        text = self.lines(("a", "my parcel"), ("b", "price"), ("c", "okay"), ("d", "okay"))
        self.replay("-", "--fail-on", "newly-missed=25%", "--fail-on", "changed=2", text=text)
        self.replay("-", "--fail-on", "newly-missed=24.9%", "--fail-on", "changed=1", "--fail-on", "newly-answered=0", text=text, status=1)
        self.assertIn("--fail-on newly-missed=24.9% is passed: 1 of 4 messages (25.00 %)", self.errors)
        self.assertIn("--fail-on changed=1 is passed: 2 of 4 messages (50.00 %)", self.errors)
        self.assertNotIn("newly-answered", self.errors)

    def test_lines_that_cannot_be_used_are_told_and_the_rest_is_taken(self):
        bad = b'{"conversation":"a","text":"price"}\n{"conversation":\n\xff\xfe\n{"text":"x"}\n\n{"conversation":"b","text":"price"}'
        path = os.path.join(self.folder, "chats.jsonl")
        with open(path, "wb") as f:
            f.write(bad)
        r = self.json("chats.jsonl")
        self.assertEqual((r["messages"], r["source"]["lines"], r["source"]["bad_lines"]), (2, 6, 3))
        self.assertIn("chats.jsonl:2:17: error: the line is no JSON", self.errors)
        self.assertNotIn("A message is written so", self.errors)
        self.assertIn("chats.jsonl:3:1: error: the line is not UTF-8", self.errors)
        self.assertIn("chats.jsonl:4: error: this is neither a message", self.errors)
        self.assertIn("3 of 6 lines could not be used", self.errors)
        self.replay("chats.jsonl", "--strict", status=1)
        self.assertIn("--strict", self.errors)

    def test_nothing_to_compare_is_a_failure(self):
        for text in ("", "\n\n", "nonsense\n", '{"dialogue":"d","turns":[]}\n',
                     '{"dialogue":"d","turns":[{"speaker":"agent","text":"hello"}]}\n'):
            self.assertEqual(self.replay("-", text=text, status=1), "")
            self.assertIn("-: there is no message of a customer in it", self.errors)
            if "{" not in text:
                self.assertEqual("A message is written so" in self.errors, bool(text.strip()))
        self.replay("nowhere.jsonl", status=1)
        self.assertIn("nowhere.jsonl: No such file or directory", self.errors)
        self.replay(".", status=1)
        self.assertIn("Is a directory", self.errors)

    def test_both_books_mistakes_are_told(self):
        for name in ("old", "new"):
            with open(os.path.join(self.folder, name, "bad.yaml"), "w", encoding="utf-8") as f:
                f.write(f"phrases:\n  x.{name}: {{sya: [a]}}\n")
        self.assertEqual(self.replay("-", text="", status=1), "")
        self.assertIn("old/bad.yaml:2", self.errors)
        self.assertIn("new/bad.yaml:2", self.errors)

    def test_wrong_use_is_status_2(self):
        for args in (("--fail-on", "newly-missed"), ("--fail-on", "all=1"), ("--mask", "--no-mask"), ("--jobs", "0"), ("--last", "7d"),
                     ("--without-humans",)):
            self.replay("-", *args, text="", status=2)
        r = subprocess.run([XIAOER, "replay", "-"], capture_output=True, text=True, timeout=30, check=False)
        self.assertEqual(r.returncode, 2)
        self.assertIn("--old and --new are needed", r.stderr)

    def test_the_number_of_threads_changes_no_byte(self):
        words = ("my parcel", "price", "size", "okay", "xyzzy", "human", "thank you", "my sack")
        text = self.lines(*((f"c{i % 331}", words[(i * i + i // 7) % len(words)]) for i in range(5000)))
        first = self.replay("--json", "-", "--jobs", "1", text=text)
        self.assertGreater(len(json.loads(first)["groups"]), 4)
        for jobs in ("2", "7"):
            self.assertEqual(self.replay("--json", "-", "--jobs", jobs, text=text), first)

    def test_long_conversations_and_long_messages(self):
        text = self.lines(*(("a", "price" if i % 2 else "okay") for i in range(100000)), ("b", "price " + "x" * (1 << 20)))
        r = self.json("-", text=text)
        self.assertEqual(r["messages"], 100001)
        # each okay is followed by a closing check in both; prices have other words
        self.assertEqual(r["changes"]["words_only"], 50001)

    def test_settings_and_channels_come_from_the_config(self):
        with open(os.path.join(self.folder, "shop.yaml"), "w", encoding="utf-8") as f:
            f.write("channels: {web: {async: true}}\nshops: {tea: {}, silk: {channels: {web: {async: false}}}}\n")
        text = "".join(json.dumps({"conversation": "a", "text": t, "at": f"2026-11-23T10:00:0{i}+08:00"}) + "\n"
                       for i, t in enumerate(("price", "xyzzy")))
        for more, turn in ((("--config", "shop.yaml", "--shop", "silk"), 1), (("--config", "shop.yaml"), 2), ((), 1)):
            lines = text if "--shop" not in more else text.replace('{"conv', '{"shop": "silk", "conv')
            r = self.json("-", *more, text=lines)
            self.assertEqual(r["changes"]["words_only"], 1, more)
            self.assertEqual(r["groups"][0]["examples"][0]["turn"], turn, more)
        self.replay("-", "--config", "shop.yaml", "--shop", "none", text=text, status=2)


class AsAPage(Replay):
    TEXT = json.dumps({"conversation": "<a>", "text": "parcel </script><script>alert(1)</script> 13800138000"}) + "\n"

    def page(self, *args):
        self.replay("-", "--html", "page.html", *args, text=self.TEXT)
        with open(os.path.join(self.folder, "page.html"), encoding="utf-8") as f:
            return f.read()

    def test_it_is_well_formed_and_asks_for_nothing(self):
        page = self.page()
        tags = Tags()
        tags.feed(page)
        tags.close()
        self.assertEqual((tags.faults, tags.open), ([], []))
        self.assertEqual((tags.seen.count("script"), tags.seen.count("style")), (1, 1))
        self.assertNotRegex(page, r"https?://|@import|url\(")
        self.assertEqual(sorted(os.listdir(self.folder)), ["new", "old", "page.html"])

    def test_numbers_are_hidden_unless_it_is_said(self):
        self.assertIn("138****8000", self.page())
        self.assertIn("13800138000", self.page("--no-mask"))
        self.assertIn("13800138000", self.replay("-", text=self.TEXT))
        self.assertIn("138****8000", self.replay("-", "--mask", text=self.TEXT))

    def test_a_full_disk_leaves_what_was_there(self):
        before = self.page()
        def small():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        self.replay("-", "--html", "page.html", text=self.TEXT, status=1, preexec_fn=small)
        self.assertIn("page.html: File too large", self.errors)
        with open(os.path.join(self.folder, "page.html"), encoding="utf-8") as f:
            self.assertEqual(f.read(), before)
        self.assertEqual(sorted(os.listdir(self.folder)), ["new", "old", "page.html"])
        self.replay("-", "--html", "/dev/full", text=self.TEXT, status=1)
        self.assertIn("/dev/full: No space left on device", self.errors)
        self.replay("-", "--html", "nowhere/page.html", text=self.TEXT, status=1)
        with open("/dev/full", "w", encoding="ascii") as full:
            r = subprocess.run([XIAOER, "replay", "--old", "old", "--new", "new", "-"], cwd=self.folder, input=self.TEXT, stdout=full,
                               stderr=subprocess.PIPE, text=True, timeout=60, check=False)
        self.assertEqual(r.returncode, 1)
        self.assertIn("No space left on device", r.stderr)

    def test_who_is_stopped_leaves_nothing(self):
        for how in (signal.SIGINT, signal.SIGTERM):
            p = subprocess.Popen([XIAOER, "replay", "--old", "old", "--new", "new", "--html", "page.html", "-"], cwd=self.folder,
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            p.stdin.write(self.TEXT.encode() * 3000)
            p.stdin.flush()
            p.send_signal(how)
            self.assertEqual(p.wait(30), -how)
            p.stdin.close()
            p.stdout.close()
            self.assertEqual(sorted(os.listdir(self.folder)), ["new", "old"])

    def test_the_page_speaks_of_both_books(self):
        shutil.copytree(os.path.join(self.folder, "old"), os.path.join(self.folder, "旧<书>"))
        self.replay("-", "--html", "page.html", text=self.TEXT, old="旧<书>")
        with open(os.path.join(self.folder, "page.html"), encoding="utf-8") as f:
            self.assertIn("旧&lt;书&gt; (", f.read())
