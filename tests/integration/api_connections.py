"""Connections: kept alive, pipelined, slow, half closed, too large; tokens; long polls; many at once; the end."""
import json
import os
import select
import signal
import socket
import struct
import subprocess
import threading
import time

from helpers import PATIENCE, XIAOER, Case, environment, until


class Wire:
    """A connection of our own, to send what no client would."""

    def __init__(self, server):
        host, port = server.url.removeprefix("http://").split(":")
        self.s = socket.create_connection((host, int(port)), PATIENCE)
        self.s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def send(self, data):
        self.s.sendall(data)
        return self

    def answer(self):
        """(status, headers, body) of the next answer; None when the connection ends before one begins."""
        while b"\r\n\r\n" not in self.rest:
            more = self.s.recv(65536)
            if not more:
                if self.rest:
                    raise AssertionError(f"cut: {self.rest}")
                return None
            self.rest += more
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        lines = head.decode().split("\r\n")
        headers = {k.lower(): v.strip() for k, v in (line.split(":", 1) for line in lines[1:])}
        if lines[0].split()[1] == "100":
            return self.answer()
        n = int(headers.get("content-length", 0))
        while len(self.rest) < n:
            more = self.s.recv(65536)
            if not more:
                raise AssertionError("the body is cut")
            self.rest += more
        body, self.rest = self.rest[:n], self.rest[n:]
        return int(lines[0].split()[1]), headers, body

    def ended(self):
        try:
            return self.s.recv(1) == b""
        except ConnectionResetError:
            return True

    def close(self):
        self.s.close()


def message(n, conversation="c", text="在吗", more=""):
    body = json.dumps({"conversation": conversation, "id": f"m-{n}", "text": text}).encode()
    return f"POST /v1/messages HTTP/1.1\r\nHost: x\r\n{more}Content-Length: {len(body)}\r\n\r\n".encode() + body


def chunked(body, size):
    out = b"".join(b"%x\r\n%s\r\n" % (len(body[i:i + size]), body[i:i + size]) for i in range(0, len(body), size))
    return out + b"0\r\n\r\n"


class Wired(Case):
    CONFIG = {}

    def setUp(self):
        super().setUp()
        self.s = self.server(self.CONFIG)

    def wire(self):
        w = Wire(self.s)
        self.addCleanup(w.close)
        return w

    def stored(self, conversation="c"):
        said = self.s.get(f"/v1/conversations/{conversation}/messages").json["messages"]
        return [m["platform_id"] for m in said if m["from"] == "customer"]


