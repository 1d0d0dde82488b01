"""Look-ups in a shop's own system that answers at once, late, wrongly, or not at all."""
import contextlib
import importlib.machinery
import importlib.util
import json
import os
import queue
import signal
import sqlite3
import threading

from helpers import Case, ROOT, merged, until

BOOK = """
slots: {order_no: 订单号, parcel_status: 状态, parcel_place: 位置, refund_status: 退款状态}
phrases:
  opening: {title: 开场, say: [您好]}
  transfer: {title: 转接, say: [正在转接]}
  hold: {title: 稍等, say: [请稍等]}
  hold.again: {title: 再等, say: [请再等等]}
  hold.end: {title: 久等, say: [久等了]}
  lookup.failed: {title: 没查到, say: [没查到]}
intents:
  parcel: {title: 查件, match: '查件(?<order_no>\\d+)?', examples: 查件, lookup: parcel, skill: logistics,
    say: [{when: parcel_status, say: ["件{parcel_status}，在{parcel_place|路上}"]}, 见订单页]}
  refund: {title: 退款, match: 退款, examples: 退款, lookup: refund, say: ["退款{refund_status|见订单页}"]}
  plain: {title: 营业时间, match: 几点, examples: 几点, say: [全天]}
"""

PARCEL = {"parcel": {"status": "到了", "place": "上海"}}


def example_shop():
    loader = importlib.machinery.SourceFileLoader("example_shop", os.path.join(ROOT, "scripts", "example-shop"))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


EXAMPLE = example_shop()


class Shop(EXAMPLE.Shop):
    """The example shop, whose answers a test gives one by one: `asked` holds what waits, each answered by give()."""

    def __init__(self, case, scripted=False):
        super().__init__()
        self.asked, self.requests, self.scripted = queue.Queue(), [], scripted
        self.say = None
        threading.Thread(target=self.run, daemon=True).start()
        case.addCleanup(self.close)

    def answer(self, path, body):
        self.requests.append((path, body))
        if self.say:
            return self.say(path)
        if not self.scripted:
            return super().answer(path, body)
        mine = queue.Queue()
        self.asked.put(mine)
        return mine.get()

    def give(self, status=200, answer=PARCEL):
        self.asked.get(timeout=30).put((status, answer))


