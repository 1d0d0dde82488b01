"""Channels whose replies go out later: lines in a row answered once, over kills and repeats too."""
import signal
import urllib.parse

from helpers import Case, escalation, merged, until


def on_web(url=None, **more):
    channel = {"async": True, "burst_pause": "1s", "burst_max": "5s", **more}
    if url:
        channel["deliver"] = url
    return {"channels": {"web": channel}}


class Bursts(Case):
    def said(self, server, conversation):
        """[(from, text, phrase, reply_to)] of a conversation."""
        messages = server.get(f"/v1/conversations/{urllib.parse.quote(conversation)}/messages").json["messages"]
        return [(m["from"], m.get("phrase"), m.get("reply_to"), m["id"]) for m in messages]

    def replies(self, server, conversation):
        return [m for m in self.said(server, conversation) if m[0] == "bot"]

    def test_lines_in_a_row_are_answered_once(self):
        hook = self.receiver()
        s = self.server(on_web(hook.url))
        for text in ("在吗", "我的快递", "到哪了"):
            answer = s.say("c", text)
            self.assertEqual((answer["replies"], answer["mode"]), ([], "bot"))
        self.assertEqual(answer["intents"][0]["id"], "shipping.where")
        said = [r.data["phrase"] for r in hook.wait(2)]
        self.assertEqual(said, ["opening", "shipping.where"])
        messages = self.said(s, "c")
        self.assertEqual([m[0] for m in messages], ["customer"] * 3 + ["bot"] * 2)
        self.assertEqual({m[2] for m in messages[3:]}, {messages[2][3]})
        self.assertEqual({r.data["reply_to"] for r in hook.requests}, {messages[2][3]})

    def test_killed_in_the_pause_it_answers_after_the_restart(self):
        hook = self.receiver()
        s = self.server(on_web(hook.url, burst_pause="1s"))
        s.say("c", "保修多久")
        s.say("c", "从哪里发货")
        s.restart(signal.SIGKILL)
        phrases = {r.data["phrase"] for r in hook.wait(3)}
        self.assertEqual(phrases, {"opening", "warranty", "shipping.origin"})
        self.assertEqual(len(self.replies(s, "c")), 3)
        metrics = s.get("/metrics").raw.decode()
        self.assertIn("\nxiaoer_messages_total 0\n", metrics)

    def test_a_line_that_comes_twice_is_one_line(self):
        s = self.server(on_web())
        s.say("c", "我的快递", "m-1")
        again = s.say("c", "我的快递", "m-1")
        self.assertEqual((again["duplicate"], again["replies"]), (True, []))
        s.say("c", "到哪了", "m-2")
        until(lambda: len(self.replies(s, "c")) == 2, "the burst is answered")
        again = s.say("c", "到哪了", "m-2")
        self.assertEqual([r["phrase"] for r in again["replies"]], ["opening", "shipping.where"])
        self.assertEqual(s.say("c", "我的快递", "m-1")["replies"], [])
        self.assertEqual([m[0] for m in self.said(s, "c")].count("customer"), 2)

    def test_danger_and_a_human_do_not_wait(self):
        hook = self.receiver()
        s = self.server(merged(on_web(burst_pause="30s", burst_max="60s"), escalation(hook.url)))
        s.say("c", "你们的插排")
        answer = s.say("c", "冒烟着火了")
        self.assertEqual((answer["mode"], answer["replies"]), ("queued", []))
        letter = hook.wait(1)[0]
        self.assertEqual((letter.data["reason"], letter.data["urgency"]), ("danger", 1))
        self.assertEqual([m["text"] for m in letter.data["transcript"]][:2], ["你们的插排", "冒烟着火了"])
        self.assertEqual(letter.data["intents"][0]["id"], "danger")

    def test_another_channel_answers_at_once(self):
        s = self.server(on_web())
        self.assertTrue(s.say("c", "我的快递到哪了", channel="app")["replies"])
        self.assertTrue(s.post("/webhooks/rest/webhook", {"sender": "u", "message": "我的快递到哪了"}).json)

    def test_a_long_poll_gets_the_answer(self):
        s = self.server(on_web())
        s.say("c", "我的快递到哪了")
        self.assertTrue(s.await_phrase("c", "shipping.where"))

    def test_no_longer_asynchronous_what_was_gathered_is_answered_with_the_next(self):
        s = self.server(on_web(burst_pause="20s", burst_max="60s"))
        s.say("c", "我的快递")
        s.stop()
        s.config["channels"]["web"]["async"] = False
        s.start()
        self.assertEqual([r["phrase"] for r in s.say("c", "到哪了")["replies"]], ["opening", "shipping.where"])
