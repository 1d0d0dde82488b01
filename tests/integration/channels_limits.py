"""What a channel takes: long texts in parts, few messages, and what agents are told of it."""
from helpers import Case, until

LONG = "您好，我是小王。您说的情况我都看到了，订单20261123000171234确实是我们发错了颜色，真的很抱歉。"


class Limits(Case):
    def on_web(self, **channel):
        return self.server({"channels": {"web": channel}})

    def test_a_synchronous_answer_is_split_too(self):
        s = self.on_web(text_max=64)
        replies = s.say("c", "怎么退货")["replies"]
        self.assertTrue(all(len(r["text"].encode()) <= 64 for r in replies))
        phrases = [r["phrase"] for r in replies]
        self.assertGreater(phrases.count("return.how"), 1)
        again = s.say("d", "怎么退货", "m-1"), s.say("d", "怎么退货", "m-1")
        self.assertEqual(again[0]["replies"], again[1]["replies"])

    def test_a_long_reply_of_an_agent_is_split_and_comes_again_whole(self):
        hook = self.receiver()
        s = self.on_web(text_max=64, deliver=hook.url)
        s.say("c", "转人工")
        body = {"agent": "小王", "text": LONG, "id": "r-1"}
        said = s.post("/v1/conversations/c/reply", body).json
        texts = [r["text"] for r in said["replies"] if r["phrase"] is None]
        self.assertEqual("".join(texts), LONG)
        self.assertGreater(len(texts), 2)
        delivered = [r.data["text"] for r in hook.wait(len(texts), lambda r: r.data["from"] == "human")]
        self.assertEqual(delivered, texts)
        again = s.post("/v1/conversations/c/reply", body).json
        self.assertTrue(again["duplicate"])
        self.assertEqual([r["text"] for r in again["replies"]], texts)
        self.assertEqual(again["message"], [r["id"] for r in said["replies"] if r["phrase"] is None][0])

    def test_an_agent_is_told_when_the_channel_takes_no_more(self):
        s = self.on_web(budget=2, text_max=400)
        s.say("c", "转人工")
        reply = "/v1/conversations/c/reply"
        refused = s.post(reply, {"agent": "小王", "text": LONG * 5})
        self.assertEqual(refused.status, 409)
        self.assertIn("too long", refused.json["detail"])
        self.assertEqual(s.post(reply, {"agent": "小王", "text": "您好"}).status, 200)
        refused = s.post(reply, {"agent": "小王", "text": "在吗"})
        self.assertEqual(refused.status, 409)
        self.assertIn("until the customer writes again", refused.json["detail"])
        s.restart()
        self.assertEqual(s.post(reply, {"agent": "小王", "text": "在吗"}).status, 409)
        s.say("c", "在的")
        self.assertEqual(s.post(reply, {"agent": "小王", "text": "在吗"}).status, 200)

    def test_what_is_left_out_is_seen(self):
        s = self.server({"channels": {"web": {"budget": 2}},
                         "settings": {"limits": {"hold_after": "50ms", "hold_every": "50ms"}}})
        s.say("c", "转人工")
        state = until(lambda: (lambda j: j["unsent"] and j)(s.get("/v1/conversations/c").json), "hold is left out")
        self.assertEqual(state["sent"], 1)
        self.assertIn("a text is left out, the channel takes no more phrase=hold", s.log())
        self.assertRegex(s.get("/metrics").raw.decode(), r"\nxiaoer_unsent_total [1-9]")
        self.assertNotIn("hold", [m.get("phrase") for m in s.get("/v1/conversations/c/messages").json["messages"]])

    def test_limits_too_small_are_refused_with_their_place(self):
        s = self.server({"channels": {"web": {"text_max": 1}}}, ready=False)
        self.assertEqual(s.process.wait(30), 1)
        self.assertIn("channels.web.text_max is from 64 to", s.log())
        s.process.stdout.close()
