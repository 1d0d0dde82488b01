"""Why a stored message was answered as it was: over HTTP and from the store, by the book of its time."""
import json
import os
import subprocess

from helpers import PATIENCE, XIAOER, Case, environment

BOOK = """
settings: {language: zh-CN, hours: always, limits: {hold_after: 1s}}
slots: {phone: {title: 电话, kind: phone}}
phrases:
  hold: {title: 等, say: [请稍等]}
  transfer: {title: 转, say: [马上转接]}
intents:
  where:
    title: 查物流
    match: |
      快递.{0,4}(到哪|在哪)
    unless: 退回
    examples: 快递到哪
    say: %s
  back:
    title: 退货
    match: 退回?
    examples: 退货
    say: 可以退
  human.request: {title: 人工, match: 人工, examples: 人工, reply: transfer, then: transfer}
  phone: {title: 电话, kind: data, match: '(?<phone>1\\d{10})', examples: "13900001111"}
"""


class Why(Case):
    def setUp(self):
        super().setUp()
        self.book = os.path.join(self.folder, "book")
        os.mkdir(self.book)
        self.write("在路上")

    def write(self, answer):
        with open(os.path.join(self.book, "a.yaml"), "w", encoding="utf-8") as f:
            f.write(BOOK % answer)

    def why(self, server, message):
        answer = server.get(f"/v1/messages/{message}/why")
        self.assertEqual(answer.status, 200, answer.raw)
        return answer.json

    def command(self, server, message, *more):
        return subprocess.run([XIAOER, "suggest", "--message", message, "--store", server.store, *more], cwd=self.folder,
                              capture_output=True, text=True, env=environment(), timeout=PATIENCE, check=False)

    def test_winners_losers_vetoes_words_slots_rule_wording_and_version(self):
        server = self.server({"book": self.book})
        said = server.say("c", "退回的快递到哪了，电话13900001111")
        why = self.why(server, "m1")
        self.assertEqual(why["message"]["text"], "退回的快递到哪了，电话13900001111")
        self.assertEqual((why["rule"], why["explained"]), ("matter", True))
        won, lost, vetoed = why["intents"]
        self.assertEqual((won["id"], won["outcome"], won["found"], won["start"]), ("back", "won", "退回", 0))
        self.assertTrue(won["at"].endswith("book/a.yaml:17"), won["at"])
        self.assertEqual((lost["id"], lost["outcome"], lost["reason"]), ("phone", "lost", "kind"))
        self.assertEqual((vetoed["id"], vetoed["outcome"], vetoed["found"]), ("where", "vetoed", "快递到哪"))
        self.assertEqual((vetoed["unless"]["found"], vetoed["unless"]["at"].rsplit(":", 1)[1]), ("退回", "12"))
        self.assertEqual((why["slots"], why["filled"]), ({"phone": "13900001111"}, ["phone"]))
        self.assertEqual([r["text"] for r in why["replies"]], [r["text"] for r in said["replies"]])
        self.assertTrue(why["replies"][0]["wording"].endswith("book/a.yaml:19"))
        self.assertEqual(why["book"]["version"], server.get("/v1/books").json["in_force"][0]["version"])
        self.assertEqual(self.why(server, said["replies"][0]["id"]), why)  # of the reply: of what it answers
        self.assertEqual(json.loads(self.command(server, "m1", "--json").stdout), why)
        people = self.command(server, "m1").stdout
        for text in ("a.yaml:17: 退回? finds '退回'", "vetoed by `unless`", "phone = 13900001111 (by this message)", "matter: "):
            self.assertIn(text, people)
        server.say("c", "什么")
        later = self.why(server, "m3")
        self.assertEqual((later["rule"], later["slots"], later["filled"]), ("miss", {"phone": "13900001111"}, []))

    def test_what_a_customer_wrote_steers_no_terminal(self):
        server = self.server({"book": self.book})
        server.say("c", "快递\x1b[2J\x9b1m\n    won     x\u202e到哪")
        people = self.command(server, "m1").stdout
        self.assertIn("快递\ufffd[2J\ufffd1m ⏎     won     x\ufffd到哪\n", people)
        for sign in "\x1b\x9b\u202e":
            self.assertNotIn(sign, people)

    def test_by_the_book_of_its_time(self):
        server = self.server({"book": self.book})
        server.say("c", "快递到哪")
        first = self.why(server, "m1")
        self.write("明天到")
        self.assertEqual(server.post("/v1/book/reload").status, 200)
        server.say("d", "快递到哪")
        self.assertNotEqual(self.why(server, "m3")["book"], first["book"])
        self.assertEqual(self.why(server, "m1"), first)
        self.assertTrue(first["explained"])

    def test_what_the_clock_said_names_its_timer(self):
        server = self.server({"book": self.book})
        server.say("c", "人工")
        self.assertEqual(server.await_phrase("c", "hold"), "请稍等")
        messages = server.get("/v1/conversations/c/messages").json["messages"]
        held = [m["id"] for m in messages if m.get("phrase") == "hold"][0]
        self.assertEqual(self.why(server, held)["rule"], "timer.hold")

    def test_lines_of_a_burst_are_answered_by_what_answers_the_last(self):
        server = self.server({"book": self.book, "channels": {"web": {"async": True, "burst_pause": "300ms"}}})
        server.say("c", "快递")
        server.say("c", "到哪")
        server.await_phrase("c", "where")
        for message in ("m1", "m2"):
            why = self.why(server, message)
            self.assertEqual(why["rule"], "gathered")
            self.assertEqual([(r["phrase"], r["rule"]) for r in why["replies"]], [("where", "matter")])

    def test_hidden_numbers_stay_hidden_and_forgotten_words_are_gone(self):
        server = self.server({"book": self.book, "privacy": {"mask": True}})
        server.say("c", "电话13900001111", sender="anna")
        raw = server.get("/v1/messages/m1/why").raw.decode()
        self.assertNotIn("13900001111", raw)
        self.assertEqual(json.loads(raw)["intents"][0]["id"], "phone")  # what was kept, as the text no longer says it
        self.assertEqual(server.call("DELETE", "/v1/customers/anna").status, 200)
        gone = self.why(server, "m1")
        self.assertEqual((gone["message"]["text"], gone["slots"], gone["intents"]), ("", {}, []))

    def test_odd_ids(self):
        server = self.server({"book": self.book})
        for path, status in (("m7", 404), ("0", 400), ("x", 400), ("m", 400), ("-1", 400), ("m99999999999999999999", 400)):
            self.assertEqual(server.get(f"/v1/messages/{path}/why").status, status, path)
        self.assertEqual(self.command(server, "m7").returncode, 1)
        self.assertEqual(self.command(server, "x").returncode, 2)

    def test_a_text_that_is_not_stored(self):
        r = subprocess.run([XIAOER, "suggest", "--why", "--book", self.book, "--json", "退回的快递到哪了"], capture_output=True,
                           text=True, env=environment(), check=False)
        self.assertEqual([(i["id"], i["outcome"]) for i in json.loads(r.stdout)["intents"]], [("back", "won"), ("where", "vetoed")])
        for wrong in (["--why"], ["--message", "m1", "text"], ["--store", "x", "text"]):
            r = subprocess.run([XIAOER, "suggest", *wrong], capture_output=True, env=environment(), check=False)
            self.assertEqual(r.returncode, 2, wrong)
