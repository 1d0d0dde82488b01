"""Every call of the API against a real server and a real store: what it answers, and what a wrong one is told."""
import datetime
import json
import os
import shutil
import urllib.parse

from helpers import ROOT, Case


def quote(text):
    return urllib.parse.quote(text, safe="")


class Messages(Case):
    def setUp(self):
        super().setUp()
        self.s = self.server()

    def test_a_message_gets_its_replies_in_the_shape_of_the_design(self):
        a = self.s.post("/v1/messages", {"channel": "web", "conversation": "c-81", "id": "m-1", "sender": "u-7",
                                         "text": "我的快递到哪了", "at": "2026-11-23T10:00:00+08:00",
                                         "profile": {"name": "Lin", "vip": True, "orders": 3}, "unknown": {"a": [1]}})
        self.assertEqual(a.status, 200)
        self.assertEqual(a.headers["Content-Type"], "application/json")
        self.assertEqual(list(a.json), ["conversation", "mode", "duplicate", "replies", "intents"])
        self.assertEqual((a.json["conversation"], a.json["mode"], a.json["duplicate"]), ("c-81", "bot", False))
        for r in a.json["replies"]:
            self.assertEqual(list(r), ["id", "phrase", "intent", "text"])
            self.assertRegex(r["id"], r"^m\d+$")
            self.assertTrue(r["text"])
        self.assertIn("shipping.where", [r["intent"] for r in a.json["replies"]])
        self.assertEqual(a.json["intents"][0]["id"], "shipping.where")
        self.assertRegex(a.json["intents"][0]["at"], r"^phrases/zh-CN/\w+\.yaml:\d+$")

    def test_a_duplicate_gets_the_stored_replies_again(self):
        first = self.s.say("c", "我的快递到哪了", "one")
        again = self.s.say("c", "我的快递到哪了", "one")
        self.assertTrue(again["duplicate"])
        self.assertEqual(again["replies"], first["replies"])
        self.assertFalse(self.s.say("c", "我的快递到哪了", "two")["duplicate"])
        self.assertFalse(self.s.say("another", "我的快递到哪了", "one")["duplicate"])

    def test_names_may_be_any_text(self):
        for name in ("张三/李四", "a b+c%d", "é\u200d👩‍👩‍👧", "x" * 256, "?#&=", "\u0001"):
            self.s.say(name, "在吗")
            a = self.s.get(f"/v1/conversations/{quote(name)}")
            self.assertEqual(a.status, 200, name)
            self.assertEqual(a.json["conversation"], name)

    def test_attachments_may_come_without_text(self):
        a = self.s.post("/v1/messages", {"conversation": "c", "id": "1", "text": "",
                                         "attachments": [{"type": "image", "url": "http://example.org/a.jpg"}]})
        self.assertEqual(a.status, 200)
        kept = self.s.get("/v1/conversations/c/messages").json["messages"][0]
        self.assertEqual(kept["extra"]["attachments"], [{"type": "image", "url": "http://example.org/a.jpg"}])

    def test_wrong_bodies_are_told_what_is_wrong(self):
        good = {"conversation": "c", "id": "1", "text": "x"}
        for body, status, name, member in (
                (b"", 400, "not-json", None), (b"{", 400, "not-json", None), (b"\xff\xfe", 400, "not-json", None),
                (b'{"id":"1","conversation":"c","text":"\xff"}', 400, "not-json", None),
                (b'{"id":"1","conversation":"c","text":"a\\u0000"}', 400, "not-json", None),
                (b'{"id":"1","conversation":"c","text":"a\\ud800"}', 400, "not-json", None),
                (b"[" * 1000, 400, "not-json", None), (b"[]", 422, "invalid", None),
                (b"{}", 422, "invalid", "id"), ({**good, "id": 1}, 422, "invalid", "id"),
                ({**good, "text": ["x"]}, 422, "invalid", "text"), ({**good, "text": ""}, 422, "invalid", "text"),
                ({**good, "text": "x" * 16385}, 422, "invalid", "text"),
                ({**good, "conversation": "x" * 257}, 422, "invalid", "conversation"),
                ({**good, "shop": "nowhere"}, 422, "invalid", "shop"), ({**good, "at": "noon"}, 422, "invalid", "at"),
                ({**good, "profile": {"a": {}}}, 422, "invalid", "profile.a"),
                ({**good, "attachments": {}}, 422, "invalid", "attachments")):
            a = self.s.post("/v1/messages", body)
            self.assertEqual(a.status, status, body)
            self.assertEqual(a.headers["Content-Type"], "application/problem+json")
            self.assertEqual(a.json["type"], "urn:xiaoer:problem:" + name, body)
            self.assertEqual(a.json["status"], status)
            self.assertEqual(a.json.get("member"), member, body)
        self.assertEqual(self.s.post("/v1/messages", b'{"id":}').json["byte"], 6)
        self.assertEqual(self.s.get("/v1/conversations").json["conversations"], [])

    def test_a_body_called_something_else_is_read_all_the_same(self):
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        a = self.s.post("/v1/messages", {"conversation": "c", "id": "1", "text": "x"}, headers=form)
        self.assertEqual(a.status, 200)
        self.assertEqual(self.s.post("/v1/messages", b"text=x&id=1", headers=form).status, 415)
        self.assertEqual(self.s.post("/v1/messages", b"text=x&id=1").status, 400)
        self.assertEqual(self.s.post("/v1/messages", b'{"text":"x"', headers=form).json["byte"], 11)
        self.assertEqual(self.s.post("/v1/messages", b"", headers=form).status, 400)

    def test_rasa_clients_are_served(self):
        a = self.s.post("/webhooks/rest/webhook", {"sender": "u-1", "message": "我的快递到哪了"})
        self.assertEqual(a.status, 200)
        self.assertTrue(a.json)
        for m in a.json:
            self.assertEqual(list(m), ["recipient_id", "text"])
            self.assertEqual(m["recipient_id"], "u-1")
        body = {"sender": "u-2", "message": "在吗", "metadata": {"message_id": "7"}}
        self.assertEqual(self.s.post("/webhooks/rest/webhook/", body).json, self.s.post("/webhooks/rest/webhook", body).json)
        self.assertEqual(self.s.post("/webhooks/rest/webhook", {"sender": "u", "message": ""}).json, [])
        self.assertEqual(self.s.post("/webhooks/rest/webhook", {"message": "x"}).json["member"], "sender")
        self.assertEqual(self.s.get("/webhooks/rest/").json, {"status": "ok"})
        self.assertEqual(self.s.get("/v1/conversations/u-1?channel=rest").json["channel"], "rest")


