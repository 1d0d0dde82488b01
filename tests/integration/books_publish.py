"""Books come into force in the running desk, stay in force, and come back: publish, rollback, and what is kept of them."""
import json
import os
import random
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import threading
import time

from helpers import ROOT, XIAOER, Case, environment, until

EN = os.path.join(ROOT, "phrases", "en")

BOOK = """
settings: {language: en, hours: always}
intents:
  ship: {title: ship, match: ship, examples: ship, say: ["ship %(edition)s"], again: ["ship %(edition)s"]}
  pay: {title: pay, match: pay, examples: pay, say: ["pay %(edition)s"], again: ["pay %(edition)s"]}
phrases:
  closing.done: {title: bye, say: [bye]}
"""
TEST = """
- dialogue: both matters
  steps:
    - customer: ship and pay
    - expect: {phrases: [ship, pay]}
"""
WHO = {"who": "anna", "why": "because"}


def files(edition, **more):
    """A small book whose answers tell its edition; it lacks what the check warns of."""
    return [{"name": "a.yaml", "text": BOOK % {"edition": edition}}] + \
           [{"name": name, "text": text} for name, text in more.items()]


def folder_files(folder):
    found = []
    for sub in ("", "tests/"):
        for name in sorted(os.listdir(os.path.join(folder, sub))):
            if name.endswith(".yaml"):
                with open(os.path.join(folder, sub, name), encoding="utf-8") as f:
                    found.append({"name": sub + name, "text": f.read()})
    return found


class Books(Case):
    def setUp(self):
        super().setUp()
        self.book = os.path.join(self.folder, "book")
        self.write("one")

    def write(self, edition):
        os.makedirs(self.book, exist_ok=True)
        with open(os.path.join(self.book, "a.yaml"), "w", encoding="utf-8") as f:
            f.write(BOOK % {"edition": edition})

    def publish(self, server, book, status=200, **more):
        answer = server.post("/v1/book/publish", {**WHO, "warnings": "accept", "files": book, **more}, timeout=120)
        self.assertEqual(answer.status, status, answer.raw[:2000])
        return answer.json

    def rollback(self, server, status=200, **more):
        answer = server.post("/v1/book/rollback", {**WHO, "warnings": "accept", **more}, timeout=120)
        self.assertEqual(answer.status, status, answer.raw[:2000])
        return answer.json

    def edition(self, server, conversation, **more):
        """Of the book that answers; two matters of one message must be of one book."""
        texts = [r["text"].split() for r in server.say(conversation, "ship and pay", **more)["replies"]]
        self.assertEqual([t[0] for t in texts], ["ship", "pay"])
        self.assertEqual(texts[0][1], texts[1][1])
        return texts[0][1]

    def in_force(self, server):
        return [(b["shop"], b["version"], b.get("how")) for b in server.get("/v1/books").json["in_force"]]

    def history(self, server, query=""):
        return [b["how"] for b in server.get("/v1/books" + query).json["history"]][::-1]