class Connections(Wired):
    def test_a_connection_is_kept_for_the_next_request(self):
        w = self.wire()
        for i in range(50):
            status, headers, _ = w.send(message(i)).answer()
            self.assertEqual(status, 200)
            self.assertNotEqual(headers.get("connection"), "close")
        self.assertEqual(self.stored(), [f"m-{i}" for i in range(50)])

    def test_pipelined_requests_are_answered_in_order(self):
        w = self.wire()
        w.send(b"".join(message(i, f"p{i}") for i in range(20)))
        for i in range(20):
            status, _, body = w.answer()
            self.assertEqual((status, json.loads(body)["conversation"]), (200, f"p{i}"))

    def test_a_body_may_come_in_pieces(self):
        w = self.wire()
        for byte in message(1, text="我的快递到哪了"):
            w.send(bytes([byte]))
        self.assertEqual(w.answer()[0], 200)
        body = json.dumps({"conversation": "c", "id": "chunked", "text": "在吗"}).encode()
        w.send(b"POST /v1/messages HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(body, 5))
        self.assertEqual(w.answer()[0], 200)
        self.assertEqual(self.stored(), ["m-1", "chunked"])

    def test_who_shuts_down_his_side_still_gets_the_answer(self):
        w = self.wire()
        w.send(message(1))
        w.s.shutdown(socket.SHUT_WR)
        self.assertEqual(w.answer()[0], 200)
        self.assertTrue(w.ended())

    def test_who_goes_in_the_middle_of_a_body_has_said_nothing(self):
        w = self.wire()
        w.send(message(1)[:-5])
        w.close()
        self.s.say("c", "在吗", "other")
        self.assertEqual(self.stored(), ["other"])

    def test_who_hangs_up_before_the_answer_leaves_the_server_whole(self):
        last = self.s.say("c", "在吗", "first")["replies"][-1]["id"]
        poll = f"GET /v1/conversations/c/messages?after={last}&wait=20 HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        act = b"POST /v1/conversations/c/take HTTP/1.1\r\nHost: x\r\nContent-Length: 13\r\n\r\n" + b'{"agent":"a"}'
        for i in range(300):
            w = Wire(self.s)
            w.s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # closing resets
            w.send((message(i, f"gone-{i}"), poll, act)[i % 3])
            w.close()
        self.assertEqual(self.s.say("c", "在吗", "first")["duplicate"], True)
        self.assertEqual(self.s.get("/healthz").status, 200)

    def test_a_body_beyond_the_limit_is_refused_and_the_connection_stays_whole(self):
        at_limit = json.dumps({"conversation": "c", "id": "1", "text": "x", "pad": ""}).encode()
        at_limit = at_limit[:-2] + b"y" * (65536 - len(at_limit)) + at_limit[-2:]
        self.assertEqual(self.s.post("/v1/messages", at_limit).status, 200)
        for make in (lambda b: b"Content-Length: %d\r\n\r\n" % len(b) + b,
                     lambda b: b"Transfer-Encoding: chunked\r\n\r\n" + chunked(b, 4096)):
            w = self.wire()
            w.send(b"POST /v1/messages HTTP/1.1\r\nHost: x\r\n" + make(at_limit + b" "))
            status, headers, body = w.answer()
            self.assertEqual((status, headers["content-type"]), (413, "application/problem+json"))
            self.assertEqual(json.loads(body)["type"], "urn:xiaoer:problem:body-too-large")
            self.assertEqual(w.send(message("after")).answer()[0], 200)

    def test_a_huge_body_is_refused_before_it_is_sent(self):
        w = self.wire()
        w.send(b"POST /v1/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000000\r\n\r\n")
        self.assertEqual(w.answer()[0], 413)
        w = self.wire()
        w.send(b"POST /v1/messages HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 70000\r\n\r\n")
        self.assertEqual(w.answer()[0], 413)
        w = self.wire()
        w.send(message(1, more="Expect: 100-continue\r\n"))
        self.assertEqual(w.answer()[0], 200)

    def test_headers_beyond_the_limit_are_refused(self):
        w = self.wire()
        w.send(message(1, more="X-Pad: " + "y" * 7000 + "\r\n"))
        self.assertEqual(w.answer()[0], 200)
        w.send(message(2, more="X-Pad: " + "y" * 10000 + "\r\n"))
        status, headers, body = w.answer()
        self.assertEqual((status, headers["content-type"]), (431, "application/problem+json"))
        w = self.wire()
        try:
            w.send(message(3, more="X-Pad: " + "y" * 200000 + "\r\n"))
            self.assertEqual(w.answer()[0], 431)
        except (ConnectionResetError, BrokenPipeError):
            pass  # the library does not read on
        self.assertEqual(self.stored(), ["m-1"])

    def test_what_is_no_http_is_no_trouble(self):
        for junk in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET\r\n\r\n", b"\r\n\r\n\r\n", b"A" * 50000,
                     b"POST /v1/messages HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                     b"POST /v1/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 5, 6\r\n\r\nabcde",
                     b"POST /v1/messages HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"):
            w = self.wire()
            try:
                w.send(junk)
                w.s.shutdown(socket.SHUT_WR)
                while w.s.recv(65536):
                    pass
            except OSError:
                pass
        self.assertEqual(self.s.get("/healthz").status, 200)

    def test_a_request_within_a_doubtful_body_is_not_taken(self):
        """What we and a proxy in front could read in two ways ends the connection, and nothing of it is done."""
        inner = message(2, "smuggled")
        begin = b"POST /v1/messages HTTP/1.1\r\nHost: x\r\n"
        for headers in (b"Content-Length: 0\r\nContent-Length: %d\r\n" % len(inner),
                        b"Content-Length: %d\r\nContent-Length: 0\r\n" % len(inner),
                        b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n" % (len(inner) + 5),
                        b"Content-Length: %d\r\nTransfer-Encoding: xchunked\r\n" % len(inner),
                        b"Content-Length : %d\r\n" % len(inner)):
            w = self.wire()
            w.send(begin + headers + b"\r\n" + (b"0\r\n\r\n" if b": chunked" in headers else b"") + inner)
            status, _, body = w.answer()
            self.assertEqual((status, json.loads(body)["type"]), (400, "urn:xiaoer:problem:framing"), headers)
            self.assertTrue(w.ended(), headers)
        self.assertEqual(self.s.get("/v1/conversations/smuggled").status, 404)

    def test_an_absolute_target_is_understood(self):
        w = self.wire()
        w.send(b"GET http://x:1/healthz HTTP/1.1\r\nHost: x:1\r\n\r\n")
        self.assertEqual(w.answer()[0], 200)

    def test_as_many_at_once_as_stall_the_librarys_own_loop(self):
        for n in (127, 128, 129, 255, 256, 257):
            wires = [self.wire() for _ in range(n)]
            for turn in range(3):
                for i, w in enumerate(wires):
                    w.send(message(f"{n}-{turn}", f"many-{i}"))
                for w in wires:
                    self.assertEqual(w.answer()[0], 200)
            for w in wires:
                w.close()


