"""Start, stop, reload, and what goes wrong with files: the life of `xiaoer serve`."""
import json
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import threading
import time

from helpers import ROOT, XIAOER, Case, Server, environment, escalation, until

BOOK = os.path.join(ROOT, "phrases", "zh-CN")


def run(*args, env=None, cwd=None):
    return subprocess.run([XIAOER, *args], capture_output=True, text=True, timeout=30, cwd=cwd, env=environment(env))


class Start(Case):
    def test_it_says_where_it_listens_and_what_to_try(self):
        server = self.server()
        line = server.process.stdout.readline().decode()
        self.assertTrue(line.startswith("try: curl http://127.0.0.1:"), line)
        command = line.removeprefix("try: ")
        said = subprocess.run(["bash", "-c", command], capture_output=True, env=environment(), timeout=30)
        self.assertEqual(json.loads(said.stdout)["intents"][0]["id"], "shipping.where")

    def test_a_second_process_on_the_same_store_is_refused(self):
        server = self.server()
        second = run("serve", "--store", server.store, "--listen", "127.0.0.1:0", cwd=self.folder)
        self.assertEqual(second.returncode, 1)
        self.assertIn("x.db", second.stderr)
        self.assertRegex(second.stderr, "in use|another process")
        self.assertEqual(server.get("/healthz").status, 200)

    def test_without_a_token_no_page_of_another_site_is_served(self):
        """A page open in a browser of this machine reaches loopback too: by itself, or by a name that points here."""
        foreign = ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": "http://localhost.evil.example"},
                   {"Origin": "http://127.0.0.1.evil.example"}, {"Host": "evil.example:8080"}, {"Host": "127.evil.example"})
        own = ({}, {"Host": "localhost:8080"}, {"Host": "127.0.0.1"}, {"Host": "xiaoer:8080"}, {"Origin": "http://localhost:3000"},
               {"Origin": "http://[::1]:80"}, {"Host": "xiaoer", "Origin": "http://xiaoer"})
        s = self.server()
        for headers in foreign:
            self.assertEqual(s.post("/v1/messages", {"conversation": "c", "id": "1", "text": "您好"}, headers=headers).status, 401, headers)
            self.assertEqual(s.get("/v1/conversations", headers=headers).status, 401, headers)
            self.assertEqual(s.post("/v1/tickets/1", {"status": "closed"}, headers=headers).status, 401, headers)
            self.assertEqual(s.get("/healthz", headers=headers).status, 200)
        for headers in own:
            self.assertEqual(s.get("/v1/conversations", headers=headers).status, 200, headers)
        s.stop()
        s = self.server({"tokens": ["0123456789abcdef0123"]})
        for headers in foreign + own:
            headers = {**headers, "Authorization": "Bearer 0123456789abcdef0123"}
            self.assertEqual(s.get("/v1/conversations", headers=headers).status, 200, headers)

    def test_beyond_loopback_only_with_a_token(self):
        refused = run("serve", "--listen", "0.0.0.0:0", cwd=self.folder)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("token", refused.stderr)
        server = Server(self.folder, env={"XIAOER_TOKENS": "0123456789abcdef"}, args=["--listen", "0.0.0.0:0"])
        self.addCleanup(self.end, server)
        server.url = server.url.replace("0.0.0.0", "127.0.0.1")
        body = {"conversation": "c", "id": "1", "text": "你好"}
        self.assertEqual(server.post("/v1/messages", body).status, 401)
        bad, good = ({"headers": {"Authorization": "Bearer " + t}} for t in ("0123456789abcdeg", "0123456789abcdef"))
        self.assertEqual(server.post("/v1/messages", body, **bad).status, 401)
        self.assertEqual(server.post("/v1/messages", body, **good).status, 200)
        self.assertNotIn("0123456789abcdef", server.log())

    def test_an_address_in_use_is_told(self):
        server = self.server()
        second = run("serve", "--store", "other.db", "--listen", server.url.removeprefix("http://"), cwd=self.folder)
        self.assertEqual(second.returncode, 1)
        self.assertIn("in use", second.stderr)

    def test_a_bad_config_is_told_with_its_place_and_nothing_starts(self):
        with open(os.path.join(self.folder, "xiaoer.yaml"), "w", encoding="utf-8") as f:
            f.write("listn: 127.0.0.1:0\nescalation: {url: 'ftp://a', secret: geheim}\n")
        refused = run("serve", cwd=self.folder)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("xiaoer.yaml:1:1: error: unknown key listn; did you mean listen?", refused.stderr)
        self.assertIn("xiaoer.yaml:2:19: error: escalation.url", refused.stderr)
        self.assertNotIn("geheim", refused.stderr)
        self.assertFalse(os.path.exists(os.path.join(self.folder, "xiaoer.db")))

    def test_a_bad_book_is_told_and_nothing_starts(self):
        book = os.path.join(self.folder, "book")
        os.mkdir(book)
        with open(os.path.join(book, "a.yaml"), "w", encoding="utf-8") as f:
            f.write("intents:\n  a:\n    title: A\n    match: |\n      (\n    say: x\n    examples: x\n")
        refused = run("serve", "--book", book, "--listen", "127.0.0.1:0", cwd=self.folder)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("a.yaml:5:", refused.stderr)

    def test_a_file_that_is_no_store_is_left_alone(self):
        path = os.path.join(self.folder, "notes.txt")
        with open(path, "w", encoding="utf-8") as f:
            f.write("not a database\n" * 1000)
        refused = run("serve", "--store", path, "--listen", "127.0.0.1:0", cwd=self.folder)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("notes.txt", refused.stderr)
        with open(path, encoding="utf-8") as f:
            self.assertEqual(f.read(), "not a database\n" * 1000)


