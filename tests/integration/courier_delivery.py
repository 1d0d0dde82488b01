"""Escalations, late replies and tickets on their way to webhooks that fail in every way there is."""
import base64
import email.utils
import json
import os
import signal
import socket
import ssl
import subprocess
import threading
import time

from helpers import Case, escalation, merged, until


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def escalated(request):
    return request.type == "conversation.escalated"


class Delivery(Case):
    def test_an_escalation_arrives_as_standard_webhooks_says(self):
        receiver = self.receiver()
        server = self.server(escalation(receiver.url, secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        self.assertEqual(server.say("c 1", "转人工")["mode"], "queued")
        request = receiver.wait(1)[0]
        self.assertRegex(request.id, r"^msg_\d+$")
        self.assertLess(abs(int(request.headers["webhook-timestamp"]) - time.time()), 10)
        self.assertEqual(request.headers["content-type"], "application/json")
        self.assertRegex(request.headers["user-agent"], r"^xiaoer/\d+\.\d+\.\d+$")
        self.assertTrue(request.signed_with(base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")))
        self.assertEqual(len(request.headers["webhook-signature"].split(" ")), 1)
        self.assertEqual(request.type, "conversation.escalated")
        self.assertIn("timestamp", request.body)
        self.assertEqual((request.data["shop"], request.data["channel"], request.data["conversation"]),
                         ("default", "web", "c 1"))
        self.assertEqual(request.data["reason"], "human.request")
        self.assertEqual(request.data["transcript"][0]["text"], "转人工")
        until(lambda: server.letters() == [], "the row goes once it was taken")

    def test_a_rotated_secret_signs_twice(self):
        receiver = self.receiver()
        server = self.server(escalation(receiver.url, secret="new one", secret_old="old one"))
        server.say("c", "转人工")
        request = receiver.wait(1)[0]
        self.assertTrue(request.signed_with(b"new one"))
        self.assertTrue(request.signed_with(b"old one"))
        self.assertFalse(request.signed_with(b"another"))

    def test_without_a_secret_nothing_is_signed(self):
        receiver = self.receiver()
        self.server(escalation(receiver.url)).say("c", "转人工")
        self.assertNotIn("webhook-signature", receiver.wait(1)[0].headers)

    def test_a_receiver_that_is_down_gets_it_when_it_is_up(self):
        port = free_port()
        server = self.server(escalation(f"http://127.0.0.1:{port}/hook"))
        server.say("c", "转人工")
        letter = until(lambda: [l for l in server.letters() if l["attempts"] >= 2], "two attempts")[0]
        self.assertEqual(letter["state"], "waiting")
        self.assertRegex(letter["error"], "onnect")
        receiver = self.receiver(port=port)
        self.assertEqual(receiver.wait(1)[0].id, letter["id"])

    def test_500_is_tried_again_under_the_same_id(self):
        receiver = self.receiver(lambda request, n: (500 if n < 3 else 200, {}, b""))
        server = self.server(escalation(receiver.url))
        server.say("c", "转人工")
        requests = receiver.wait(4)
        self.assertEqual(len({r.id for r in requests}), 1)
        self.assertEqual(len({r.raw for r in requests}), 1)
        until(lambda: server.letters() == [], "taken at last")
        self.assertEqual(len(receiver.requests), 4)

    def test_410_is_dead_at_once_and_the_customer_is_told(self):
        receiver = self.receiver(lambda request, n: (410, {}, b""))
        server = self.server(escalation(receiver.url))
        server.say("c", "转人工")
        server.await_phrase("c", "transfer.failed")
        dead = server.letters("--dead")[0]
        self.assertEqual((dead["attempts"], dead["error"], dead["conversation"], dead["type"]),
                         (1, "answered 410", "c", "conversation.escalated"))

    def test_a_redirect_is_not_followed(self):
        elsewhere = self.receiver()
        receiver = self.receiver(lambda request, n: (302, {"Location": elsewhere.url}, b""))
        server = self.server(merged(escalation(receiver.url), {"courier": {"attempts": 3}}))
        server.say("c", "转人工")
        receiver.wait(3)
        dead = until(lambda: server.letters("--dead"), "dead after three attempts")
        self.assertEqual(dead[0]["error"], "answered 302 (redirects are not followed)")
        self.assertEqual(elsewhere.requests, [])

    def test_retry_after_in_seconds_and_as_a_date(self):
        def answer(request, n):
            if n == 0:
                return 503, {"Retry-After": "1"}, b""
            if n == 1:
                return 429, {"Retry-After": email.utils.formatdate(time.time() + 2, usegmt=True)}, b""
            return 200, {}, b""
        receiver = self.receiver(answer)
        server = self.server(merged(escalation(receiver.url), {"courier": {"retry_max": "1m"}}))
        server.say("c", "转人工")
        first, second, third = receiver.wait(3)
        self.assertGreater(second.at - first.at, 0.99)
        self.assertGreater(third.at - second.at, 0.9)

    def test_retry_after_is_capped(self):
        receiver = self.receiver(lambda request, n: (503 if n == 0 else 200, {"Retry-After": "86400"}, b""))
        server = self.server(escalation(receiver.url))
        server.say("c", "转人工")
        receiver.wait(2)

    def test_a_slow_receiver_is_cut_off_and_holds_up_nobody(self):
        release = threading.Event()
        self.addCleanup(release.set)

        def slow(request, n):
            if n == 0:
                release.wait(60)
            return 200, {}, b""
        late, receiver = self.receiver(slow), self.receiver()
        server = self.server(merged(escalation(receiver.url), {
            "channels": {"web": {"deliver": late.url}}, "courier": {"timeout": "4s"}}))
        server.say("c", "你好")
        server.post("/v1/conversations/c/take", {"agent": "小王"})
        server.post("/v1/conversations/c/reply", {"agent": "小王", "text": "来了"})
        late.wait(1)
        began = time.monotonic()
        server.say("d", "转人工")
        receiver.wait(1)
        self.assertLess(time.monotonic() - began, 3)
        first, second = late.wait(2)
        self.assertEqual(first.id, second.id)
        self.assertGreater(second.at - first.at, 3.9)

    def test_a_certificate_nobody_vouches_for_is_refused(self):
        key, certificate = (os.path.join(self.folder, name) for name in ("key", "certificate"))
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
                        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
                       check=True, capture_output=True, timeout=60)
        receiver = self.receiver()
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate, key)
        receiver.server.socket = tls.wrap_socket(receiver.server.socket, server_side=True)
        server = self.server(escalation(receiver.url.replace("http:", "https:")))
        server.say("c", "转人工")
        letter = until(lambda: [l for l in server.letters() if l["attempts"]], "an attempt")[0]
        self.assertIn("certificate", letter["error"])
        self.assertEqual(receiver.requests, [])

    def test_a_long_answer_does_not_matter(self):
        receiver = self.receiver(lambda request, n: (200, {}, b"x" * (5 << 20)))
        server = self.server(escalation(receiver.url))
        server.say("c", "转人工")
        receiver.wait(1)
        until(lambda: server.letters() == [], "taken")
        self.assertEqual(len(receiver.requests), 1)


class Manners(Case):
    def test_a_host_that_keeps_failing_gets_one_request_at_a_time(self):
        lock, pause = threading.Lock(), threading.Event()
        flying, late = [0], []

        def answer(request, n):
            with lock:
                flying[0] += 1
                if n >= 40:  # the first were under way before it was known to fail
                    late.append(flying[0])
            pause.wait(0.02)
            with lock:
                flying[0] -= 1
            return 500, {}, b""
        receiver = self.receiver(answer)
        server = self.server(merged(escalation(receiver.url), {"courier": {"attempts": 1000}}))
        for i in range(20):
            server.say(f"c{i}", "转人工")
        receiver.wait(80)
        self.assertEqual(set(late), {1})


class Order(Case):
    def replies(self, receiver):
        return [r.data["text"] for r in receiver.requests if r.type == "message.created" and "agent" in r.data]

    def test_a_conversation_arrives_in_order_however_the_receiver_fails(self):
        seen = {}

        def answer(request, n):
            seen[request.id] = seen.get(request.id, 0) + 1
            return (500 if seen[request.id] < 3 else 200), {}, b""
        receiver = self.receiver(answer)
        server = self.server({"channels": {"web": {"deliver": receiver.url}}})
        server.say("c", "你好")
        server.post("/v1/conversations/c/take", {"agent": "小王"})
        texts = [f"第{i}句" for i in range(5)]
        for text in texts:
            self.assertEqual(server.post("/v1/conversations/c/reply", {"agent": "小王", "text": text}).status, 200)
        until(lambda: server.letters() == [], "all taken")
        # each three times, one after the other: none begins before the one before was taken
        self.assertEqual(self.replies(receiver), [t for t in texts for _ in range(3)])

    def test_kill_in_the_middle_of_retries_goes_on_with_the_same_id(self):
        receiver = self.receiver(lambda request, n: (500, {}, b""))
        server = self.server(escalation(receiver.url))
        server.say("c", "转人工")
        before = receiver.wait(3)
        server.stop(signal.SIGKILL)
        receiver.answer = lambda request, n: (200, {}, b"")
        server.start()
        until(lambda: server.letters() == [], "taken after the restart")
        self.assertEqual({r.id for r in receiver.requests if escalated(r)}, {before[0].id})

    def test_the_back_off_is_kept_over_a_restart(self):
        receiver = self.receiver(lambda request, n: (503 if n == 0 else 200, {"Retry-After": "2"}, b""))
        server = self.server(merged(escalation(receiver.url), {"courier": {"retry_max": "1m"}}))
        server.say("c", "转人工")
        receiver.wait(1)
        until(lambda: server.letters()[0]["attempts"] == 1, "the failure is stored")
        server.restart()
        first, second = receiver.wait(2)
        self.assertGreater(second.at - first.at, 1.9)


class Meaning(Case):
    LIMITS = {"settings": {"limits": {"acknowledge_within": "1s"}}}

    def test_an_escalation_nobody_acknowledges_tells_the_customer(self):
        receiver = self.receiver(lambda request, n: (500, {}, b""))
        server = self.server(merged(escalation(receiver.url), self.LIMITS))
        server.say("c", "转人工")
        server.await_phrase("c", "transfer.failed")

    def test_an_acknowledged_escalation_does_not(self):
        receiver = self.receiver()
        server = self.server(merged(escalation(receiver.url), merged(self.LIMITS, {
            "settings": {"limits": {"hold_after": "2s"}}})))
        server.say("c", "转人工")
        server.await_phrase("c", "hold")  # comes after the limit
        said = [m.get("phrase") for m in server.get("/v1/conversations/c/messages").json["messages"]]
        self.assertNotIn("transfer.failed", said)

    def test_the_ticket_system_gives_the_number(self):
        receiver = self.receiver(lambda request, n: (200, {}, json.dumps({"data": {"no": "工单-77"}}).encode()))
        server = self.server({"ticket": {"url": receiver.url, "number": "/data/no"}})
        server.say("c", "我建议你们增加夜间配送")
        self.assertEqual(receiver.wait(1)[0].type, "ticket.filed")
        self.assertIn("工单-77", server.await_phrase("c", "ticket.filed"))

    def test_a_ticket_system_without_a_number_gets_ours(self):
        receiver = self.receiver(lambda request, n: (200, {}, b"ok"))
        server = self.server({"ticket": {"url": receiver.url}})
        server.say("c", "我建议你们增加夜间配送")
        reference = receiver.wait(1)[0].data["reference"]
        self.assertIn(reference, server.await_phrase("c", "ticket.filed"))

    def test_a_closing_is_told(self):
        receiver = self.receiver()
        server = self.server(escalation(receiver.url))
        server.say("c", "你好")
        self.assertEqual(server.post("/v1/conversations/c/close", {}).status, 200)
        self.assertEqual(receiver.wait(1)[0].type, "conversation.closed")


class DeadLetters(Case):
    """An escalation that dies makes a ticket, which goes the same way: hence the filter."""

    def dead(self, server, n=1):
        def found():
            letters = [l for l in server.letters("--dead") if l["type"] == "conversation.escalated"]
            return len(letters) == n and letters
        return until(found, f"{n} dead letters")

    def config(self, receiver):
        return merged(escalation(receiver.url), {"courier": {"attempts": 2}})

    def test_list_retry_and_drop_beside_a_running_server(self):
        receiver = self.receiver(lambda request, n: (500, {}, b""))
        server = self.server(self.config(receiver))
        for c in "abc":
            server.say(c, "转人工")
        letters = self.dead(server, 3)
        self.assertEqual([l["attempts"] for l in letters], [2, 2, 2])
        self.assertEqual([l["conversation"] for l in letters], ["a", "b", "c"])
        text = server.outbox("list", "--dead")
        self.assertIn(letters[0]["id"], text)
        self.assertIn("answered 500", text)
        receiver.answer = lambda request, n: (200, {}, b"")
        self.assertIn("1 to be tried again", server.outbox("retry", letters[0]["id"]))
        receiver.wait(3, lambda r: r.id == letters[0]["id"])
        self.assertIn("1 dropped", server.outbox("drop", letters[1]["id"]))
        self.assertIn("0 dropped", server.outbox("drop", letters[1]["id"], status=1))
        self.assertRegex(server.outbox("retry", "--all"), r"^\d+ to be tried again")
        until(lambda: server.letters() == [], "nothing is left")
        self.assertEqual(len([r for r in receiver.requests if r.id == letters[1]["id"]]), 2)

    def test_retry_and_drop_without_a_server(self):
        receiver = self.receiver(lambda request, n: (500, {}, b""))
        server = self.server(self.config(receiver))
        for c in "ab":
            server.say(c, "转人工")
        letters = self.dead(server, 2)
        server.stop()
        self.assertIn("1 to be tried again", server.outbox("retry", letters[0]["id"]))
        self.assertRegex(server.outbox("drop", "--all", "--dead"), r"^\d+ dropped")
        self.assertEqual(server.letters("--dead"), [])
        self.assertIn(letters[0]["id"], [l["id"] for l in server.letters()])
        receiver.answer = lambda request, n: (200, {}, b"")
        server.start()
        receiver.wait(3, lambda r: r.id == letters[0]["id"])

    def test_a_server_with_tokens_is_asked_with_one(self):
        receiver = self.receiver(lambda request, n: (410, {}, b""))
        server = self.server(merged(self.config(receiver), {"tokens": ["0123456789abcdef"]}))
        auth = {"headers": {"Authorization": "Bearer 0123456789abcdef"}}
        answer = server.post("/v1/messages", {"conversation": "a", "id": "1", "text": "转人工"}, **auth)
        self.assertEqual(answer.status, 200)
        letters = self.dead(server)
        self.assertIn("1 dropped", server.outbox("drop", letters[0]["id"]))

    def test_a_target_that_is_not_configured_any_more_is_a_dead_letter(self):
        receiver = self.receiver(lambda request, n: (500, {}, b""))
        server = self.server(escalation(receiver.url))
        server.say("a", "转人工")
        receiver.wait(1)
        server.stop(signal.SIGKILL)
        del server.config["escalation"]
        server.start()
        self.assertEqual(self.dead(server)[0]["error"], "no URL is configured for it")

    def test_wrong_use_is_told(self):
        server = self.server()
        for args in (["lst"], ["retry"], ["drop", "x17"], ["list", "7"], ["retry", "--all", "7"]):
            server.outbox(*args, status=2)