class Slow(Wired):
    """A server with little patience: who dawdles is cut, the others are served."""

    CONFIG = {"http": {"idle": "1s", "request": "1s"}}

    def test_who_sends_a_byte_now_and_then_is_cut_all_the_same(self):
        w = self.wire()
        begun = time.monotonic()
        data = message(1)
        try:
            for i in range(len(data)):
                w.send(data[i:i + 1])
                if select.select([w.s], [], [], 0.2)[0]:
                    break
            else:
                self.fail("a request took as long as it liked")
            self.assertTrue(w.ended())
        except (ConnectionResetError, BrokenPipeError):
            pass
        self.assertLess(time.monotonic() - begun, 15)
        self.assertEqual(self.s.get("/healthz").status, 200)

    def test_an_idle_connection_is_closed(self):
        w = self.wire()
        self.assertEqual(w.send(message(1)).answer()[0], 200)
        self.assertTrue(w.ended())


class Full(Wired):
    """A server that is full of connections."""

    CONFIG = {"http": {"connections": 5}}

    def test_who_waits_at_the_door_comes_in_when_all_others_go_at_once(self):
        inside = [self.wire() for _ in range(5)]
        for i, w in enumerate(inside):
            self.assertEqual(w.send(message(i)).answer()[0], 200)
        outside = self.wire().send(message(9))
        self.s.process.send_signal(signal.SIGSTOP)
        for w in inside:
            w.close()
        self.s.process.send_signal(signal.SIGCONT)
        self.assertEqual(outside.answer()[0], 200)


