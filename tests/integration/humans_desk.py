"""Humans: they take, reply, release, fall silent; the bot is silent meanwhile and only suggests; restarts everywhere."""
import json
import signal
import urllib.parse

from helpers import Case, escalation, merged, until


def echo_of(conversation, text, message_id, **more):
    return {"conversation": conversation, "id": message_id, "text": text, **more}


class Humans(Case):
    def mode(self, server, conversation="c"):
        return server.get(f"/v1/conversations/{urllib.parse.quote(conversation)}").json["mode"]

    def act(self, server, act, conversation="c", **body):
        answer = server.post(f"/v1/conversations/{conversation}/{act}", body)
        self.assertEqual(answer.status, 200, answer.raw)
        return answer.json

    def test_a_shift_with_a_kill_in_every_state(self):
        hook = self.receiver()
        s = self.server(escalation(hook.url))
        s.say("c", "我的快递到哪了")
        s.restart(signal.SIGKILL)
        self.assertEqual(s.say("c", "转人工")["mode"], "queued")
        s.restart(signal.SIGKILL)
        queue = s.get("/v1/conversations?mode=queued").json["conversations"]
        self.assertEqual([c["conversation"] for c in queue], ["c"])
        self.assertEqual(self.act(s, "take", agent="小王")["mode"], "human")
        s.restart(signal.SIGKILL)
        self.assertEqual(self.mode(s), "human")
        silent = s.say("c", "什么时候发货")
        self.assertEqual((silent["mode"], silent["replies"]), ("human", []))
        suggested = s.post("/v1/suggestions", {"text": "什么时候发货", "conversation": "c"}).json["suggestions"]
        self.assertEqual(suggested[0]["intent"], "shipping.when")
        refused = s.post("/v1/conversations/c/reply", {"agent": "小李", "text": "我来"})
        self.assertEqual(refused.status, 409)
        said = self.act(s, "reply", agent="小王", text="马上帮您看", id="r-1")
        s.restart(signal.SIGKILL)
        again = self.act(s, "reply", agent="小王", text="马上帮您看", id="r-1")
        self.assertEqual((again["duplicate"], again["message"]), (True, said["message"]))
        self.assertEqual(self.act(s, "release", agent="小王")["mode"], "bot")
        s.restart(signal.SIGKILL)
        self.assertIn("shipping.where", [r["phrase"] for r in s.say("c", "我的快递到哪了")["replies"]])
        self.assertEqual([m["from"] for m in s.get("/v1/conversations/c/messages").json["messages"]].count("human"), 1)

    def test_a_silent_human_gives_the_customer_back(self):
        s = self.server({"settings": {"limits": {"human_silence": "5s"}}})
        s.say("a", "转人工")
        self.act(s, "take", "a", agent="小王")
        self.act(s, "reply", "a", agent="小王", text="您好")
        s.restart()  # the clock goes on
        until(lambda: self.mode(s, "a") == "bot", "nothing is open: back to the bot")
        s.say("b", "转人工")
        self.act(s, "take", "b", agent="小王")
        s.say("b", "我的快递到哪了")
        until(lambda: self.mode(s, "b") == "queued", "he has asked: back to the queue")

    def test_humans_are_told_apart(self):
        s = self.server()
        s.say("c", "转人工")
        self.act(s, "take", agent="小王")
        for act in ("take", "release", "close"):
            self.assertEqual(s.post(f"/v1/conversations/c/{act}", {"agent": "小李"}).status, 409)
        self.assertEqual(self.act(s, "close", agent="小王")["mode"], "closed")
        self.assertEqual(s.post("/v1/conversations/c/reply", {"agent": "小王", "text": "x"}).status, 409)