class Lookups(Case):
    def serve(self, shop, lookup=None, **config):
        book = os.path.join(self.folder, "book")
        os.makedirs(book, exist_ok=True)
        with open(os.path.join(book, "book.yaml"), "w", encoding="utf-8") as f:
            f.write(BOOK)
        parcel = merged({"url": shop.url + "/orders/{order_no}/parcel", "timeout": "20s", "answer_within": "15s",
                         "slots": {"parcel_status": "/parcel/status", "parcel_place": "/parcel/place"},
                         "optional": ["parcel_place"]}, lookup or {})
        return self.server(merged({"book": book, "lookups": {"parcel": parcel}}, config))

    def texts(self, answer):
        return [r["text"] for r in answer["replies"]]

    def metric(self, server, name, lookup="parcel"):
        line = f'xiaoer_lookup_{name}{{shop="default",lookup="{lookup}"}} '
        return float(server.get("/metrics").raw.decode().split(line)[1].split("\n")[0])

    def later(self, what):
        """Runs it beside; call the result for what came of it."""
        box = queue.Queue()
        threading.Thread(target=lambda: box.put(what()), daemon=True).start()
        return lambda: box.get(timeout=30)

    # ---- answered ----

    def test_values_stand_in_the_same_reply(self):
        shop = Shop(self)
        server = self.serve(shop)
        self.assertEqual(self.texts(server.say("c", "查件2026112300014")), ["您好", "件运输中，在上海转运中心"])
        self.assertEqual([path for path, body in shop.requests], ["/orders/2026112300014/parcel"])
        self.assertEqual(self.texts(server.say("c", "查件")), ["件运输中，在上海转运中心"])
        self.assertEqual(len(shop.requests), 1, "what was brought is known for a while")
        self.assertEqual(self.metric(server, "requests_total"), 1)
        self.assertEqual(self.metric(server, "seconds_count"), 1)

    def test_rasas_channel_waits_too(self):
        server = self.serve(Shop(self))
        answer = server.post("/webhooks/rest/webhook", {"sender": "u", "message": "查件2026112300014"})
        self.assertEqual([m["text"] for m in answer.json], ["您好", "件运输中，在上海转运中心"])

    def test_who_is_forgotten_meanwhile_does_not_wait_on(self):
        shop = Shop(self, scripted=True)
        server = self.serve(shop)  # he would wait for more than half a minute
        first = self.later(lambda: server.say("c", "查件12345678", sender="alice"))
        until(lambda: shop.requests, "the question")
        self.assertEqual(server.call("DELETE", "/v1/customers/alice").json["conversations"], 1)
        self.assertEqual(self.texts(first()), ["您好"])
        shop.give()
        self.assertEqual(server.get("/v1/conversations/c").status, 404)

    def test_a_retry_gets_what_the_first_gets(self):
        shop = Shop(self, scripted=True)
        server = self.serve(shop)
        first = self.later(lambda: server.say("c", "查件12345678", message_id="m"))
        until(lambda: shop.requests, "the question")
        again = self.later(lambda: server.say("c", "查件12345678", message_id="m"))
        until(lambda: "xiaoer_duplicates_total 1" in server.get("/metrics").raw.decode(), "the retry is taken")
        shop.give()
        self.assertEqual(self.texts(first()), ["您好", "件到了，在上海"])
        second = again()
        self.assertTrue(second["duplicate"])
        self.assertEqual(self.texts(second), ["您好", "件到了，在上海"])
        self.assertEqual(self.texts(server.say("c", "x", message_id="m")), ["您好", "件到了，在上海"])
        self.assertEqual(len(shop.requests), 1)

    def test_other_messages_do_not_wait(self):
        shop = Shop(self, scripted=True)
        server = self.serve(shop)
        first = self.later(lambda: server.say("c", "查件12345678"))
        until(lambda: shop.requests, "the question")
        self.assertEqual(self.texts(server.say("c", "几点")), ["全天"])
        self.assertEqual(self.texts(server.say("d", "几点")), ["您好", "全天"])
        shop.give()
        self.assertEqual(self.texts(first()), ["您好", "件到了，在上海"])

    # ---- late ----

    def test_late_it_holds_and_then_tells_the_channel(self):
        shop, channel = Shop(self, scripted=True), self.receiver()
        server = self.serve(shop, {"answer_within": "50ms"}, channels={"web": {"deliver": channel.url}})
        self.assertEqual(self.texts(server.say("c", "查件12345678")), ["您好", "请稍等"])
        shop.give()
        self.assertEqual([r.data["text"] for r in channel.wait(2)], ["久等了", "件到了，在上海"])
        self.assertEqual(server.await_phrase("c", "parcel"), "件到了，在上海")
        self.assertEqual(self.metric(server, "late_total"), 1)

    def test_who_never_answers_is_given_up(self):
        shop = Shop(self)
        shop.dead = True
        server = self.serve(shop, {"answer_within": "50ms", "timeout": "200ms"})
        self.assertEqual(self.texts(server.say("c", "查件12345678")), ["您好", "请稍等"])
        server.await_phrase("c", "transfer")
        messages = [m["text"] for m in server.get("/v1/conversations/c/messages").json["messages"]]
        self.assertEqual(messages, ["查件12345678", "您好", "请稍等", "没查到", "正在转接"])
        self.assertEqual(server.get("/v1/conversations/c").json["mode"], "queued")
        until(lambda: server.letters() == [], "the row goes, whatever came of it")

    # ---- wrong ----

    def failing(self, say, lookup=None):
        shop = Shop(self)
        shop.say = say
        server = self.serve(shop, lookup)
        answer = server.say("c", "查件12345678")
        self.assertEqual((self.texts(answer), answer["mode"]), (["您好", "没查到", "正在转接"], "queued"))
        self.assertEqual(self.metric(server, "circuit_open"), 0)
        return server

    def test_500_is_a_failure(self):
        server = self.failing(lambda path: (500, {}))
        self.assertEqual(self.metric(server, "failures_total"), 1)
        self.assertIn("answered 500", server.log())

    def test_a_redirect_is_a_failure(self):
        self.failing(lambda path: (302, {}))

    def test_what_is_no_json_is_a_failure(self):
        self.failing(lambda path: (200, b"<html>"))

    def test_a_huge_answer_is_a_failure(self):
        self.failing(lambda path: (200, {"x": "y" * 100000, **PARCEL}))

    def test_a_missing_value_is_a_failure(self):
        self.failing(lambda path: (200, {"parcel": {"place": "上海"}}))

    def test_a_list_is_no_value(self):
        self.failing(lambda path: (200, {"parcel": {"status": ["到了"]}}))

    def test_an_optional_value_may_be_missing(self):
        shop = Shop(self)
        shop.say = lambda path: (200, {"parcel": {"status": "到了", "place": None}})
        self.assertEqual(self.texts(self.serve(shop).say("c", "查件12345678")), ["您好", "件到了，在路上"])

    def test_an_address_where_nobody_listens_is_a_failure_at_once(self):
        shop = Shop(self)
        server = self.serve(shop, {"url": "http://127.0.0.1:1/{order_no}"})
        self.assertEqual(self.texts(server.say("c", "查件12345678")), ["您好", "没查到", "正在转接"])

    # ---- what is sent ----

    def test_a_post_has_a_body_and_headers_from_files_and_the_log_tells_neither(self):
        got = []
        receiver = self.receiver(lambda request, n: got.append(request) or (200, {}, json.dumps(PARCEL).encode()))
        secret = os.path.join(self.folder, "token")
        with open(secret, "w", encoding="utf-8") as f:
            f.write("Bearer geheim\n")
        server = self.serve(Shop(self), {
            "url": receiver.url + "?key=geheim", "method": "POST", "body": '{"no": "{order_no}"}',
            "headers": {"X-Shop": "a"}, "header_files": {"Authorization": secret}}, log_level="debug")
        self.assertEqual(self.texts(server.say("c", "查件12345678")), ["您好", "件到了，在上海"])
        self.assertEqual(got[0].body, {"no": "12345678"})
        self.assertEqual(got[0].headers["authorization"], "Bearer geheim")
        self.assertEqual(got[0].headers["x-shop"], "a")
        self.assertEqual(got[0].headers["content-type"], "application/json")
        self.assertNotIn("webhook-id", got[0].headers)
        self.assertNotIn("geheim", server.log())
        with open(server.store, "rb") as f:
            self.assertNotIn(b"geheim", f.read())

    # ---- a kill in between ----

    def test_killed_while_it_is_under_way_the_retry_gets_the_answer(self):
        shop = Shop(self, scripted=True)
        server = self.serve(shop)

        def lost():
            try:
                return server.say("c", "查件12345678", message_id="m")
            except OSError:
                return None
        first = self.later(lost)
        until(lambda: shop.requests, "the question")
        server.restart(signal.SIGKILL)
        self.assertIsNone(first())
        again = self.later(lambda: server.say("c", "查件12345678", message_id="m"))
        until(lambda: len(shop.requests) == 2, "the row is asked again")
        shop.give(answer={})  # the one before, whom nobody hears
        shop.give()
        answer = again()
        self.assertTrue(answer["duplicate"])
        self.assertEqual(self.texts(answer), ["您好", "件到了，在上海"])

    def test_down_for_longer_than_its_time_it_has_failed_and_is_not_asked_again(self):
        shop = Shop(self, scripted=True)
        server = self.serve(shop, {"answer_within": "10ms", "timeout": "50s"})
        self.assertEqual(self.texts(server.say("c", "查件12345678")), ["您好", "请稍等"])
        server.stop(signal.SIGKILL)
        with contextlib.closing(sqlite3.connect(server.store)) as db:
            db.execute("UPDATE outbox SET created_at = created_at - 60000")
            db.commit()
        server.start()
        server.await_phrase("c", "lookup.failed")
        until(lambda: server.letters() == [], "the row is gone")
        self.assertEqual(len(shop.requests), 1)

    # ---- a sick system ----

    def test_the_circuit_opens_and_closes(self):
        shop = Shop(self)
        shop.say = lambda path: (503, {})
        server = self.serve(shop, {"reuse": "0s"})
        for i in range(5):
            self.assertIn("没查到", self.texts(server.say(f"c{i}", "查件12345678")))
        self.assertEqual(self.metric(server, "circuit_open"), 1)
        asked = len(shop.requests)
        self.assertEqual(asked, 5)
        shop.say = None
        self.assertIn("没查到", self.texts(server.say("d", "查件12345678")), "it is left alone for a while")
        self.assertEqual(len(shop.requests), asked)
        n = iter(range(10000))
        until(lambda: "件派送中，在您所在城市的营业点" in self.texts(server.say(f"e{next(n)}", "查件12345676")), "one is let through")
        self.assertEqual(self.metric(server, "circuit_open"), 0)
        self.assertEqual(self.metric(server, "circuit_opened_total"), 1)

    def test_a_wrong_number_is_no_sickness(self):
        shop = Shop(self)
        server = self.serve(shop)
        for i in range(8):
            self.assertIn("没查到", self.texts(server.say(f"c{i}", "查件12")))
        self.assertEqual(self.metric(server, "circuit_open"), 0)

    def test_no_more_than_so_many_at_a_time(self):
        shop = Shop(self, scripted=True)
        server = self.serve(shop, {"in_flight": 2})
        answers = [self.later(lambda i=i: server.say(f"c{i}", f"查件1234567{i}")) for i in range(6)]
        until(lambda: len(shop.requests) == 2, "two are asked")
        most = 0
        for _ in range(6):
            most = max(most, self.metric(server, "in_flight"))
            shop.give()
        for answer in answers:
            self.assertEqual(self.texts(answer()), ["您好", "件到了，在上海"])
        self.assertEqual(len(shop.requests), 6)
        self.assertLessEqual(most, 2)

    def test_a_dead_one_holds_up_neither_messages_nor_deliveries_nor_others(self):
        dead, well, receiver = Shop(self), Shop(self), self.receiver()
        dead.dead = True
        server = self.serve(dead, {"answer_within": "10ms"}, escalation={"url": receiver.url}, lookups={
            "refund": {"url": well.url + "/orders/{order_no}/refund", "slots": {"refund_status": "/refund/status"},
                       "answer_within": "15s", "timeout": "20s"}}, courier={"in_flight": 4})
        for i in range(20):
            self.assertEqual(self.texts(server.say(f"c{i}", "查件2026112300017")), ["您好", "请稍等"])
        self.assertEqual(self.texts(server.say("d", "几点")), ["您好", "全天"])
        self.assertEqual(self.texts(server.say("d", "查件2026112300017")), ["请稍等"])
        answer = server.say("e", "退款", profile={"order_no": "2026112300017"})
        self.assertEqual(self.texts(answer), ["您好", "退款已退回原支付账户"])
        server.post("/v1/conversations/d/ticket", {"agent": "a", "note": "n"})
        receiver.wait(1, lambda r: r.type == "ticket.filed")
