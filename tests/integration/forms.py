"""Forms over HTTP: what was asked arrives in the ticket, whatever happens in between."""
import signal

from helpers import Case, escalation, merged

ORDER = "2026112300188"
PICTURE = "https://img.example.com/1.jpg"


def phrases(answer):
    return [r["phrase"] for r in answer["replies"]]


class Forms(Case):
    def setUp(self):
        super().setUp()
        self.system = self.receiver()
        self.s = self.server({"ticket": {"url": self.system.url}})

    def ticket(self):
        return self.system.wait(1, lambda r: r.type == "ticket.filed")[0].data

    def test_the_ticket_holds_what_was_asked(self):
        self.assertEqual(phrases(self.s.say("c", "我要退货")), ["opening", "form.return.order_no"])
        self.assertEqual(phrases(self.s.say("c", "运费谁出？")), ["return.freight", "form.return.order_no"])
        self.assertEqual(phrases(self.s.say("c", f"订单号{ORDER}")), ["form.return.reason"])
        self.assertEqual(phrases(self.s.say("c", "1")), ["form.return.picture"])
        self.s.say("c", "", attachments=[{"type": "image", "url": PICTURE}])
        t = self.ticket()
        self.assertEqual((t["form"], t["intent"], t["reason"], t["skill"], t["note"]),
                         ("return", "return.request", "intent:return.request", "returns", "我要退货"))
        self.assertEqual(t["slots"], {"order_no": ORDER, "reason": "质量问题", "picture": PICTURE})
        self.assertIn(t["reference"], self.s.await_phrase("c", "ticket.filed"))

    def test_two_matters_are_one_ticket(self):
        self.assertEqual(phrases(self.s.say("c", "物流三天没更新了，我要退款")),
                         ["opening", "shipping.stuck", "form.refund.order_no"])
        self.s.say("c", ORDER)
        self.s.say("c", "不想要了")
        t = self.ticket()
        self.assertEqual((t["intent"], t["also"], t["form"]), ("refund.request", "shipping.stuck", "refund"))
        self.assertIn(t["reference"], self.s.await_phrase("c", "ticket.filed"))
        tickets = self.s.get("/v1/conversations/c").json["tickets"]
        self.assertEqual([(k["intent"], k["also"]) for k in tickets], [("refund.request", "shipping.stuck")])

    def test_several_pictures_and_one_without_an_address(self):
        self.s.say("c", f"收到的杯子碎了，订单号{ORDER}", attachments=[
            {"type": "image", "url": PICTURE}, {"type": "video"}])
        t = self.ticket()
        self.assertEqual((t["form"], t["slots"]), ("evidence", {"order_no": ORDER, "picture": PICTURE + " video"}))

    def test_killed_at_every_question(self):
        for text in ("我要换货", ORDER, "尺码", "换成白色 L 码"):
            self.s.say("c", text)
            self.s.restart(signal.SIGKILL)
        t = self.ticket()
        self.assertEqual(t["slots"], {"order_no": ORDER, "reason": "尺码颜色不合适", "wanted": "换成白色 L 码"})
        self.assertEqual(len([r for r in self.system.requests if r.type == "ticket.filed" and
                              r.data["reference"] != t["reference"]]), 0)

    def test_a_repeated_answer_is_one_answer(self):
        self.s.say("c", "我要退货")
        first = self.s.say("c", ORDER, message_id="m-1")
        again = self.s.say("c", ORDER, message_id="m-1")
        self.assertEqual(first["replies"], again["replies"])
        self.assertEqual(phrases(self.s.say("c", "2")), ["form.return.picture"])


class Ends(Case):
    def test_what_was_begun_and_left_is_filed(self):
        system = self.receiver()
        s = self.server({"ticket": {"url": system.url}, "settings": {"limits": {"form_within": "1s"}}})
        s.say("c", f"我要退货，订单号{ORDER}")
        t = system.wait(1)[0].data
        self.assertEqual((t["form"], t["slots"]), ("return", {"order_no": ORDER}))

    def test_a_hand_over_tells_what_was_gathered(self):
        hook = self.receiver()
        s = self.server(escalation(hook.url))
        s.say("c", "我要改收货地址")
        s.say("c", ORDER)
        s.say("c", "文三路99号")
        s.say("c", "对的")
        e = hook.wait(1)[0].data
        self.assertEqual((e["form"], e["reason"], e["skill"]), ("address", "intent:order.address", "logistics"))
        self.assertEqual(e["slots"], {"order_no": ORDER, "address": "文三路99号"})

    def test_nobody_takes_it_so_contact_details_go_into_a_ticket(self):
        down = self.receiver(lambda request, n: (500, {}, b""))
        system = self.receiver()
        s = self.server(merged(escalation(down.url), {
            "ticket": {"url": system.url}, "settings": {"limits": {"acknowledge_within": "300ms"}}}))
        s.say("c", "转人工")
        s.await_phrase("c", "transfer.failed")
        self.assertEqual(phrases(s.say("c", "13800138000")), ["form.contact.remark"])
        s.restart(signal.SIGKILL)
        s.say("c", "杯子少了一个盖子")
        t = system.wait(1)[0].data
        self.assertEqual((t["form"], t["reason"]), ("contact", "failed"))
        self.assertEqual(t["slots"], {"phone": "13800138000", "remark": "杯子少了一个盖子"})
