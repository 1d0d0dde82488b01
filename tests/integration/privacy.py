"""What is forgotten, what is removed for its age, what a log may hold."""
import glob
import json
import os
import sqlite3
import subprocess

from helpers import XIAOER, Case, environment, escalation, until

SECRET = "翡翠色的暗号四十二"

OWN_WORDS = """
slots: {phone: {title: 手机, kind: phone}, reason: 原因, level: 等级}
phrases:
  opening: {title: 开场, say: [您好]}
  transfer: {title: 转接, say: [正在转接]}
intents:
  member: {title: 会员, match: '会员(?<phone>\\d{11})', examples: 会员13800000000, lookup: member, say: ["{level|会员}"]}
  return: {title: 退货, match: 退货, examples: 我要退货, form: return}
forms:
  return: {title: 退货, ask: {reason: {say: 为什么呢}}, then: ticket}
"""


def stored(server, word):
    """Is the word anywhere in the files of the store?"""
    return any(word.encode() in open(path, "rb").read() for path in glob.glob(server.store + "*"))


class Forget(Case):
    def forget(self, server, *args, config=None):
        config = config or os.path.join(self.folder, "config.yaml")
        return subprocess.run([XIAOER, "forget", *args, "--store", server.store, "--config", config],
                              capture_output=True, text=True, timeout=30,
                              env=environment({"XIAOER_LISTEN": server.url.removeprefix("http://")}))

    def fill(self):
        dead = "http://127.0.0.1:9/"  # nobody listens: the escalation waits in the outbox with her words
        server = self.server(escalation(dead))
        server.say("c-1", "你好，" + SECRET, sender="alice-7731")
        server.say("c-1", "转人工 " + SECRET, sender="alice-7731", profile={"name": "爱丽丝" + SECRET})
        server.say("c-2", SECRET + "订单号2026112300188", sender="alice-7731")
        server.say("c-3", "我的快递到哪了", sender="bob-1")
        self.assertTrue(stored(server, SECRET))
        return server

    def test_beside_a_running_server_every_word_goes_at_once(self):
        server = self.fill()
        done = self.forget(server, "--customer", "alice-7731", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["conversations"], 2)
        until(lambda: not stored(server, SECRET), "the words are gone")
        self.assertFalse(stored(server, "alice-7731"))
        self.assertEqual(server.letters(), [])
        self.assertEqual(server.get("/v1/conversations/c-1").status, 404)
        self.assertEqual(server.get("/v1/conversations/c-3").status, 200)
        again = self.forget(server, "--customer", "alice-7731")
        self.assertEqual(again.returncode, 1)
        self.assertIn("nothing is stored", again.stderr)
        self.assertEqual(server.say("c-1", "你好", sender="alice-7731")["replies"][0]["phrase"], "opening")

    def test_without_a_server_in_the_file(self):
        server = self.fill()
        server.stop()
        done = self.forget(server, "--customer", "alice-7731")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("in 2 conversations", done.stdout)
        self.assertFalse(stored(server, SECRET))
        server.start()
        self.assertEqual(server.get("/v1/conversations/c-3").status, 200)

    def test_a_server_with_another_store_forgets_nothing_for_it(self):
        server = self.fill()
        folder = os.path.join(self.folder, "other")
        os.mkdir(folder)
        other = self.server(folder=folder)
        other.say("c-9", SECRET, sender="alice-7731")
        args = ("--customer", "alice-7731", "--store", server.store, "--config", os.path.join(self.folder, "config.yaml"))
        wrong = subprocess.run([XIAOER, "forget", *args], capture_output=True, text=True, timeout=30,
                               env=environment({"XIAOER_LISTEN": other.url.removeprefix("http://")}))
        self.assertEqual(wrong.returncode, 1, wrong.stdout)
        self.assertIn("has another store", wrong.stderr)
        self.assertTrue(stored(server, SECRET))
        self.assertTrue(stored(other, SECRET))

    def test_what_was_answered_can_still_be_counted(self):
        server = self.fill()
        count = "SELECT count(*), sum(intent != ''), sum(phrase != '') FROM message"
        with sqlite3.connect(server.store) as db:
            before = db.execute(count).fetchone()
        self.assertEqual(server.call("DELETE", "/v1/customers/alice-7731").status, 200)
        with sqlite3.connect(server.store) as db:
            self.assertEqual(db.execute(count).fetchone(), before)

    def test_odd_ids(self):
        server = self.fill()
        self.assertEqual(server.call("DELETE", "/v1/customers/nobody").status, 404)
        self.assertEqual(server.call("DELETE", "/v1/customers/").status, 404)
        self.assertEqual(server.call("DELETE", "/v1/customers/alice-7731?shop=elsewhere").status, 422)
        self.assertEqual(server.call("DELETE", "/v1/customers/%27%20OR%201%3D1").status, 404)
        self.assertEqual(self.forget(server, "--customer", "").returncode, 2)
        self.assertEqual(self.forget(server).returncode, 2)
        self.assertTrue(stored(server, SECRET))


