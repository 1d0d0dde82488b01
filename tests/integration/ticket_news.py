"""Tickets from filing to their answer, limits that pass, and the queue: with a real ticket system and a real supervisor."""
import base64
import hashlib
import hmac
import json
import signal
import time

from helpers import Case, until

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OLD = "the secret before"
WISH = "我建议你们增加夜间配送"
_TOKEN = "0123456789abcdef0123"


def key_of(secret):
    return base64.b64decode(secret.removeprefix("whsec_")) if secret.startswith("whsec_") else secret.encode()


def signed(body, message_id, secret=SECRET, at=None, raw=None):
    """Headers of Standard Webhooks for this body."""
    at = int(time.time()) if at is None else at
    mac = hmac.new(key_of(secret), f"{message_id}.{at}.".encode() + (raw or json.dumps(body).encode()), hashlib.sha256)
    return {"webhook-id": message_id, "webhook-timestamp": str(at),
            "webhook-signature": "v1," + base64.b64encode(mac.digest()).decode()}


class Tickets(Case):
    def setUp(self):
        super().setUp()
        self.system = self.receiver(lambda r, n: (200, {}, b'{"number":"GD-%d"}' % (n + 1)))
        self.channel = self.receiver()
        self.s = self.server({"ticket": {"url": self.system.url, "secret": SECRET, "secret_old": OLD},
                              "channels": {"web": {"deliver": self.channel.url}}})

    def filed(self, conversation="c"):
        """A ticket of that conversation; the number the ticket system gave it."""
        before = len(self.system.requests)
        self.s.say(conversation, WISH)
        self.system.wait(before + 1)
        number = f"GD-{before + 1}"
        self.assertIn(number, self.s.await_phrase(conversation, "ticket.filed"))
        return number

    def news(self, number, body, message_id, **more):
        return self.s.post(f"/v1/tickets/{number}", body, headers=signed(body, message_id, **more))

    def delivered(self, phrase):
        return [r.data["text"] for r in self.channel.requests if r.data.get("phrase") == phrase]

    def test_from_filing_to_the_answer(self):
        number = self.filed()
        t = self.s.get(f"/v1/tickets/{number}").json
        self.assertEqual((t["number"], t["reference"], t["status"], t["conversation"], t["channel"], t["intent"], t["question"]),
                         (number, "T1N1", "filed", "c", "web", "wish", WISH))
        self.assertEqual(self.s.get("/v1/tickets/T1N1").json, t)
        a = self.news(number, {"status": "pending", "text": "给采购了"}, "n-1")
        self.assertEqual((a.status, a.json["status"]), (200, "pending"))
        said = self.s.say("c", WISH)["replies"]
        self.assertEqual([r["phrase"] for r in said], ["ticket.pending"])
        answer = {"status": "answered", "text": "下个月起晚上也送", "at": "2026-11-23T10:00:00+08:00"}
        a = self.news(number, answer, "n-2")
        self.assertEqual((a.status, a.json["status"], a.json["text"]), (200, "answered", "下个月起晚上也送"))
        self.channel.wait(1, lambda r: r.data.get("phrase") == "ticket.answered")
        self.assertIn("下个月起晚上也送", self.delivered("ticket.answered")[0])
        self.assertEqual(self.s.get(f"/v1/tickets/{number}").json, a.json)
        again = self.news(number, answer, "n-2")
        self.assertEqual((again.status, again.json), (200, a.json))
        self.assertEqual(self.news(number, {"status": "closed"}, "n-3").json["status"], "closed")
        self.s.say("c", "谢谢")
        texts = [m["phrase"] for m in self.s.get("/v1/conversations/c/messages").json["messages"] if m["from"] == "bot"]
        self.assertEqual(texts.count("ticket.answered"), 1)
        self.assertNotIn("ticket.closed", texts)
        shown = self.s.get("/v1/conversations/c").json["tickets"][0]
        self.assertEqual((shown["number"], shown["status"], shown["text"]), (number, "closed", "下个月起晚上也送"))

    def test_a_closed_conversation_is_called_back(self):
        number = self.filed()
        self.assertEqual(self.s.post("/v1/conversations/c/close", {}).status, 200)
        self.assertEqual(self.news(number, {"status": "answered", "text": "可以"}, "n").status, 200)
        self.channel.wait(1, lambda r: r.data.get("phrase") == "ticket.answered")
        said = [r.data["phrase"] for r in self.channel.requests][-2:]
        self.assertEqual(said, ["opening.callback", "ticket.answered"])
        self.assertEqual(self.s.get("/v1/conversations/c").json["mode"], "bot")

    def test_what_is_not_signed_well_is_refused(self):
        number = self.filed()
        body = {"status": "answered", "text": "可以"}
        now = int(time.time())
        for headers in ({}, {"Authorization": f"Bearer {_TOKEN}"},
                        {k: v for k, v in signed(body, "n").items() if k != "webhook-id"},
                        signed(body, "n", at=now - 400), signed(body, "n", at=now + 400),
                        signed(body, "n", secret="another"), signed({"status": "closed"}, "n"),
                        {**signed(body, "n"), "webhook-id": "m"}, {**signed(body, "n"), "webhook-timestamp": str(now + 7)},
                        {**signed(body, "n"), "webhook-signature": "v1,"}, {**signed(body, "n"), "webhook-timestamp": "soon"}):
            a = self.s.post(f"/v1/tickets/{number}", body, headers=headers)
            self.assertEqual((a.status, a.json["type"]), (401, "urn:xiaoer:problem:unauthorised"), headers)
        self.assertEqual(self.s.get(f"/v1/tickets/{number}").json["status"], "filed")
        self.assertEqual(self.news(number, body, "n", secret=OLD).status, 200)

    def test_news_signed_for_one_ticket_do_not_reach_another(self):
        """The signature does not cover the path: who has overheard it must not send it to other customers."""
        mine, others = self.filed("c"), self.filed("d")
        body = {"status": "answered", "text": "您的退款是 88 元"}
        headers = signed(body, "n-1")
        self.assertEqual(self.s.post(f"/v1/tickets/{mine}", body, headers=headers).status, 200)
        for restart in (False, True):
            if restart:
                self.s.restart(signal.SIGKILL)
            for written in (headers, {**headers, "webhook-timestamp": "0" + headers["webhook-timestamp"]}):
                self.assertIn(self.s.post(f"/v1/tickets/{others}", body, headers=written).status, (401, 409))
        self.assertEqual(self.s.get(f"/v1/tickets/{others}").json["status"], "filed")
        self.assertEqual(self.s.post(f"/v1/tickets/{mine}", body, headers=headers).status, 200)
        self.assertEqual(self.news(others, body, "n-1", at=int(time.time()) + 5).status, 200)

    def test_what_makes_no_sense_is_told(self):
        number = self.filed()
        self.assertEqual(self.news("GD-99", {"status": "closed"}, "a").status, 404)
        self.assertEqual(self.s.get("/v1/tickets/GD-99").status, 404)
        for body, member in (({}, "status"), ({"status": "filed"}, "status"), ({"status": "done"}, "status"),
                             ({"status": "answered", "text": 7}, "text"), ({"status": "answered", "text": "x" * 4097}, "text"),
                             ({"status": "answered", "at": "noon"}, "at")):
            a = self.news(number, body, "b")
            self.assertEqual((a.status, a.json["member"]), (422, member), body)
        a = self.s.post(f"/v1/tickets/{number}", b"{", headers=signed(None, "c", raw=b"{"))
        self.assertEqual(a.status, 400)
        self.assertEqual(self.s.get("/v1/tickets?status=done").status, 400)
        self.assertEqual(self.s.get("/v1/tickets?before=x").status, 400)
        self.assertEqual(self.s.call("DELETE", f"/v1/tickets/{number}").status, 405)

    def test_lists_by_status_and_page(self):
        numbers = [self.filed(f"c{i}") for i in range(3)]
        self.news(numbers[1], {"status": "answered", "text": "好"}, "n")
        self.assertEqual([t["number"] for t in self.s.get("/v1/tickets").json["tickets"]], numbers[::-1])
        self.assertEqual([t["number"] for t in self.s.get("/v1/tickets?status=answered").json["tickets"]], [numbers[1]])
        page = self.s.get("/v1/tickets?limit=2").json
        rest = self.s.get(f"/v1/tickets?limit=2&before={page['before']}").json
        self.assertEqual([t["number"] for t in page["tickets"] + rest["tickets"]], numbers[::-1])

    def test_a_kill_loses_and_doubles_nothing(self):
        number = self.filed()
        self.s.restart(signal.SIGKILL)
        body = {"status": "answered", "text": "可以"}
        first = self.news(number, body, "n")
        self.s.restart(signal.SIGKILL)
        again = self.news(number, body, "n")
        self.assertEqual((again.status, again.json), (200, first.json))
        until(lambda: self.delivered("ticket.answered"), "the answer is delivered")
        phrases = [m.get("phrase") for m in self.s.get("/v1/conversations/c/messages").json["messages"]]
        self.assertEqual(phrases.count("ticket.answered"), 1)

    def test_a_human_in_charge_is_told_and_the_customer_is_not(self):
        human = self.receiver()
        self.s.config["escalation"] = {"url": human.url}
        self.s.restart()
        number = self.filed()
        self.s.post("/v1/conversations/c/take", {"agent": "小王"})
        self.news(number, {"status": "answered", "text": "可以"}, "n")
        told = human.wait(1, lambda r: r.type == "ticket.news")[0].data
        self.assertEqual((told["reference"], told["status"], told["text"], told["agent"]), ("T1N1", "answered", "可以", "小王"))
        phrases = [m.get("phrase") for m in self.s.get("/v1/conversations/c/messages").json["messages"]]
        self.assertNotIn("ticket.answered", phrases)