class Paths(Case):
    def setUp(self):
        super().setUp()
        self.s = self.server()

    def test_unknown_paths_and_wrong_methods(self):
        for path in ("/", "/v1", "/v1/messages/", "/v1/conversations//messages", "/v1/conversations/a/b/c", "/V1/messages"):
            self.assertEqual(self.s.get(path).status, 404, path)
        a = self.s.get("/v1/messages")
        self.assertEqual((a.status, a.headers["Allow"]), (405, "POST"))
        a = self.s.call("PATCH", "/v1/notices/x")
        self.assertEqual((a.status, a.headers["Allow"]), (405, "GET, HEAD, PUT, DELETE"))
        self.assertEqual(a.json["type"], "urn:xiaoer:problem:method")

    def test_names_that_cannot_be_decoded_are_refused(self):
        for name in ("%00", "%ff", "%zz", "%", "a%2", "%ed%a0%80"):
            a = self.s.get("/v1/conversations/" + name)
            self.assertEqual((a.status, a.json["type"]), (400, "urn:xiaoer:problem:bad-target"), name)
        self.assertEqual(self.s.get("/v1/conversations?mode=%ff").status, 400)
        self.assertEqual(self.s.get("/v1/conversations?mode=open").status, 400)
        self.assertEqual(self.s.get("/v1/conversations?limit=0").status, 400)
        self.assertEqual(self.s.get("/v1/conversations?before=yesterday").status, 400)

    def test_a_mistyped_parameter_is_told_and_not_left_out(self):
        for path in ("/v1/report?form=2026-11-01", "/v1/tickets?conversation=c", "/v1/conversations?limit=3&mod=queued", "/v1/outbox?dead"):
            a = self.s.get(path)
            self.assertEqual((a.status, a.json["type"]), (400, "urn:xiaoer:problem:bad-target"), path)
            self.assertIn("unknown parameter", a.json["detail"])
        self.assertEqual(self.s.get("/v1/report?last=7d&").status, 200)

    def test_bytes_that_are_no_utf8_are_called_so(self):
        a = self.s.post("/v1/messages", b'{"id":"1","conversation":"c","text":"\xff"}')
        self.assertIn("not UTF-8", a.json["detail"])

    def test_health_and_metrics(self):
        self.assertEqual(self.s.get("/healthz").json["status"], "ok")
        self.assertEqual(self.s.get("/readyz").json["status"], "ready")
        a = self.s.call("HEAD", "/healthz")
        self.assertEqual((a.status, a.raw), (200, b""))
        self.s.say("c", "在吗")
        text = self.s.get("/metrics").raw.decode()
        self.assertIn("\nxiaoer_messages_total 1\n", text)
        self.assertIn("# TYPE xiaoer_http_requests_total counter\n", text)


