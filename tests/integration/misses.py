"""`xiaoer misses` and /v1/misses over a store that the real server made: groups, what is decided of them, and sentences
into the book."""
import json
import os
import subprocess

from helpers import PATIENCE, XIAOER, Case, environment
from trainer_chat import Terminal

# comments, a blank line and a list in brackets: every byte of it stays
INTENTS = """# what customers want
intents:
  invoice:   # kept as it is
    title: 开发票
    match: |
      发票
      # a pattern may be added below

    examples: |
      能开发票吗
      我要发票
    say: [在订单里点申请发票, 订单详情里可以申请]
  renewal:
    title: 自动续费
    match: |
      续费多少钱
    examples: [续费多少钱]
    say: [十元一个月, 每月十元]
  human.request: {title: 转人工, match: 人工, examples: [转人工], reply: transfer, then: transfer}
"""
PHRASES = """settings: {language: zh-CN}
phrases:
  opening: {title: t, say: [您好]}
  confirm.unclear: {title: t, say: [没听懂, 请再说一次]}
  closing.check: {title: t, say: [还有吗]}
  closing.done: {title: t, say: [再见]}
  transfer: {title: t, say: [为您转接]}
"""
RENEWALS = ["怎么取消自动续费", "自动续费怎么取消？", "我要取消自动续费", "取消自动续费"]