class Responsibility(Case):
    def test_what_may_be_offered_goes_to_the_colleague_alone(self):
        system = self.receiver()
        s = self.server({"ticket": {"url": system.url}})
        said = s.say("c", "气死我了，收到的杯子碎了，订单号20261123001",
                     attachments=[{"type": "image", "url": "http://example.org/a.jpg"}])["replies"]
        filed = system.wait(1)[0].data
        self.assertEqual((filed["responsibility"], filed["urgency"]), ("shop", 2))
        self.assertIn("运费", filed["option"])
        self.assertEqual([r["phrase"] for r in said][:2], ["opening", "form.evidence"])
        self.assertEqual(said[1]["text"].count("\n"), 1)  # soothing stands in the same message
        for r in s.get("/v1/conversations/c/messages").json["messages"]:
            self.assertNotIn(filed["option"], r["text"])


class WithoutSecret(Case):
    def test_news_need_a_token_like_everything_else(self):
        s = self.server({"tokens": [_TOKEN]})
        bearer = {"Authorization": f"Bearer {_TOKEN}"}
        s.post("/v1/messages", {"conversation": "c", "id": "1", "text": WISH}, headers=bearer)
        body = {"status": "answered", "text": "可以", "id": "n-1"}
        self.assertEqual(s.post("/v1/tickets/T1N1", body).status, 401)
        self.assertEqual(s.post("/v1/tickets/T1N1?shop=none", body).status, 401)
        first = s.post("/v1/tickets/T1N1", body, headers=bearer)
        self.assertEqual((first.status, first.json["status"]), (200, "answered"))
        self.assertEqual(s.post("/v1/tickets/T1N1", {**body, "text": "别的"}, headers=bearer).json, first.json)