class Conversations(Case):
    def setUp(self):
        super().setUp()
        self.s = self.server()

    def test_one_is_shown_with_its_state(self):
        self.s.say("c", "转人工")
        a = self.s.get("/v1/conversations/c")
        self.assertEqual(a.status, 200)
        self.assertEqual((a.json["mode"], a.json["reason"], a.json["shop"], a.json["channel"]),
                         ("queued", "human.request", "default", "web"))
        self.assertRegex(a.json["opened_at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
        self.assertIn("slots", a.json)
        self.assertIn("timers", a.json)
        self.assertEqual(self.s.get("/v1/conversations/nobody").status, 404)
        self.assertEqual(self.s.get("/v1/conversations/c?shop=nowhere").status, 422)

    def test_a_name_on_two_channels_asks_which(self):
        self.s.say("c", "在吗", channel="app")
        self.s.say("c", "转人工", channel="web")
        a = self.s.get("/v1/conversations/c")
        self.assertEqual((a.status, a.json["type"]), (409, "urn:xiaoer:problem:ambiguous"))
        self.assertEqual(self.s.get("/v1/conversations/c?channel=web").json["mode"], "queued")
        self.assertEqual(self.s.get("/v1/conversations/c?channel=app").json["mode"], "bot")
        self.assertEqual(self.s.post("/v1/conversations/c/take", {"agent": "amy"}).status, 409)
        self.assertEqual(self.s.post("/v1/conversations/c/take?channel=app", {"agent": "amy"}).json["mode"], "human")

    def test_lists_come_in_pages(self):
        for i in range(7):
            self.s.say(f"c{i}", "转人工" if i % 2 else "在吗")
        seen, before = [], ""
        while before is not None:
            page = self.s.get(f"/v1/conversations?limit=3{before and '&before=' + before}").json
            self.assertLessEqual(len(page["conversations"]), 3)
            seen += [c["conversation"] for c in page["conversations"]]
            before = page["before"]
        self.assertEqual(seen, [f"c{i}" for i in range(6, -1, -1)])
        queued = self.s.get("/v1/conversations?mode=queued").json["conversations"]
        self.assertEqual([c["conversation"] for c in queued], ["c1", "c3", "c5"])

    def test_an_agent_takes_replies_files_releases_closes(self):
        s = self.s
        s.say("c", "转人工")
        base = "/v1/conversations/c"
        self.assertEqual(s.post(base + "/take", {"agent": "amy"}).json["mode"], "human")
        a = s.post(base + "/take", {"agent": "bob"})
        self.assertEqual((a.status, a.json["type"]), (409, "urn:xiaoer:problem:conflict"))
        self.assertEqual(s.say("c", "在吗")["replies"], [])
        first = s.post(base + "/reply", {"agent": "amy", "text": "您好", "id": "r-1"}).json
        again = s.post(base + "/reply", {"agent": "amy", "text": "您好", "id": "r-1"}).json
        self.assertEqual((first["duplicate"], again["duplicate"], again["message"]), (False, True, first["message"]))
        self.assertEqual(again["replies"], first["replies"])
        self.assertEqual(s.post(base + "/reply", {"text": "稍等"}).status, 200)
        self.assertEqual(s.get(base).json["agent"], "amy")
        worded = s.post(base + "/reply", {"agent": "amy", "phrase": "hold"})
        self.assertEqual(worded.status, 200)
        ticket = s.post(base + "/ticket", {"note": "查一下", "skill": "logistics", "urgency": 2})
        self.assertEqual(ticket.status, 200)
        self.assertTrue(ticket.json["ticket"])
        self.assertEqual(s.post(base + "/release", {}).json["mode"], "bot")
        self.assertEqual(s.post(base + "/close", b"").json["mode"], "closed")
        said = s.get(base + "/messages").json["messages"]
        human = [m for m in said if m["from"] == "human"]
        self.assertEqual([m["phrase"] for m in human], [None, None, "hold"])
        self.assertEqual(human[0]["text"], "您好")

    def test_acts_that_cannot_be(self):
        self.s.say("c", "在吗")
        base = "/v1/conversations/c"
        for path, body, status in (("/reply", {"agent": "a"}, 422), ("/reply", {"agent": 1, "text": "x"}, 422),
                                   ("/reply", {"agent": "a", "text": "x", "phrase": "hold"}, 422),
                                   ("/reply", {"agent": "a", "phrase": "no.such"}, 422),
                                   ("/ticket", {"skill": "none.such"}, 422), ("/ticket", {"note": "n", "urgency": 9}, 422),
                                   ("/take", b"x", 400), ("/dance", {}, 404)):
            self.assertEqual(self.s.post(base + path, body).status, status, (path, body))
        self.assertEqual(self.s.post("/v1/conversations/nobody/take", {"agent": "a"}).status, 404)
        self.assertEqual(self.s.get(base).json["mode"], "bot")

    def test_suggestions_know_the_conversation(self):
        a = self.s.post("/v1/suggestions", {"text": "退款多久到账", "limit": 2})
        self.assertEqual(a.status, 200)
        best = a.json["suggestions"][0]
        self.assertEqual(list(best), ["phrase", "intent", "text", "score", "missing", "why"])
        self.assertEqual(best["intent"], "refund.when")
        self.assertEqual(list(best["why"]), ["at", "pattern", "start", "length"])
        self.assertLessEqual(len(a.json["suggestions"]), 2)
        self.s.say("c", "在吗")
        self.assertEqual(self.s.post("/v1/suggestions", {"text": "退款多久到账", "conversation": "c"}).status, 200)
        self.assertEqual(self.s.post("/v1/suggestions", {"text": "x", "conversation": "nobody"}).status, 404)
        self.assertEqual(self.s.post("/v1/suggestions", {"text": ""}).status, 422)
        self.assertEqual(self.s.get("/v1/conversations/c/messages").json["messages"][0]["text"], "在吗")

    def test_what_is_known_decides_what_is_said_and_suggested(self):
        def today():  # in the shop
            return datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date()

        def shown(day):
            return f"{day.month}月{day.day}日"

        for ago, words in ((2, "及以前|最晚到|最后一天"), (30, "已经过了|超过了|只到")):
            signed = today() - datetime.timedelta(days=ago)
            last = signed + datetime.timedelta(days=7)
            a = self.s.post("/v1/messages", {"conversation": f"signed-{ago}", "id": "1", "text": "可以退货吗",
                                             "profile": {"signed_on": signed.isoformat(), "vip": True}})
            said = next(r for r in a.json["replies"] if r["phrase"] == "return.policy")
            self.assertRegex(said["text"], words)
            self.assertIn(shown(last), said["text"])
            slots = self.s.get(f"/v1/conversations/signed-{ago}").json["slots"]
            self.assertEqual((slots["signed_on"], slots["vip"]), (signed.isoformat(), "yes"))
            best = self.s.post("/v1/suggestions", {"text": "能退货吗", "conversation": f"signed-{ago}"}).json["suggestions"][0]
            self.assertIn(shown(last), best["text"])
        week = datetime.timedelta(days=6)
        may = {shown(today() + week)}
        best = self.s.post("/v1/suggestions", {"text": "昨天签收的能退吗"}).json["suggestions"][0]
        may.add(shown(today() + week))  # midnight may have passed
        self.assertTrue(any(day in best["text"] for day in may), best["text"])


class Notices(Case):
    def test_a_notice_is_switched_on_seen_and_off(self):
        s = self.server()
        self.assertEqual(s.get("/v1/notices").json, {"notices": []})
        put = s.call("PUT", "/v1/notices/" + quote("维护 1"), {"text": "系统维护中,预计两小时", "intents": ["shipping.*"]})
        self.assertEqual(put.status, 200, put.raw)
        self.assertEqual(put.json["id"], "维护 1")
        self.assertEqual([r["phrase"] for r in s.say("c", "我的快递到哪了")["replies"]].count("outage"), 1)
        self.assertEqual(s.get("/v1/notices").json["notices"], [put.json])
        self.assertEqual(s.get("/v1/notices/" + quote("维护 1")).json, put.json)
        self.assertEqual(s.call("DELETE", "/v1/notices/" + quote("维护 1")).status, 204)
        self.assertEqual(s.call("DELETE", "/v1/notices/" + quote("维护 1")).status, 404)
        self.assertNotIn("outage", [r["phrase"] for r in s.say("d", "我的快递到哪了")["replies"]])
        for body in ({}, {"text": 1}, {"text": "x", "intents": ["no.such"]}, {"text": "x", "until": "soon"}):
            self.assertEqual(s.call("PUT", "/v1/notices/x", body).status, 422, body)


class Book(Case):
    def test_a_reload_takes_a_good_book_and_refuses_a_bad_one(self):
        book = os.path.join(self.folder, "book")
        shutil.copytree(os.path.join(ROOT, "phrases", "zh-CN"), book, ignore=shutil.ignore_patterns("tests"))
        s = self.server(args=["--book", book])
        first = s.post("/v1/book/reload").json
        self.assertTrue(first["version"])
        self.assertGreater(first["intents"], 10)
        path = os.path.join(book, "zzz.yaml")
        with open(path, "w", encoding="utf-8") as f:
            f.write("intents:\n  zzz.test:\n    title: t\n    match: |\n      (zzzyyy\n    say: [a]\n")
        bad = s.post("/v1/book/reload")
        self.assertEqual((bad.status, bad.json["type"]), (422, "urn:xiaoer:problem:book-refused"))
        finding = next(f for f in bad.json["findings"] if f["line"] == 5)
        self.assertTrue(finding["file"].endswith("zzz.yaml"))
        self.assertEqual((finding["level"], sorted(finding)), ("error", ["column", "file", "level", "line", "message"]))
        self.assertEqual(s.say("c", "我的快递到哪了")["intents"][0]["id"], "shipping.where")
        with open(path, "w", encoding="utf-8") as f:
            f.write("intents:\n  zzz.test:\n    title: t\n    match: |\n      zzzyyy\n    examples: |\n      zzzyyy\n"
                    "    say: [fresh]\n")
        good = s.post("/v1/book/reload")
        self.assertEqual(good.status, 200, good.raw)
        self.assertNotEqual(good.json["version"], first["version"])
        self.assertEqual(s.say("c", "zzzyyy")["intents"][0]["id"], "zzz.test")


class Outbox(Case):
    def test_what_waits_is_listed_and_dropped(self):
        s = self.server({"escalation": {"url": "http://127.0.0.1:9/"}})
        s.say("c", "转人工")
        letters = s.get("/v1/outbox").json["letters"]
        self.assertEqual([(x["type"], x["conversation"]) for x in letters], [("conversation.escalated", "c")])
        name = letters[0]["id"]
        self.assertEqual(s.post(f"/v1/outbox/{name}/retry", b"").status, 200)
        self.assertEqual(s.post(f"/v1/outbox/{name}/drop", b"").status, 200)
        self.assertEqual(s.post(f"/v1/outbox/{name}/drop", b"").status, 404)
        self.assertEqual(s.post("/v1/outbox/x/drop", b"").status, 404)
        self.assertEqual(s.get("/v1/outbox?state=lost").status, 400)


class Shops(Case):
    def test_a_shop_has_conversations_of_its_own(self):
        s = self.server({"shops": {"north": {}, "south": {}}})
        s.say("c", "在吗", shop="north")
        s.say("c", "转人工", shop="south")
        self.assertEqual(s.get("/v1/conversations/c?shop=north").json["mode"], "bot")
        self.assertEqual(s.get("/v1/conversations/c?shop=south").json["mode"], "queued")
        self.assertEqual(len(s.get("/v1/conversations?shop=south").json["conversations"]), 1)
        self.assertEqual(json.loads(s.post("/v1/book/reload").raw)["shops"][1]["shop"], "south")