class Publish(Books):
    def test_it_answers_at_once_and_after_a_restart_until_it_is_rolled_back(self):
        server = self.server({"book": self.book})
        self.assertEqual(self.edition(server, "c"), "one")
        done = self.publish(server, files("two", **{"tests/a.yaml": TEST}))
        self.assertEqual((done["shop"], done["language"], done["book"]), ("default", "en", self.book))
        self.assertEqual((done["unchanged"], done["stored"], done["dialogues"]), (False, True, 1))
        self.assertNotEqual(done["version"], done["previous"])
        self.assertEqual(self.edition(server, "c"), "two")  # the conversation goes on
        self.assertEqual(self.in_force(server), [("default", done["version"], "publish")])
        server.restart()
        self.assertIn("the book that was published is in force", server.log())
        self.assertEqual(self.edition(server, "c"), "two")
        back = self.rollback(server)
        self.assertEqual((back["version"], back["previous"]), (done["previous"], done["version"]))
        self.assertEqual(self.edition(server, "c"), "one")
        server.restart()
        self.assertEqual(self.edition(server, "c"), "one")
        self.assertEqual(self.history(server), ["start", "publish", "rollback"])
        entry = server.get("/v1/books?limit=1").json
        self.assertEqual((entry["history"][0]["who"], entry["history"][0]["why"]), ("anna", "because"))
        self.assertEqual(server.get(f"/v1/books?before={entry['before']}&limit=1").json["history"][0]["how"], "publish")
        shown = server.get(f"/v1/books/{done['version']}").json
        self.assertEqual(shown["files"], files("two", **{"tests/a.yaml": TEST}))
        self.assertEqual(server.get("/v1/books/ffffffffffff").status, 404)

    def test_it_is_refused_with_every_reason_and_the_old_one_stays(self):
        server = self.server({"book": self.book})
        bad = {
            "intents: [\n": ("zz.yaml", "error"),
            "intents: {b: {title: B, match: bb, examples: ship, say: [x]}}\n": ("zz.yaml", "error"),
            "intents: {b: {titel: B, match: bb, examples: bb, say: [x]}}\n": ("zz.yaml", "error"),
        }
        for text, (file, level) in bad.items():
            refused = self.publish(server, files("two", **{"zz.yaml": text}), 422)
            self.assertEqual(refused["type"], "urn:xiaoer:problem:book-refused")
            self.assertIn((file, level), [(f["file"], f["level"]) for f in refused["findings"]], text)
        refused = self.publish(server, files("two", **{"tests/a.yaml": TEST.replace("pay]", "other]")}), 422)
        self.assertIn("1 of 1 dialogues failed", refused["detail"])
        self.assertEqual(("tests/a.yaml", 5), [(f["file"], f["line"]) for f in refused["findings"] if f["level"] == "error"][0])
        refused = self.publish(server, files("two"), 422, warnings="refuse")
        self.assertIn("warning", {f["level"] for f in refused["findings"]})
        self.assertIn("closing.check", str(refused["findings"]))
        self.assertEqual(self.edition(server, "c"), "one")
        self.assertEqual(self.history(server), ["start"])
        metrics = server.get("/metrics").raw.decode()
        self.assertIn("\nxiaoer_publish_refusals_total 5\n", metrics)
        self.assertIn("\nxiaoer_publishes_total 0\n", metrics)
        self.publish(server, files("two"))
        self.assertIn("\nxiaoer_publishes_total 1\n", server.get("/metrics").raw.decode())

    def test_a_whole_shipped_book_passes_without_a_warning(self):
        server = self.server({"book": EN})
        book = folder_files(EN)
        done = self.publish(server, book, warnings="refuse")
        self.assertTrue(done["unchanged"])
        self.assertGreater(done["dialogues"], 50)
        for f in book:
            if f["name"] == "shipping.yaml":
                f["text"] += "# edited\n"
        self.assertFalse(self.publish(server, book, warnings="refuse")["unchanged"])
        again = self.publish(server, book, warnings="refuse")
        self.assertEqual((again["unchanged"], again["stored"]), (True, False))

    def test_a_dry_run_and_a_stale_base_change_nothing(self):
        server = self.server({"book": self.book})
        first = self.in_force(server)
        self.publish(server, files("two"), dry_run=True)
        self.assertEqual(self.in_force(server), first)
        stale = first[0][1]
        self.publish(server, files("two"), base=stale)
        conflict = self.publish(server, files("three"), 409, base=stale)
        self.assertIn("publish by anna: because", conflict["detail"])
        self.assertEqual(self.publish(server, files("two"), base=stale)["unchanged"], True)  # the answer was lost: sent again
        self.rollback(server, base=self.in_force(server)[0][1])
        self.rollback(server, 409, base="ffffffffffff")
        self.assertEqual(self.edition(server, "c"), "one")

    def test_what_is_no_book_is_told(self):
        server = self.server({"book": self.book})
        for body in ({}, {**WHO}, {"files": files("x")}, {**WHO, "files": [{"name": "../x.yaml", "text": ""}]},
                     {**WHO, "files": files("x"), "shop": "elsewhere"}, {**WHO, "files": files("x"), "warnings": "no"}):
            self.assertEqual(server.post("/v1/book/publish", body).status, 422, body)
        self.assertEqual(server.post("/v1/book/publish", b"{").status, 400)
        self.assertEqual(server.get("/v1/book/publish").status, 405)
        refused = self.publish(server, [{"name": "a.yaml", "text": (BOOK % {"edition": "x"}).replace("language: en", "language: ja")}], 422)
        self.assertIn("no book in ja", str(refused["findings"]))
        self.rollback(server, 404, version="ffffffffffff")
        self.rollback(server, 409)
        self.assertEqual(server.get("/v1/books?shop=elsewhere").status, 422)
        self.assertEqual(server.get("/v1/books?shp=default").status, 400)

    def test_all_of_it_wants_the_token(self):
        server = self.server({"book": self.book, "tokens": ["0123456789abcdef"]})
        good = {"headers": {"Authorization": "Bearer 0123456789abcdef"}}
        for method, path in (("GET", "/v1/books"), ("GET", "/v1/books/x"), ("POST", "/v1/book/publish"), ("POST", "/v1/book/rollback")):
            self.assertEqual(server.call(method, path, {**WHO, "files": files("x")} if method == "POST" else None).status, 401)
        self.assertEqual(server.get("/v1/books", **good).status, 200)

    def test_a_book_may_be_larger_than_other_bodies(self):
        server = self.server({"book": self.book, "http": {"book_max": "300k"}})
        comment = "# " + "x" * 99 + "\n"
        self.publish(server, files("two", **{"zz.yaml": comment * 2000}))
        self.assertEqual(self.edition(server, "c"), "two")
        large = json.dumps({**WHO, "files": files("three", **{"zz.yaml": comment * 4000})}).encode()
        self.assertEqual(server.call("POST", "/v1/book/publish", large).status, 413)
        self.assertEqual(server.call("POST", "/v1/book/rollback", large).status, 413)
        self.assertEqual(server.call("POST", "/v1/messages", large).status, 413)
        self.assertEqual(self.edition(server, "c"), "two")

    def test_a_reload_is_the_word_that_the_folder_is_right(self):
        server = self.server({"book": self.book})
        self.publish(server, files("two"))
        self.write("three")
        server.restart()
        self.assertEqual(self.edition(server, "c"), "two")
        self.assertEqual(server.post("/v1/book/reload").status, 200)
        self.assertEqual(self.edition(server, "c"), "three")
        self.publish(server, files("two"))
        with open(os.path.join(self.book, "b.yaml"), "w", encoding="utf-8") as f:
            f.write("intents: [")
        server.process.send_signal(signal.SIGHUP)
        until(lambda: "book refused" in server.log(), "the bad folder is refused")
        self.assertEqual(self.edition(server, "c"), "two")
        self.assertEqual(self.history(server), ["start", "publish", "reload", "publish"])
        server.restart()  # the folder has mistakes; what was published serves
        self.assertEqual(self.edition(server, "c"), "two")
        self.assertIn("the book of the config has mistakes", server.log())
        os.remove(os.path.join(self.book, "b.yaml"))
        server.process.send_signal(signal.SIGHUP)
        until(lambda: self.edition(server, "c") == "three", "the folder is in force")
        server.restart()
        self.assertEqual(self.edition(server, "c"), "three")

    def test_the_language_of_the_shop_is_that_of_its_book(self):
        server = self.server({"book": self.book, "settings": {"language": "fr"}})
        done = self.publish(server, files("two"))
        self.assertEqual((done["language"], self.edition(server, "a")), ("fr", "two"))
        self.rollback(server, language="fr")
        self.assertEqual(self.edition(server, "b"), "one")
        self.publish(server, files("three"))
        server.restart()
        self.assertEqual(self.edition(server, "c"), "three")
        self.assertEqual(self.publish(server, files("four"), 422, language="en")["findings"][0]["message"],
                         "the book is in fr, not in en (settings.language)")

    def test_each_shop_has_its_own(self):
        server = self.server({"shops": {"tea": {"book": self.book}, "silk": {"book": self.book}, "wool": {}}})
        self.publish(server, files("two"), shop="silk")
        self.publish(server, files("three"), shop="wool")  # in the place of the English book inside
        self.assertEqual([self.edition(server, "c", shop=s) for s in ("tea", "silk", "wool")], ["one", "two", "three"])
        server.restart()
        self.assertEqual([self.edition(server, "c", shop=s) for s in ("tea", "silk", "wool")], ["one", "two", "three"])
        self.assertEqual(self.history(server, "?shop=silk"), ["start", "publish"])
        self.assertEqual(self.history(server, "?shop=wool&language=zh-CN"), ["start"])
        self.rollback(server, shop="wool")
        self.assertNotIn("three", str(server.say("c", "ship and pay", shop="wool")))
        self.assertEqual(self.edition(server, "c", shop="silk"), "two")
        self.assertRegex(server.say("zh", "我的快递到哪了", shop="wool")["replies"][-1]["text"], "[一-龥]")

    def test_a_full_disk_leaves_the_old_one_whole(self):
        server = self.server({"book": self.book})
        self.edition(server, "c")
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
        refused = server.post("/v1/book/publish", {**WHO, "warnings": "accept", "files": files("two")})
        self.assertEqual(refused.status, 503)
        self.assertEqual(server.post("/v1/book/reload").status, 200)  # nothing is new: nothing is to be stored
        self.write("three")
        self.assertEqual(server.post("/v1/book/reload").status, 503)
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        until(lambda: server.get("/readyz").status == 200, "ready again")
        self.assertEqual(self.edition(server, "c"), "one")
        self.publish(server, files("two"))
        self.assertEqual(self.edition(server, "c"), "two")
        self.assertEqual(self.history(server), ["start", "publish"])

    def test_a_store_of_before_there_was_a_history_is_raised(self):
        server = self.server({"book": self.book})
        self.edition(server, "c")
        server.stop()
        with sqlite3.connect(server.store) as db:
            for table in ("book_history", "book_file", "book_version", "book_text", "miss", "miss_message"):
                db.execute("DROP TABLE " + table)
            db.execute("DELETE FROM migration WHERE version >= 4")
        server.start()
        self.assertEqual(self.edition(server, "c"), "one")
        self.publish(server, files("two"))
        self.assertEqual(self.history(server), ["start", "publish"])