class Limits(Case):
    def test_what_is_late_goes_to_the_supervisor_and_the_customer_is_told(self):
        agents, boss = self.receiver(), self.receiver()
        s = self.server({"escalation": {"url": agents.url}, "supervisor": {"url": boss.url, "secret": SECRET},
                         "settings": {"hours": "always", "sla": {"first_reply_urgent": "1s"}}})
        s.say("c", "商品漏电，我被电到了", profile={"vip": True})
        escalated = agents.wait(1)[0].data
        self.assertEqual((escalated["urgency"], escalated["freeze_order"], escalated["vip"]), (1, True, True))
        breach = boss.wait(1)[0]
        self.assertTrue(breach.signed_with(key_of(SECRET)))
        self.assertEqual(breach.type, "sla.breached")
        data = breach.data
        self.assertEqual((data["reason"], data["reference"], data["urgency"], data["limit_seconds"], data["mode"]),
                         ("first_reply", escalated["reference"], 1, 1, "queued"))
        self.assertEqual(data["slots"]["vip"], "yes")
        self.assertEqual(data["transcript"][0]["text"], "商品漏电，我被电到了")
        self.assertIn("/v1/conversations/c/take", data["links"]["take"])
        s.await_phrase("c", "sla.late")
        s.restart(signal.SIGKILL)
        s.say("c", "人呢")
        self.assertEqual({r.id for r in boss.requests}, {breach.id})

    def test_without_a_supervisor_the_agents_are_told(self):
        agents = self.receiver()
        s = self.server({"escalation": {"url": agents.url}, "settings": {"hours": "always", "sla": {"first_reply": "1s"}}})
        s.say("c", "转人工")
        self.assertEqual(agents.wait(1, lambda r: r.type == "sla.breached")[0].data["reason"], "first_reply")

    def test_the_queue_goes_by_urgency_then_vips_then_waiting(self):
        s = self.server({"escalation": {"url": self.receiver().url}})
        s.say("first", "转人工")
        s.say("second", "转人工")
        s.say("complaint", "我要投诉你们")
        s.say("vip", "转人工", profile={"vip": True})  # urgency 3
        s.say("danger", "充电器冒烟了")
        s.post("/v1/conversations/vip/take", {"agent": "a"})
        names = [c["conversation"] for c in s.get("/v1/conversations?mode=queued").json["conversations"]]
        self.assertEqual(names, ["danger", "complaint", "first", "second"])
        page = s.get("/v1/conversations?mode=queued&limit=3").json
        rest = s.get(f"/v1/conversations?mode=queued&limit=3&before={page['before']}").json
        self.assertEqual([c["conversation"] for c in page["conversations"] + rest["conversations"]], names)
        taken = s.get("/v1/conversations?mode=human").json["conversations"]
        self.assertEqual([(c["conversation"], c["vip"], c["urgency"]) for c in taken], [("vip", True, 3)])