class Reload(Case):
    def setUp(self):
        super().setUp()
        self.book = os.path.join(self.folder, "book")
        shutil.copytree(BOOK, self.book)

    def write(self, text):
        with open(os.path.join(self.book, "zz-extra.yaml"), "w", encoding="utf-8") as f:
            f.write(text)

    def extra(self, say):
        self.write("intents:\n  test.extra:\n    title: 测试\n    match: |\n      青玉案元夕\n"
                   f"    examples: |\n      青玉案元夕\n    say: [{say}]\n")

    def answer(self, server, conversation):
        return [r["text"] for r in server.say(conversation, "青玉案元夕")["replies"]]

    def test_sighup_with_a_bad_and_a_good_book(self):
        self.extra("东风夜放花千树")
        server = self.server({"book": self.book})
        self.assertIn("东风夜放花千树", self.answer(server, "a"))
        self.extra("更吹落星如雨")
        server.process.send_signal(signal.SIGHUP)
        until(lambda: "更吹落星如雨" in self.answer(server, "b"), "the good book is in force")
        with open(os.path.join(self.book, "zz-extra.yaml"), "a", encoding="utf-8") as f:
            f.write("  test.extra:\n    titel: x\n")
        server.process.send_signal(signal.SIGHUP)
        until(lambda: "book refused" in server.log(), "the bad book is refused")
        self.assertRegex(server.log(), r"zz-extra\.yaml:9:")
        self.assertIn("更吹落星如雨", self.answer(server, "c"))

    def test_the_call_says_what_is_wrong(self):
        server = self.server({"book": self.book})
        self.assertEqual(server.post("/v1/book/reload").status, 200)
        self.write("intents:\n  x.y: {say: hi}\n")
        refused = server.post("/v1/book/reload")
        self.assertEqual(refused.status, 422)
        self.assertIn("zz-extra.yaml", refused.raw.decode())
        self.extra("好")
        self.assertEqual(server.post("/v1/book/reload").status, 200)
        self.assertIn("好", self.answer(server, "a"))

    def test_no_message_is_lost_while_books_are_swapped(self):
        server = self.server({"book": self.book})
        failures = []

        def talk(name):
            for i in range(40):
                answer = server.post("/v1/messages", {"conversation": name, "id": f"{i}", "text": "什么时候发货"})
                if answer.status != 200 or not answer.json["replies"]:
                    failures.append(answer.raw)
        threads = [threading.Thread(target=talk, args=(f"c{i}",)) for i in range(4)]
        for t in threads:
            t.start()
        while any(t.is_alive() for t in threads):
            self.assertEqual(server.post("/v1/book/reload").status, 200)
        for t in threads:
            t.join()
        self.assertEqual(failures, [])