class UnderLoad(Books):
    def test_no_message_is_lost_doubled_or_answered_by_half_a_book(self):
        server = self.server({"book": self.book})
        stop, faults, sent = threading.Event(), [], {}

        def talk(name):
            sent[name] = []
            for i in range(100000):
                if stop.is_set():
                    return
                answer = server.post("/v1/messages", {"conversation": name, "id": f"{i}", "text": "ship and pay"})
                texts = [r["text"].split() for r in answer.json.get("replies", [])]
                if answer.status != 200 or [t[0] for t in texts] != ["ship", "pay"] or texts[0][1] != texts[1][1]:
                    faults.append(answer.raw)
                sent[name].append(answer.json.get("replies"))
        threads = [threading.Thread(target=talk, args=(f"c{i}",)) for i in range(6)]
        for t in threads:
            t.start()
        for n in range(12):
            done = self.publish(server, files(f"e{n}"))
            if n % 3 == 2:
                self.rollback(server, base=done["version"])
        stop.set()
        for t in threads:
            t.join()
        self.assertEqual(faults, [])
        self.assertGreater(sum(len(s) for s in sent.values()), 100)
        editions = {r[0]["text"] for s in sent.values() for r in s}
        self.assertGreater(len(editions), 3)
        with sqlite3.connect(server.store) as db:
            for name, answers in sent.items():
                count, = db.execute("SELECT count(*) FROM message m JOIN conversation c ON c.id = m.conversation"
                                    " WHERE c.name = ? AND m.direction = 0", (name,)).fetchone()
                self.assertEqual(count, len(answers))
        for name in ("c0", "c5"):  # sent again, each gets what it got
            again = server.post("/v1/messages", {"conversation": name, "id": "0", "text": "ship and pay"}).json
            self.assertEqual((again["duplicate"], again["replies"]), (True, sent[name][0]))

    def test_two_at_once_come_one_after_the_other(self):
        server = self.server({"book": self.book})
        base = self.in_force(server)[0][1]
        answers = []

        def go(n, **more):
            answers.append(server.post("/v1/book/publish", {**WHO, "warnings": "accept", "files": files(f"e{n}"), **more}).status)
        for more, want in (({}, [200] * 4), ({"base": base}, [409] * 4)):
            answers.clear()
            threads = [threading.Thread(target=go, args=(n,), kwargs=more) for n in range(4)]
            for t in threads:
                t.start()
            for t in threads:
                t.join()
            self.assertIn(sorted(answers), (want, [200, 409, 409, 409]))
        self.assertEqual(self.history(server)[:5], ["start"] + ["publish"] * 4)

    def test_killed_in_the_middle_the_old_or_the_new_one_is_in_force_and_whole(self):
        rng = random.Random(4)
        server = self.server({"book": self.book})
        acknowledged = "one"
        for n in range(8):
            tried = f"e{n}"
            body = {**WHO, "warnings": "accept", "files": files(tried)}
            answered = []

            def go():
                try:
                    answered.append(server.post("/v1/book/publish", body).status)
                except (OSError, ValueError):
                    pass  # it was killed
            thread = threading.Thread(target=go)
            thread.start()
            thread.join(rng.uniform(0, 0.08))
            server.restart(signal.SIGKILL)
            thread.join()
            found = self.edition(server, f"c{n}")
            self.assertIn(found, (acknowledged, tried))
            if answered == [200]:
                self.assertEqual(found, tried)
            acknowledged = found
            with sqlite3.connect(server.store) as db:
                self.assertEqual(db.execute("SELECT count(*) FROM book_version v WHERE NOT EXISTS"
                                            " (SELECT 1 FROM book_file f JOIN book_text t ON t.id = f.book_text"
                                            " WHERE f.book_version = v.id)").fetchone(), (0,))
        self.publish(server, files("last"))
        self.assertEqual(self.edition(server, "end"), "last")