class Echoes(Case):
    def messages(self, server, conversation="c"):
        answer = server.get(f"/v1/conversations/{conversation}/messages").json["messages"]
        return [(m["from"], m["text"]) for m in answer]

    def send(self, server, text, message_id, conversation="c", **more):
        answer = server.post("/v1/messages", echo_of(conversation, text, message_id, **more))
        self.assertEqual(answer.status, 200, answer.raw)
        return answer.json

    def test_a_reply_that_comes_back_is_no_message(self):
        s = self.server()
        s.say("c", "转人工")
        for i, sender in enumerate(({"from": "agent", "sender": "店铺"}, {"sender": "小王"}, {"from": "bot"})):
            s.post("/v1/conversations/c/reply", {"agent": "小王", "text": f"您好，我来帮您{i}"})
            before = self.messages(s)
            echo = self.send(s, f" 您好， 我来帮您 {i}", f"p-{i}", **sender)
            self.assertEqual((echo["duplicate"], echo["echo"], echo["replies"], echo["mode"]),
                             (True, True, [], "human"))
            s.restart(signal.SIGKILL)
            self.assertTrue(self.send(s, f"您好，我来帮您{i}", f"p-{i}", **sender)["echo"])
            self.assertEqual(self.messages(s), before)

    def test_each_message_comes_back_once(self):
        s = self.server()
        s.say("c", "转人工")
        s.post("/v1/conversations/c/reply", {"agent": "小王", "text": "好的"})
        self.assertTrue(self.send(s, "好的", "p-1", **{"from": "agent"})["echo"])
        self.assertTrue(self.send(s, "好的", "p-1", **{"from": "agent"})["echo"])
        written = self.send(s, "好的", "p-2", **{"from": "agent"})
        self.assertNotIn("echo", written)
        self.assertEqual(self.messages(s)[-2:], [("human", "好的"), ("human", "好的")])
        before = self.messages(s)
        again = self.send(s, "好的", "p-2", **{"from": "agent"})
        self.assertEqual((again["duplicate"], "echo" in again), (True, False))
        self.assertEqual(self.messages(s), before)

    def test_the_bots_words_come_back_too(self):
        s = self.server({"channels": {"web": {"own_senders": ["shop-1"]}}})
        replies = s.say("c", "我的快递到哪了")["replies"]
        before = self.messages(s)
        for i, r in enumerate(replies):
            self.assertTrue(self.send(s, r["text"], f"p-{i}", sender="shop-1")["echo"])
        self.assertEqual(self.messages(s), before)
        self.assertEqual(s.get("/v1/conversations/c").json["mode"], "bot")

    def test_by_our_id_or_by_the_platforms(self):
        hook = self.receiver(lambda r, n: (200, {}, json.dumps({"message_id": f"plat-{n}"}).encode()))
        s = self.server({"channels": {"web": {"deliver": hook.url}}})
        s.say("c", "转人工")
        ours = s.post("/v1/conversations/c/reply", {"agent": "小王", "text": "在的"}).json["message"]
        hook.wait(1)
        until(lambda: s.letters() == [], "the delivery's answer is taken")
        echo = self.send(s, "在的", "plat-0")  # told by nothing but its id
        self.assertEqual((echo["duplicate"], echo["echo"]), (True, True))
        self.assertTrue(self.send(s, "(在的)", ours, **{"from": "agent"})["echo"])
        s.restart(signal.SIGKILL)
        self.assertTrue(self.send(s, "在的", "plat-0")["echo"])
        # numbers of two systems may be alike: a customer's message is never swallowed
        self.assertNotIn("echo", self.send(s, "我的快递到哪了", ours))
        self.assertEqual(self.messages(s)[-1], ("customer", "我的快递到哪了"))

    def test_a_human_who_writes_on_the_platform_takes_over(self):
        hook = self.receiver()
        s = self.server(merged(escalation(hook.url), {"channels": {"web": {"deliver": hook.url}}}))
        s.say("c", "我的快递到哪了")
        written = self.send(s, "我是店主，我来看看", "p-1", sender="老板", **{"from": "agent"})
        self.assertEqual((written["mode"], written["replies"], written["duplicate"]), ("human", [], False))
        self.assertEqual(s.get("/v1/conversations/c").json["agent"], "老板")
        s.restart(signal.SIGKILL)
        self.assertEqual(s.say("c", "什么时候发货")["replies"], [])
        s.post("/v1/conversations/c/release")
        self.assertTrue(s.say("c", "什么时候发货")["replies"])
        self.assertEqual([m for m in self.messages(s) if m[0] == "human"], [("human", "我是店主，我来看看")])
        self.assertEqual([r for r in hook.requests if r.type == "message.created"], [])
        metrics = s.get("/metrics").raw.decode()
        self.assertIn("\nxiaoer_messages_total 2\n", metrics)

    def test_a_customer_who_quotes_us_is_a_customer(self):
        s = self.server()
        text = s.say("c", "我的快递到哪了")["replies"][-1]["text"]
        quoted = s.say("c", text, sender="u-7")
        self.assertFalse(quoted["duplicate"])
        self.assertEqual(self.messages(s)[-1 - len(quoted["replies"])], ("customer", text))

    def test_old_words_are_no_echo(self):
        s = self.server()
        s.say("d", "转人工")
        s.post("/v1/conversations/d/reply", {"agent": "小王", "text": "好的"})
        self.assertNotIn("echo", self.send(s, "好的", "p-1", "other", **{"from": "agent"}))  # another conversation's

    def test_from_is_checked(self):
        s = self.server()
        refused = s.post("/v1/messages", echo_of("c", "x", "1", **{"from": "robot"}))
        self.assertEqual(refused.status, 422)
        self.assertIn("customer, agent or bot", refused.raw.decode())