class Tokens(Case):
    def test_all_but_health_wants_one_of_the_tokens(self):
        s = self.server({"tokens": ["the-old-token", "the-new-token"]})
        for method, path in (("POST", "/v1/messages"), ("GET", "/v1/conversations"), ("GET", "/metrics"),
                             ("POST", "/v1/book/reload"), ("POST", "/webhooks/rest/webhook")):
            for header in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic abc"},
                           {"Authorization": "Bearer the-old-tokeN"}):
                a = s.call(method, path, b"{}" if method == "POST" else None, headers=header)
                self.assertEqual(a.status, 401, (path, header))
                self.assertTrue(a.headers["WWW-Authenticate"].startswith("Bearer"))
                self.assertEqual(a.json["type"], "urn:xiaoer:problem:unauthorised")
        for path in ("/healthz", "/readyz"):
            self.assertEqual(s.get(path).status, 200)
        for token in ("the-old-token", "the-new-token"):
            self.assertEqual(s.get("/v1/conversations", headers={"Authorization": "Bearer " + token}).status, 200)

    def refused(self, listen, env=None):
        r = subprocess.run([XIAOER, "serve", "--listen", listen, "--store", os.path.join(self.folder, "x.db")],
                           cwd=self.folder, env=environment(env), capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(r.returncode, 1, r.stderr)
        return r.stderr

    def test_it_does_not_listen_beyond_loopback_without_one(self):
        for listen in ("0.0.0.0:0", "*:0", ":0", "[::]:0"):
            self.assertIn("no token", self.refused(listen), listen)

    def test_addresses_that_cannot_be_are_told(self):
        self.assertIn("no address to listen on", self.refused("8080"))
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            self.assertIn("in use", self.refused(f"127.0.0.1:{taken.getsockname()[1]}"))


class Polls(Case):
    def setUp(self):
        super().setUp()
        self.s = self.server()
        self.s.say("c", "转人工")
        self.last = self.s.get("/v1/conversations/c/messages").json["last"]

    def poll(self, wait=30, after=None):
        """A long poll under way: (thread, answers)."""
        answers = []

        def run():
            answers.append(self.s.get(f"/v1/conversations/c/messages?after={after or self.last}&wait={wait}"))

        t = threading.Thread(target=run)
        t.start()
        return t, answers

    def test_what_an_agent_says_comes_to_who_waits(self):
        polls = [self.poll() for _ in range(5)]
        self.s.post("/v1/conversations/c/reply", {"agent": "amy", "text": "您好"})
        for t, answers in polls:
            t.join(PATIENCE)
            self.assertEqual([m["text"] for m in answers[0].json["messages"]], ["您好"])
            self.assertEqual(answers[0].json["messages"][0]["from"], "human")

    def test_nothing_said_is_missed_however_close(self):
        after, seen = self.last, []
        done = threading.Event()

        def talk():
            for i in range(60):
                self.s.post("/v1/conversations/c/reply", {"agent": "amy", "text": str(i)})
            done.set()

        t = threading.Thread(target=talk)
        t.start()
        while len(seen) < 60:
            a = self.s.get(f"/v1/conversations/c/messages?after={after}&wait=10").json
            self.assertTrue(a["messages"], "a long poll slept through a message")
            seen += [m["text"] for m in a["messages"]]
            after = a["last"]
        t.join()
        self.assertEqual(seen, [str(i) for i in range(60)])

    def test_time_is_up(self):
        begun = time.monotonic()
        a = self.s.get(f"/v1/conversations/c/messages?after={self.last}&wait=1")
        self.assertEqual((a.status, a.json["messages"], a.json["last"]), (200, [], self.last))
        self.assertGreater(time.monotonic() - begun, 0.9)
        self.assertEqual(self.s.get(f"/v1/conversations/c/messages?after={self.last}&wait=0").json["messages"], [])
        self.assertEqual(self.s.get("/v1/conversations/c/messages?after=x").status, 400)
        self.assertEqual(self.s.get("/v1/conversations/c/messages?wait=-1").status, 400)
        self.assertEqual(self.s.get("/v1/conversations/nobody/messages?wait=5").status, 404)

    def test_a_client_that_is_gone_is_let_go(self):
        wires = [Wire(self.s) for _ in range(20)]
        for w in wires:
            w.send(f"GET /v1/conversations/c/messages?after={self.last}&wait=60 HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        self.s.get("/healthz")
        for w in wires[:10]:
            w.close()
        for w in wires[10:]:
            w.s.shutdown(socket.SHUT_WR)
            status, _, body = w.answer()
            self.assertEqual((status, json.loads(body)["messages"]), (200, []))
            w.close()
        fds = f"/proc/{self.s.process.pid}/fd"

        def is_socket(fd):
            try:
                return "socket" in os.readlink(os.path.join(fds, fd))
            except OSError:
                return False  # closed since it was listed

        def sockets():
            return sum(map(is_socket, os.listdir(fds)))

        until(lambda: sockets() < 10, "the sockets of clients that are gone are closed")

    def test_a_stop_answers_who_waits(self):
        wires = [Wire(self.s) for _ in range(3)]
        for w in wires:
            w.send(f"GET /v1/conversations/c/messages?after={self.last}&wait=60 HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        self.s.get("/v1/conversations/c")  # goes through the same thread, behind them
        begun = time.monotonic()
        self.assertEqual(self.s.stop(), 0)
        self.assertLess(time.monotonic() - begun, 20)
        for w in wires:
            status, headers, body = w.answer()
            self.assertEqual((status, json.loads(body)["messages"], headers["connection"]), (200, [], "close"))
            self.assertTrue(w.ended())
            w.close()


class Stop(Case):
    def test_what_is_in_flight_is_finished_and_kept(self):
        s = self.server()
        stopped, taken, lost = threading.Event(), [], []

        def talk(k):
            w = Wire(s)
            for i in range(100000):
                try:
                    answer = w.send(message(f"{k}-{i}", f"c{k}")).answer()
                except OSError:
                    answer = None
                if answer is None or answer[0] != 200:
                    break
                taken.append((f"c{k}", f"m-{k}-{i}"))
                if answer[1].get("connection") == "close":
                    break
            w.close()

        threads = [threading.Thread(target=talk, args=(k,)) for k in range(8)]
        for t in threads:
            t.start()
        until(lambda: len(taken) > 200, "messages are taken")
        self.assertEqual(s.stop(signal.SIGTERM), 0)
        for t in threads:
            t.join(PATIENCE)
        s.start()
        for k in range(8):
            page = s.get(f"/v1/conversations/c{k}/messages?limit=200").json["messages"]
            stored = [m["platform_id"] for m in page if m["from"] == "customer"]
            told = [m for c, m in taken if c == f"c{k}"]
            self.assertEqual(len(stored), len(set(stored)))
            # The newest page: all it holds was acknowledged, but for one whose answer the client did not wait for.
            self.assertIn(told[-1], stored[-2:])
            self.assertEqual([m for m in stored if m in told], told[-len([m for m in stored if m in told]):])

    def test_a_body_that_never_ends_does_not_hold_the_stop(self):
        s = self.server({"http": {"stop": "1s"}})
        w = Wire(s)
        w.send(message(1)[:-5])
        self.assertEqual(s.get("/healthz").status, 200)
        begun = time.monotonic()
        self.assertEqual(s.stop(), 0)
        self.assertLess(time.monotonic() - begun, 10)
        w.close()