class Command(Books):
    def setUp(self):
        super().setUp()
        self.mine = os.path.join(self.folder, "mine")
        shutil.copytree(self.book, self.mine)
        os.mkdir(os.path.join(self.mine, "tests"))
        with open(os.path.join(self.mine, "tests", "a.yaml"), "w", encoding="utf-8") as f:
            f.write(TEST)

    def edit(self, edition):
        with open(os.path.join(self.mine, "a.yaml"), "w", encoding="utf-8") as f:
            f.write(BOOK % {"edition": edition})

    def run_book(self, *args, status=0, server=None, config=None, language=None):
        path = config or os.path.join(self.folder, "config.yaml")
        if not os.path.exists(path):
            with open(path, "w", encoding="utf-8") as f:
                json.dump({"book": self.book, "settings": {"hours": "always"}}, f)
        env = {"XIAOER_LISTEN": server.url.removeprefix("http://")} if server else {}
        env |= {"LANGUAGE": language} if language else {}
        r = subprocess.run([XIAOER, "book", *args, "--store", os.path.join(self.folder, "x.db"), "--config", path],
                           capture_output=True, text=True, timeout=120, env=environment(env))
        self.assertEqual(r.returncode, status, r.stdout + r.stderr)
        return r.stdout + r.stderr

    def test_who_publishes_is_told_in_his_language_not_in_the_servers(self):
        server = self.server({"book": self.book})
        with open(os.path.join(self.mine, "b.yaml"), "w", encoding="utf-8") as f:
            f.write("intents:\n  b:\n    title: b\n    match: (退\n    examples: 退\n    say: x\n")
        told = {n: self.run_book("publish", self.mine, "--why", "x", status=1, server=server, language=n)
                for n in ("en", "zh_CN")}
        place = os.path.join(self.mine, "b.yaml:4:14: ")
        self.assertIn(place + "error: the pattern does not compile", told["en"])
        self.assertIn(place + "错误: ", told["zh_CN"])
        for text in told.values():
            self.assertEqual(text.count("b.yaml:"), 1, text)
            self.assertIn("    match: (退", text)

    def test_beside_a_running_server(self):
        server = self.server({"book": self.book})
        self.edit("two")
        refused = self.run_book("publish", self.mine, "--why", "more", status=1, server=server)
        self.assertIn("warning", refused)
        self.assertIn("--accept-warnings", refused)
        tried = self.run_book("publish", self.mine, "--why", "more", "--accept-warnings", "--dry-run", server=server)
        self.assertIn("could take the place of", tried)
        self.assertEqual(self.edition(server, "c"), "one")
        done = self.run_book("publish", self.mine, "--why", "new prices", "--who", "小王", "--accept-warnings", server=server)
        self.assertIn("1 dialogues hold", done)
        self.assertRegex(done, r"intents +changed \(2\): pay, ship")
        self.assertEqual(self.edition(server, "c"), "two")
        again = self.run_book("publish", self.mine, "--why", "x", "--accept-warnings", server=server)
        self.assertIn("in force already", again)
        self.assertIn("are the same", self.run_book("diff", self.mine, server=server))
        self.assertIn('-  ship: {title: ship, match: ship, examples: ship, say: ["ship two"]', self.run_book("diff", server=server))
        listed = self.run_book("list", server=server)
        self.assertRegex(listed, r"\* .* publish +小王 +new prices")
        back = re.search(r"^to go back: xiaoer book (rollback.*) --why TEXT$", done, re.M).group(1).split()
        self.assertIn("is in force in the place of", self.run_book(*back, "--why", "wrong", "--accept-warnings", server=server))
        self.assertEqual(self.edition(server, "c"), "one")
        history = json.loads(self.run_book("list", "--json", server=server))
        self.assertEqual([h["how"] for h in history["history"]], ["rollback", "publish", "start"])
        self.assertEqual(history["in_force"][0]["why"], "wrong")
        self.assertEqual(json.loads(self.run_book("rollback", "--why", "x", "--json", status=1, server=server))["status"], 409)

    def test_mistakes_are_shown_in_the_folder_they_stand_in(self):
        server = self.server({"book": self.book})
        with open(os.path.join(self.mine, "tests", "a.yaml"), "a", encoding="utf-8") as f:
            f.write("    - expect: {phrase: other}\n")
        refused = self.run_book("publish", self.mine, "--why", "more", "--accept-warnings", status=1, server=server)
        self.assertIn(f"{self.mine}/tests/a.yaml:6:", refused)
        self.assertIn("    - expect: {phrase: other}\n", refused)
        self.assertIn("1 of 1 dialogues failed", refused)
        self.assertEqual(self.edition(server, "c"), "one")

    def test_without_a_server_it_holds_from_the_next_start_on(self):
        self.edit("two")
        done = self.run_book("publish", self.mine, "--why", "first", "--accept-warnings")  # there is no store yet
        self.assertIn("from the next start on", done)
        self.assertEqual(json.loads(self.run_book("list", "--json"))["history"][0]["why"], "first")
        server = self.server({"book": self.book})
        self.assertEqual(self.edition(server, "c"), "two")
        server.stop()
        self.edit("three")
        self.run_book("publish", self.mine, "--why", "second", "--accept-warnings")
        server.start()
        self.assertEqual(self.edition(server, "c"), "three")
        server.stop()
        self.run_book("rollback", "--why", "back", "--accept-warnings")
        server.start()
        self.assertEqual(self.edition(server, "c"), "two")
        self.assertEqual(self.history(server), ["publish", "publish", "rollback"])

    def test_versions_are_shown_and_compared(self):
        server = self.server({"book": self.book})
        first = self.in_force(server)[0][1]
        self.edit("two")
        self.run_book("publish", self.mine, "--why", "x", "--accept-warnings", server=server)
        second = self.in_force(server)[0][1]
        differs = self.run_book("diff", first, second)
        self.assertIn(f"--- {first}/a.yaml\n+++ {second}/a.yaml\n", differs)
        self.assertIn(f"--- /dev/null\n+++ {second}/tests/a.yaml\n", differs)
        self.assertEqual(self.run_book("diff", first), differs)
        self.assertIn("are the same", self.run_book("diff", second, self.mine))
        out = os.path.join(self.folder, "out")
        self.assertIn("2 files written", self.run_book("show", second, "--to", out))
        self.assertEqual(folder_files(out), folder_files(self.mine))
        self.assertIn("cannot be written", self.run_book("show", second, "--to", out, status=1))
        self.assertIn("==> a.yaml <==\n" + BOOK % {"edition": "one"}, self.run_book("show", first))
        self.assertEqual(json.loads(self.run_book("show", second, "--json"))["files"], folder_files(self.mine))
        self.assertIn("never in force", self.run_book("show", "ffffffffffff", status=1))
        self.assertIn("never in force", self.run_book("diff", "ffffffffffff", status=1))
        self.assertIn("no book there", self.run_book("diff", "nowhere", status=1))
        patch = self.run_book("diff", second, first).split("2 files differ")[0]
        patched = subprocess.run(["git", "apply", "-p1"], cwd=out, input=patch, capture_output=True, text=True, timeout=30)
        self.assertEqual(patched.returncode, 0, patched.stdout + patched.stderr)
        self.assertEqual(os.listdir(out), ["a.yaml"])
        with open(os.path.join(out, "a.yaml"), encoding="utf-8") as f:
            self.assertEqual(f.read(), BOOK % {"edition": "one"})

    def test_wrong_use_is_told(self):
        for args in (["publish"], ["publish", self.mine], ["publish", self.mine, "--why", " "], ["publish", "a", "b", "--why", "x"],
                     ["rollback"], ["list", "more"], ["list", "--why", "x"], ["show"], ["show", "a", "--dry-run"],
                     ["diff", "--to", "x"], ["diff", "--json"], ["remove"], []):
            self.run_book(*args, status=2)
        self.assertIn("publish BOOK", self.run_book("--help"))
        self.assertIn("x.db", self.run_book("list", status=1))
        self.assertIn("no book there", self.run_book("publish", "nowhere", "--why", "x", status=1))
        for bad in (b"# caf\xe9\n", b"# \0\n"):
            with open(os.path.join(self.mine, "tests", "b.yaml"), "wb") as f:
                f.write(bad)
            self.assertIn("tests/b.yaml is no text in UTF-8", self.run_book("publish", self.mine, "--why", "x", status=1))

    def test_a_reason_of_several_lines_is_one_in_the_list(self):
        server = self.server({"book": self.book})
        self.publish(server, files("two"), why="one\nline\x1b[31m")
        self.assertIn("anna         one line [31m\n", self.run_book("list", server=server))

    def test_a_server_that_wants_a_token_or_has_another_shop_is_told(self):
        server = self.server({"book": self.book, "tokens": ["0123456789abcdef"]})
        bare = os.path.join(self.folder, "bare.yaml")
        with open(bare, "w", encoding="utf-8") as f:
            f.write("{}")
        self.assertIn("token", self.run_book("publish", self.mine, "--why", "x", status=1, server=server, config=bare))
        self.run_book("publish", self.mine, "--why", "x", "--accept-warnings", server=server)
        told = self.run_book("publish", self.mine, "--why", "x", "--shop", "wool", status=1, server=server)
        self.assertIn('there is no shop "wool"', told)