class Stop(Case):
    def load(self, server, acknowledged, stop):
        """Messages without end; what was answered with 200 is noted."""
        def talk(name):
            for i in range(100000):
                if stop.is_set():
                    return
                body = {"conversation": name, "id": f"{name}-{i}", "text": "什么时候发货"}
                try:
                    answer = server.post("/v1/messages", body)
                except OSError:
                    return
                if answer.status == 200:
                    acknowledged.append((body, answer.json["replies"]))
        threads = [threading.Thread(target=talk, args=(f"c{i}",)) for i in range(8)]
        for t in threads:
            t.start()
        return threads

    def check(self, server, acknowledged):
        """Each is known as a duplicate and gets the very replies again."""
        for body, replies in acknowledged:
            again = server.post("/v1/messages", body).json
            self.assertTrue(again["duplicate"], body)
            self.assertEqual(again["replies"], replies)

    def test_a_graceful_stop_under_load_loses_nothing(self):
        server = self.server()
        acknowledged, stop = [], threading.Event()
        threads = self.load(server, acknowledged, stop)
        until(lambda: len(acknowledged) > 200, "load")
        began = time.monotonic()
        self.assertEqual(server.stop(), 0)
        self.assertLess(time.monotonic() - began, 8)
        stop.set()
        for t in threads:
            t.join()
        server.start()
        self.check(server, acknowledged)

    def test_a_long_poll_is_answered_at_the_stop(self):
        server = self.server()
        last = server.say("c", "你好")["replies"][-1]["id"]
        with socket.create_connection(("127.0.0.1", int(server.url.rsplit(":", 1)[1])), 30) as poll:
            poll.sendall(f"GET /v1/conversations/c/messages?after={last}&wait=25 HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            server.get("/healthz")  # what was sent before it has been read when it is answered
            began = time.monotonic()
            self.assertEqual(server.stop(), 0)
            self.assertLess(time.monotonic() - began, 8)
            answer = b"".join(iter(lambda: poll.recv(4096), b""))
        self.assertTrue(answer.startswith(b"HTTP/1.1 200"), answer)
        self.assertEqual(json.loads(answer.split(b"\r\n\r\n", 1)[1])["messages"], [])

    def test_a_delivery_in_flight_is_recorded_before_the_end(self):
        release = threading.Event()

        def slow(request, n):
            release.wait(10)
            return 200, {}, b""
        receiver = self.receiver(slow)
        server = self.server({**escalation(receiver.url), "courier": {"timeout": "8s"}})
        server.say("c", "转人工")
        receiver.wait(1)
        server.process.send_signal(signal.SIGTERM)
        until(lambda: "stopping" in server.log(), "it stops")
        release.set()
        self.assertEqual(server.stop(), 0)
        server.start()
        self.assertEqual(server.letters(), [])
        self.assertEqual(len(receiver.requests), 1)

    def test_a_second_signal_ends_it_at_once(self):
        release = threading.Event()
        self.addCleanup(release.set)
        receiver = self.receiver(lambda request, n: (release.wait(60) and 200 or 200, {}, b""))
        server = self.server({**escalation(receiver.url), "courier": {"timeout": "60s"}})
        server.say("c", "转人工")
        receiver.wait(1)
        server.process.send_signal(signal.SIGINT)
        until(lambda: "stopping" in server.log(), "it stops")
        until(lambda: self.insist(server), "it has ended", patience=5)
        self.assertEqual(server.process.returncode, 128 + signal.SIGINT)

    def insist(self, server):
        """One signal more; those in the first moment count as the same one."""
        if server.process.poll() is None:
            server.process.send_signal(signal.SIGINT)
        return server.process.poll() is not None


class FullDisk(Case):
    """A file that may not grow is to the server what a full disk is: writes fail, later they do not."""

    def limit(self, server, size):
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def test_503_while_it_lasts_and_then_on(self):
        server = self.server()
        first = server.say("c", "你好", "first")
        self.limit(server, 1)
        body = {"conversation": "c", "id": "second", "text": "什么时候发货"}
        refused = server.post("/v1/messages", body)
        self.assertEqual(refused.status, 503)
        self.assertIn("problem+json", refused.headers["Content-Type"])
        self.assertEqual(server.get("/healthz").status, 200)
        self.assertEqual(server.get("/readyz").status, 503)
        self.limit(server, resource.RLIM_INFINITY)
        answer = server.post("/v1/messages", body)
        self.assertEqual(answer.status, 200)
        self.assertFalse(answer.json["duplicate"])
        again = server.say("c", "你好", "first")
        self.assertTrue(again["duplicate"])
        self.assertEqual(again["replies"], first["replies"])
        texts = [m["text"] for m in server.get("/v1/conversations/c/messages").json["messages"]]
        self.assertEqual(texts.count("什么时候发货"), 1)
        until(lambda: server.get("/readyz").status == 200, "ready again")
        self.assertGreater(int(re.search(r"^xiaoer_commit_failures_total (\d+)", server.get("/metrics").raw.decode(),
                                         re.M).group(1)), 0)

    def test_what_was_delivered_meanwhile_is_recorded_later_and_not_sent_twice(self):
        release = threading.Event()

        def slow(request, n):
            release.wait(20)
            return 200, {}, b""
        receiver = self.receiver(slow)
        server = self.server({**escalation(receiver.url), "courier": {"timeout": "30s"}})
        server.say("c", "转人工")
        receiver.wait(1)
        self.limit(server, 1)
        release.set()
        until(lambda: server.get("/readyz").status == 503, "the outcome cannot be written")
        self.limit(server, resource.RLIM_INFINITY)
        until(lambda: server.letters() == [], "it is recorded in the end")
        self.assertEqual(len(receiver.requests), 1)


class Shops(Case):
    def test_each_shop_has_its_own_book_settings_and_webhook(self):
        one, two = self.receiver(), self.receiver()
        server = self.server({"shops": {
            "tea": {"escalation": {"url": one.url}},
            "silk": {"escalation": {"url": two.url}, "settings": {"hours": "always", "agent": "阿福"}}}})
        self.assertIn("小二", server.say("c", "你好")["replies"][0]["text"])
        self.assertIn("阿福", server.say("c", "你好", shop="silk")["replies"][0]["text"])
        server.say("c", "转人工", shop="silk")
        self.assertEqual(two.wait(1)[0].data["shop"], "silk")
        self.assertEqual(one.requests, [])
        answer = server.post("/v1/messages", {"conversation": "c", "id": "9", "text": "x", "shop": "wool"})
        self.assertEqual(answer.status // 100, 4)