class Retention(Case):
    def test_what_is_older_than_privacy_keep_is_removed(self):
        server = self.server({"privacy": {"keep": "30d"}})
        server.say("old", SECRET)
        server.say("old", "没有了，再见")
        server.say("new", "我的快递到哪了")
        server.stop()
        with sqlite3.connect(server.store) as db:  # forty days go by
            day = 40 * 86400000
            old, = db.execute("SELECT id FROM conversation WHERE name = 'old'").fetchone()
            db.execute("UPDATE message SET at = at - ? WHERE conversation = ?", (day, old))
            db.execute("UPDATE conversation SET updated_at = updated_at - ?, recent = recent - ?, wake_at = 0, mode = 3 "
                       "WHERE id = ?", (day, day // 600000, old))
        server.start()
        until(lambda: not stored(server, SECRET), "the words are gone")
        self.assertEqual(server.get("/v1/conversations/old").status, 404)
        self.assertEqual(len(server.get("/v1/conversations/new/messages").json["messages"]), 3)

    def test_without_it_nothing_is_removed(self):
        server = self.server()
        server.say("old", SECRET)
        server.restart()
        self.assertTrue(stored(server, SECRET))


class Mask(Case):
    PHONE = "13976541234"  # stands in no book: the store keeps the books too

    def test_numbers_of_persons_are_not_stored_but_reach_the_human(self):
        receiver = self.receiver()
        server = self.server({**escalation(receiver.url), "privacy": {"mask": True}})
        server.say("c", f"我的手机号是{self.PHONE}，卡号4111 1111 1111 1111")
        server.say("c", "转人工")
        self.assertEqual(receiver.wait(1)[0].data["slots"]["phone"], self.PHONE)
        server.post("/v1/conversations/c/close")
        texts = [m["text"] for m in server.get("/v1/conversations/c/messages").json["messages"]]
        self.assertTrue(any("139****1234" in t and "411*" in t for t in texts), texts)
        until(lambda: server.letters() == [], "nothing is on its way")  # a letter that is has them
        server.stop()
        self.assertFalse(stored(server, self.PHONE))
        self.assertFalse(stored(server, "1111 1111 1111"))

    def test_nor_in_a_reason_told_in_his_own_words_or_in_what_was_asked_with(self):
        book = os.path.join(self.folder, "book")
        os.mkdir(book)
        with open(os.path.join(book, "book.yaml"), "w", encoding="utf-8") as f:
            f.write(OWN_WORDS)
        server = self.server({"book": book, "privacy": {"mask": True}, "lookups": {"member": {
            "url": "http://127.0.0.1:9/{phone}", "slots": {"level": "/level"}}}})
        server.say("c", f"会员{self.PHONE}")
        server.post("/v1/conversations/c/close")
        server.say("c", "我要退货")
        server.say("c", f"太小了，打{self.PHONE}")
        server.say("d", f"我要退货，打{self.PHONE}")  # his form is open at the end
        server.post("/v1/conversations/d/close")
        with sqlite3.connect(server.store) as db:
            self.assertEqual(db.execute("SELECT value FROM record WHERE what = 'reason'").fetchall(),
                             [("太小了，打139****1234",)])
        self.assertNotIn(self.PHONE, server.get("/metrics").raw.decode())
        until(lambda: server.letters() == [], "nothing is on its way")
        with sqlite3.connect(server.store) as db:
            for name, state in db.execute("SELECT name, state FROM conversation WHERE mode = 3"):
                self.assertNotIn(self.PHONE.encode(), state, name)

    def test_without_it_texts_are_kept_as_written(self):
        server = self.server()
        server.say("c", f"我的手机号是{self.PHONE}")
        self.assertTrue(stored(server, self.PHONE))


class Log(Case):
    def test_numbers_of_persons_are_hidden(self):
        server = self.server({"log_level": "debug"})
        server.say("13912345678", "转人工，电话13912345678")
        server.stop()
        self.assertNotIn("13912345678", server.log())
