"""A book that takes long to be examined: it keeps nobody waiting, and is given up in time."""
import http.client
import json
import os
import random
import signal
import subprocess
import threading
import time

from books_publish import WHO, Books, files
from helpers import XIAOER, environment, until

FOR_EVER = 500  # intents: half a minute of a core without a sanitizer
A_WHILE = 20    # half a second


def slow(intents):
    """Many patterns with very many ways to read a text, which the check looks at one by one."""
    rng = random.Random(1)

    def pattern():
        return "".join(rng.choice(("(退|换)?", "(货|款)?", "(快|慢)?")) for _ in range(60)) + "尾"
    return [{"name": "a.yaml", "text": "settings: {language: en, hours: always}\nintents:\n" + "".join(
        f"  i{n}: {{title: t, match: [{', '.join(pattern() for _ in range(4))}, 第{n}号], examples: 第{n}号, say: a}}\n"
        for n in range(intents))}]


class Slow(Books):
    def examined(self, server):
        return server.log().count("a book is examined")

    def publishing(self, server, intents=FOR_EVER):
        """A slow book on its way to the server: the thread, once it is being examined, and its answers to come."""
        before, answers = self.examined(server), []
        body = {**WHO, "warnings": "accept", "files": slow(intents)}
        thread = threading.Thread(target=lambda: answers.append(server.post("/v1/book/publish", body, timeout=300)))
        thread.start()
        until(lambda: self.examined(server) > before, "it is examined")
        return thread, answers

    def queued(self, server, edition):
        """A publish that waits behind another: the connection its answer comes by."""
        connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=120)
        self.addCleanup(connection.close)
        connection.request("POST", "/v1/book/publish", json.dumps({**WHO, "warnings": "accept", "files": files(edition)}))
        self.edition(server, "queued")  # was read behind it
        return connection

    def quickest(self, server, path):
        """Of three times, in seconds: other tests run beside this one."""
        took = []
        for _ in range(3):
            began = time.monotonic()
            answer = server.get(path)
            took.append(time.monotonic() - began)
            self.assertEqual(answer.status, 200, answer.raw)
        return min(took), answer.json

    def test_who_only_reads_does_not_wait_for_a_publish(self):
        server = self.server({"book": self.book})
        old = server.say("c", "ship")["replies"][0]["id"]
        self.publish(server, files("two"))
        new = server.say("c", "pay")["replies"][0]["id"]
        thread, answers = self.publishing(server)
        for path in (f"/v1/messages/{old}/why", f"/v1/messages/{new}/why", "/v1/misses", "/v1/books", "/v1/report"):
            took, answer = self.quickest(server, path)
            self.assertLess(took, 1, path)
            if path.endswith("why"):
                self.assertTrue(answer["explained"], answer)
        self.assertEqual(answers, [])  # it was under way all the time
        self.assertEqual(server.stop(), 0)
        thread.join()
        self.assertEqual(answers[0].status, 503)

    def test_a_book_that_takes_too_long_is_refused(self):
        server = self.server({"book": self.book, "publish": {"timeout": "1500ms"}})
        refused = self.publish(server, slow(FOR_EVER), 422)
        self.assertEqual(refused["type"], "urn:xiaoer:problem:book-refused")
        self.assertIn("given 1.5 s to be loaded, checked and tested (publish.timeout)", refused["detail"])
        self.assertIn("`xiaoer check BOOK`", refused["detail"])
        self.assertNotIn("findings", refused)  # what was found until then is not all
        self.assertIn("\nxiaoer_publish_refusals_total 1\n", server.get("/metrics").raw.decode())
        self.assertEqual(self.edition(server, "c"), "one")
        self.assertEqual(self.history(server), ["start"])
        self.assertEqual(self.command(server), (1, "xiaoer book: " + refused["detail"] + "\n"))
        server.stop()
        self.assertEqual(self.command(None), (1, "xiaoer book: " + refused["detail"] + "\n"))
        server.start()
        self.assertEqual(self.history(server), ["start"])
        self.publish(server, files("two"))
        self.assertEqual(self.edition(server, "c"), "two")

    def command(self, server):
        """`xiaoer book publish` of the slow book, through the server or without one."""
        mine = os.path.join(self.folder, "mine")
        os.makedirs(mine, exist_ok=True)
        with open(os.path.join(mine, "a.yaml"), "w", encoding="utf-8") as f:
            f.write(slow(FOR_EVER)[0]["text"])
        r = subprocess.run([XIAOER, "book", "publish", mine, "--why", "x", "--store", os.path.join(self.folder, "x.db"),
                            "--config", os.path.join(self.folder, "config.yaml")], capture_output=True, text=True, timeout=120,
                           env=environment({"XIAOER_LISTEN": server.url.removeprefix("http://")} if server else {}), check=False)
        return r.returncode, r.stdout + r.stderr

    def test_who_goes_back_goes_first(self):
        server = self.server({"book": self.book})
        self.publish(server, files("two"))
        thread, answers = self.publishing(server)
        self.assertEqual(server.post("/v1/book/rollback", {"who": "anna"}).status, 422)
        self.assertEqual(server.post("/v1/book/rollback", {**WHO, "shop": "wool"}).status, 422)
        queued = self.queued(server, "three")
        self.assertEqual(answers, [])  # these were no rollbacks
        back = self.rollback(server)
        self.assertEqual(self.edition(server, "c"), "one")
        thread.join()
        self.assertEqual(answers[0].status, 409, answers[0].raw)
        self.assertIn("a rollback or a reload came while it was examined", answers[0].json["detail"])
        self.assertIn("nothing was changed", answers[0].json["detail"])
        self.assertEqual(queued.getresponse().status, 409)
        self.assertEqual(self.history(server), ["start", "publish", "rollback"])
        self.assertEqual(self.in_force(server)[0][1], back["version"])

    def test_who_reloads_goes_first(self):
        server = self.server({"book": self.book})
        self.publish(server, files("two"))
        thread, answers = self.publishing(server)
        self.assertEqual(server.post("/v1/book/reload").status, 200)
        self.assertEqual(self.edition(server, "c"), "one")
        thread.join()
        self.assertEqual(answers[0].status, 409, answers[0].raw)
        self.publish(server, files("three"))
        thread, answers = self.publishing(server)
        server.process.send_signal(signal.SIGHUP)
        thread.join()
        self.assertEqual(answers[0].status, 409, answers[0].raw)
        until(lambda: self.edition(server, "c") == "one", "the folder is in force")
        self.publish(server, files("four"))  # nobody waits any more
        self.assertEqual(self.history(server), ["start", "publish", "reload", "publish", "reload", "publish"])

    def test_a_rollback_takes_all_the_time_it_needs(self):
        with open(os.path.join(self.book, "a.yaml"), "w", encoding="utf-8") as f:
            f.write(slow(A_WHILE)[0]["text"])
        server = self.server({"book": self.book})
        self.publish(server, files("two"))
        server.config["publish"] = {"timeout": "100ms"}
        server.restart()
        self.publish(server, slow(A_WHILE), 422)
        self.assertEqual(self.edition(server, "c"), "two")
        self.rollback(server)
        self.assertEqual(server.say("d", "第7号")["replies"][0]["text"], "a")

    def test_a_stop_does_not_wait_for_a_long_check(self):
        server = self.server({"book": self.book})
        thread, answers = self.publishing(server)
        queued = self.queued(server, "two")
        self.assertEqual(server.say("c", "ship")["replies"][0]["text"], "ship one")
        began = time.monotonic()
        self.assertEqual(server.stop(), 0)
        self.assertLess(time.monotonic() - began, 10)
        thread.join()
        self.assertEqual([answers[0].status, queued.getresponse().status], [503, 503])
        server.start()
        self.assertEqual(self.history(server), ["start"])