class Misses(Case):
    def setUp(self):
        super().setUp()
        self.book = os.path.join(self.folder, "book")
        os.makedirs(os.path.join(self.book, "tests"))
        self.write("intents.yaml", INTENTS)
        self.write("phrases.yaml", PHRASES)
        self.write("tests/a.yaml", "- dialogue: invoice\n  steps:\n    - customer: 能开发票吗\n    - expect: {intent: invoice}\n")

    def write(self, name, text):
        with open(os.path.join(self.book, name), "w", encoding="utf-8", newline="") as f:
            f.write(text)

    def read(self, name="intents.yaml"):
        with open(os.path.join(self.book, name), encoding="utf-8", newline="") as f:
            return f.read()

    def serve(self, **more):
        return self.server({"book": self.book, **more})

    def command(self, server):
        self.env = environment({"XIAOER_LISTEN": server.url.removeprefix("http://"), "LC_ALL": "C.UTF-8"})
        return [XIAOER, "misses", "--store", server.store, "--config", os.path.join(self.folder, "config.yaml")]

    def run_it(self, server, *args, status=0):
        r = subprocess.run(self.command(server) + list(args), capture_output=True, text=True, timeout=PATIENCE,
                           env=self.env, stdin=subprocess.DEVNULL)
        self.assertEqual(r.returncode, status, r.stdout + r.stderr)
        return r.stdout + r.stderr

    def groups(self, server, *args):
        return json.loads(self.run_it(server, "--json", *args))["groups"]

    def ask(self, server, texts, begin=0):
        for i, text in enumerate(texts, begin):
            server.say(f"c-{i}", text, sender=f"u-{i}")

    def with_renewals(self):
        server = self.serve()
        self.ask(server, RENEWALS + ["你们招人吗", "能开发票吗"])
        return server

    def the_group(self, server, text, *args):
        found = [g for g in self.groups(server, "--state", "all", *args) if text in [s["text"] for s in g["sentences"]]]
        self.assertEqual(len(found), 1, text)
        return found[0]

    # ---- the list ----

    def test_what_nothing_fitted_is_grouped_beside_a_running_server(self):
        server = self.with_renewals()
        first, second = self.groups(server)
        self.assertEqual((first["messages"], first["customers"], first["state"]), (4, 4, "new"))
        self.assertEqual(first["nearest"][0]["intent"], "renewal")
        self.assertEqual([s["text"] for s in second["sentences"]], ["你们招人吗"])
        shown = self.run_it(server)
        self.assertLess(shown.index(first["id"]), shown.index(second["id"]))
        self.assertIn("messages: 4, customers: 4", shown)
        self.assertRegex(shown, r"near: 0\.\d\d  renewal +自动续费")
        self.assertIn("asked in vain: messages: 5, sentences: 5; groups: new: 2, done: 0, ignored: 0", shown)
        self.assertNotIn(second["id"], self.run_it(server, "--limit", "1"))
        self.assertEqual(server.get("/v1/misses").json["groups"], self.groups(server))

    def test_the_second_miss_is_counted_as_handed_over(self):
        server = self.serve()
        server.say("c-1", "你们招人吗")
        server.say("c-1", "海外能送吗")
        by_text = {g["sentences"][0]["text"]: g["handed_over"] for g in self.groups(server)}
        self.assertEqual(by_text, {"你们招人吗": 0, "海外能送吗": 1})

    def test_lines_that_were_gathered_are_one_sentence(self):
        server = self.serve(channels={"web": {"async": True, "burst_pause": "400ms", "burst_max": "5s"}})
        for conversation, lines in (("c-1", ["那个", "你们招人吗"]), ("c-2", ["海外能送吗"]), ("c-3", ["能开发票吗"])):
            for text in lines:
                last = server.say(conversation, text)
            self.assertEqual(last["replies"], [])
            seen = server.get(f"/v1/conversations/{conversation}/messages").json["messages"][-1]["id"]
            server.get(f"/v1/conversations/{conversation}/messages?after={seen}&wait=30")
        self.assertEqual({s["text"] for g in self.groups(server) for s in g["sentences"]}, {"那个, 你们招人吗", "海外能送吗"})
        self.run_it(server, "ignore", self.the_group(server, "那个, 你们招人吗")["id"])
        self.assertEqual([g["sentences"][0]["text"] for g in self.groups(server)], ["海外能送吗"])

    def test_numbers_of_persons_are_hidden(self):
        server = self.serve()
        server.say("c-1", "手机号13812345678怎么改绑")
        for text in (self.run_it(server), self.run_it(server, "--json"), server.get("/v1/misses").raw.decode()):
            self.assertIn("138****5678", text)
        self.assertIn("13812345678", self.run_it(server, "--no-mask"))
        self.assertIn("13812345678", server.get("/v1/misses?mask=no").raw.decode())

    def test_periods_and_channels_choose(self):
        server = self.serve()
        server.say("c-1", "你们招人吗", channel="app")
        self.assertEqual(len(self.groups(server, "--channel", "app", "--last", "1h")), 1)
        self.assertEqual(self.groups(server, "--channel", "web"), [])
        self.assertEqual(self.groups(server, "--to", "2020-01-01"), [])
        self.assertIn("nothing was asked in vain", self.run_it(server, "--to", "2020-01-01"))
        self.assertIn("not 'old'", self.run_it(server, "--state", "old", status=2))

    # ---- what is decided ----

    def test_what_is_done_comes_again_and_what_is_ignored_does_not(self):
        server = self.with_renewals()
        renewal, hiring = (g["id"] for g in self.groups(server))
        self.assertIn("is done", self.run_it(server, "done", renewal, "--who", "anna"))
        self.run_it(server, "ignore", hiring.removeprefix("m"))
        self.assertEqual(self.groups(server), [])
        self.assertEqual([g["decided"]["who"] for g in self.groups(server, "--state", "done")], ["anna"])
        self.ask(server, ["怎样取消自动续费", "你们还招人吗"], 20)
        (again,) = self.groups(server)
        self.assertTrue(again["again"])
        self.assertEqual((again["messages"], again["open"]), (5, 1))
        self.assertIn("new again: 1 since", self.run_it(server))
        server.stop()  # and without a server, in the store itself
        self.run_it(server, "new", hiring)
        self.assertEqual(len(self.groups(server)), 2)
        self.run_it(server, "done", renewal)
        self.assertEqual(len(self.groups(server)), 1)

    def test_a_decision_by_http_and_what_is_wrong_with_one(self):
        server = self.with_renewals()
        id = self.groups(server)[0]["id"]
        answer = server.post(f"/v1/misses/{id}", {"state": "ignored", "who": "anna"})
        self.assertEqual((answer.status, answer.json["state"], answer.json["who"]), (200, "ignored", "anna"))
        self.assertEqual(server.get("/v1/misses?state=ignored").json["groups"][0]["state"], "ignored")
        self.assertEqual(server.post("/v1/misses/m99999", {"state": "done"}).status, 404)
        self.assertEqual(server.post("/v1/misses/m2", {"state": "done"}).status, 404)  # a reply of ours
        self.assertEqual(server.post(f"/v1/misses/{id}", {"state": "gone"}).status, 422)
        self.assertEqual(server.post("/v1/misses/x", {"state": "done"}).status, 400)
        self.assertEqual(server.post(f"/v1/misses/{id}", {"state": "done", "shop": "silk"}).status, 422)
        self.assertEqual(server.get("/v1/misses?state=old").status, 400)
        self.assertEqual(server.get("/v1/misses?days=3").status, 400)

    def test_a_decision_moves_nothing_of_another_shop(self):
        server = self.server({"shops": {"silk": {"book": self.book}, "wool": {"book": self.book}}})
        for shop in ("silk", "wool"):
            for i, text in enumerate(("海外能送吗", "你们招人吗")):
                server.say(f"c-{i}", text, shop=shop)
        silk, wool = ({g["sentences"][0]["text"]: g["id"] for g in server.get(f"/v1/misses?shop={shop}").json["groups"]}
                      for shop in ("silk", "wool"))
        self.assertEqual(server.post(f"/v1/misses/{silk['你们招人吗']}", {"state": "ignored", "shop": "silk"}).status, 200)
        self.assertEqual(server.post(f"/v1/misses/{silk['你们招人吗']}", {"state": "new", "shop": "wool"}).status, 404)
        answer = server.post(f"/v1/misses/{wool['海外能送吗']}",
                             {"state": "done", "shop": "wool", "also": [silk["你们招人吗"]]})
        self.assertEqual(answer.status, 200)
        self.assertEqual([(g["id"], g["state"]) for shop in ("silk", "wool") for g in
                          server.get(f"/v1/misses?shop={shop}&state=all").json["groups"] if g["state"] != "new"],
                         [(silk["你们招人吗"], "ignored"), (wool["海外能送吗"], "done")])

    def test_who_is_forgotten_is_gone_from_here(self):
        server = self.with_renewals()
        hiring = self.the_group(server, "你们招人吗")["id"]
        self.run_it(server, "ignore", hiring)
        self.assertEqual(server.call("DELETE", "/v1/customers/u-4").status, 200)
        self.assertEqual(self.groups(server, "--state", "ignored"), [])
        self.assertNotIn("招人", self.run_it(server, "--state", "all"))
        self.run_it(server, "done", hiring, status=1)

    # ---- into the book ----

    def test_a_sentence_is_added_and_every_other_byte_stays(self):
        server = self.with_renewals()
        id = self.groups(server)[0]["id"]
        text = self.groups(server)[0]["sentences"][0]["text"]
        shown = self.run_it(server, "add", id, "--to", "renewal", "--yes")
        self.assertIn("Messages of the group: 4; the book would answer: 4", shown)
        self.assertIn("newly answered", shown)
        self.assertIn("Saved: ", shown)
        after = self.read()
        added = [line for line in after.splitlines() if line not in INTENTS.splitlines()]
        self.assertEqual(len(added), 2, after)
        pattern = next(line for line in added if line.startswith("      "))
        self.assertRegex(pattern, "^      (取消|续费|自动)")
        # what was there stands there still, in its order, byte for byte
        self.assertEqual(after.replace(pattern + "\n", "").replace(f", {text}]", "]"), INTENTS)
        self.assertEqual(self.read("phrases.yaml"), PHRASES)
        self.assertEqual([g["sentences"][0]["text"] for g in self.groups(server)], ["你们招人吗"])
        self.assertEqual(self.the_group(server, text)["decided"]["intent"], "renewal")
        for name in ("check", "test"):
            r = subprocess.run([XIAOER, name, self.book], capture_output=True, text=True, timeout=PATIENCE, env=self.env)
            self.assertEqual(r.returncode, 0, r.stdout + r.stderr)
        # what comes until it is published is not shown: the folder's book answers it
        self.ask(server, ["怎么取消自动续费"], 30)
        self.assertEqual(len(self.groups(server)), 1)

    def test_words_of_letters_are_found_where_they_stand_beside_chinese(self):
        server = self.serve()
        self.ask(server, ["app闪退怎么办", "打开app就闪退", "我的App闪退啊", "iphone15充电慢"])
        for text, all in (("打开app就闪退", 3), ("iphone15充电慢", 1)):
            id = self.the_group(server, text)["id"]
            shown = self.run_it(server, "add", id, "--to", "renewal", "--yes")
            self.assertIn(f"Messages of the group: {all}; the book would answer: {all}\n", shown)
        self.assertNotIn("\\b", self.read())

    def test_nothing_is_saved_by_a_dry_run_or_without_a_terminal(self):
        server = self.with_renewals()
        id = self.groups(server)[0]["id"]
        self.assertIn("--dry-run", self.run_it(server, "add", id, "--to", "renewal", "--dry-run"))
        self.assertIn("--yes", self.run_it(server, "add", id, "--to", "renewal", status=2))
        self.assertIn("did you mean 'renewal'", self.run_it(server, "add", id, "--to", "renewall", "--yes", status=2))
        self.run_it(server, "add", "m99999", "--to", "renewal", "--yes", status=1)
        self.run_it(server, "add", id, "--yes", status=2)
        self.assertEqual(self.read(), INTENTS)
        self.assertEqual(len(self.groups(server)), 2)

    def test_nothing_is_saved_when_a_test_fails(self):
        server = self.with_renewals()
        self.write("tests/b.yaml", "- dialogue: unclear\n  steps:\n    - customer: 取消自动续费\n    - expect: {miss: true}\n")
        id = self.groups(server)[0]["id"]
        shown = self.run_it(server, "add", id, "--to", "renewal", "--yes", status=1)
        self.assertIn("failed dialogues: 1 of 2", shown)
        self.assertIn("tests/b.yaml:4", shown)
        self.assertIn("Nothing was saved.", shown)
        self.assertEqual(self.read(), INTENTS)
        self.assertEqual(len(self.groups(server)), 2)

    def test_nothing_is_saved_when_the_check_finds_something_new(self):
        server = self.with_renewals()
        id = self.groups(server)[0]["id"]
        shown = self.run_it(server, "add", id, "--to", "renewal", "--pattern", "(.*取消.*)+自动", "--yes", status=1)
        self.assertIn("pattern.", shown)
        self.assertEqual(self.read(), INTENTS)
        shown = self.run_it(server, "add", id, "--to", "renewal", "--pattern", "(取消", "--yes", status=1)
        self.assertIn("error", shown)
        shown = self.run_it(server, "add", id, "--to", "invoice", "--pattern", "续费多少钱", "--yes", status=1)
        self.assertIn("Nothing was saved.", shown)
        self.assertEqual(self.read(), INTENTS)

    def test_what_the_check_finds_a_second_time_is_new(self):
        lines = INTENTS.replace("examples: [续费多少钱]", "examples: |\n      - 续费多少钱")
        self.write("intents.yaml", lines)
        server = self.with_renewals()
        id = self.the_group(server, "取消自动续费")["id"]
        add = ["add", id, "--to", "renewal", "--pattern", "取消", "--yes", "--example"]
        shown = self.run_it(server, *add, "- 取消自动续费", status=1)
        self.assertIn("new warnings: 1,", shown)
        self.assertIn("intents.yaml:20", shown)
        self.assertEqual(self.read(), lines)
        self.assertIn("new warnings: 0,", self.run_it(server, *add, "取消自动续费"))

    def test_other_words_and_another_pattern(self):
        server = self.serve()
        server.say("c-1", "13812345678这个号的自动续费咋关")
        id = self.groups(server)[0]["id"]
        shown = self.run_it(server, "add", id, "--to", "renewal", "--pattern", "续费咋", "--dry-run")
        self.assertIn("138****5678这个号的自动续费咋关", shown)
        self.run_it(server, "add", id, "--to", "renewal", "--pattern", "续费咋", "--example", "自动续费咋关", "--yes")
        shown = self.run_it(server, "add", id, "--to", "renewal", "--example", "续费咋办", "--dry-run")
        self.assertIn("no pattern: the book takes it for this intent already", shown)
        self.assertIn("examples: [续费多少钱, 自动续费咋关]", self.read())
        self.assertNotIn("138", self.read())

    def test_what_steers_a_terminal_is_taken_out_of_the_example(self):
        server = self.serve()
        server.say("c-1", "怎么\x9b2J\x1b[2J退\u202e订\n短信")
        shown = self.run_it(server, "add", self.groups(server)[0]["id"], "--to", "renewal", "--pattern", "短信", "--yes")
        self.assertIn("  example  怎么 2J [2J退订 短信\n", shown)
        self.assertIn('"怎么 2J [2J退订 短信"', self.read())

    def test_it_asks_at_a_terminal(self):
        server = self.with_renewals()
        id = self.groups(server)[0]["id"]
        for answer, saved in (("n", False), ("y", True)):
            terminal = Terminal(*self.command(server), "add", id, "--to", "renewal", env=self.env)
            self.addCleanup(terminal.close)
            terminal.expect("Save it")
            terminal.type(answer)
            terminal.expect("is done" if saved else "Nothing was saved")
            self.assertEqual(self.read() != INTENTS, saved)

    def test_the_book_inside_the_program_is_not_changed(self):
        server = self.server()
        server.say("c-1", "您好 我想问一下能不能寄宠物")
        id = self.groups(server)[0]["id"]
        self.assertIn("--book DIR", self.run_it(server, "add", id, "--to", "wish", "--yes", status=2))
