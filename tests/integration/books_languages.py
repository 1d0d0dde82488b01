"""Several books a shop: the script of a message chooses, the conversation keeps it, a reload swaps all of them."""
import os
import subprocess

from helpers import ROOT, XIAOER, Case, environment

ZH = os.path.join(ROOT, "phrases", "zh-CN")

EN = """
settings:
  language: en
  hours: always
intents:
  greeting: {title: greeting, kind: courtesy, match: '^(hi|hello)$', examples: hi, say: "%(hello)s"}
  shipping.where:
    title: parcel
    match: parcel
    examples: where is my parcel
    say: ["It is on its way."]
  human.request: {title: human, match: human, examples: a human please, say: [Just a moment.], then: transfer}
phrases:
  opening: {title: opening, say: [Welcome!]}
  transfer: {title: transfer, say: [A colleague is coming.]}
  hold: {title: hold, say: [Please wait a little.]}
  closing.done: {title: bye, say: [Goodbye.]}
"""


def english(folder, hello="Hello!", language="en"):
    path = os.path.join(folder, "en")
    os.makedirs(path, exist_ok=True)
    with open(os.path.join(path, "a.yaml"), "w", encoding="utf-8") as f:
        f.write((EN % {"hello": hello}).replace("language: en", "language: " + language))
    return path


def texts(answer):
    return [r["text"] for r in answer["replies"]]


class Languages(Case):
    def setUp(self):
        super().setUp()
        self.en = english(self.folder)

    def test_the_script_chooses_and_the_conversation_keeps_it(self):
        s = self.server({"book": [ZH, self.en]})
        self.assertEqual(texts(s.say("en", "where is my parcel")), ["Welcome!", "It is on its way."])
        zh = s.say("zh", "我的快递到哪了")
        self.assertIn("shipping.where", [r["phrase"] for r in zh["replies"]])
        self.assertNotIn("on its way", str(zh))
        self.assertNotIn("on its way", str(texts(s.say("zh", "parcel"))))
        self.assertEqual(s.get("/v1/conversations/en").json["book"], "en")
        s.restart()
        self.assertNotIn("on its way", str(texts(s.say("zh", "where is my parcel"))))
        self.assertEqual(texts(s.say("en", "a human please")), ["Just a moment.", "A colleague is coming."])

    def test_hi_does_not_decide_for_good(self):
        s = self.server({"book": [ZH, self.en]})
        self.assertEqual(texts(s.say("c", "hi")), ["Welcome!"])
        self.assertEqual(texts(s.say("c", "hello")), ["Hello!"])
        self.assertIn("shipping.where", [r["phrase"] for r in s.say("c", "我的快递到哪了")["replies"]])
        self.assertNotIn("Hello!", str(texts(s.say("c", "hello"))))

    def test_clocks_humans_and_suggestions_speak_its_language(self):
        s = self.server({"book": [ZH, self.en], "settings": {"limits": {"hold_after": "50ms", "hold_every": "1h"}}})
        s.say("c", "a human please")
        self.assertEqual(s.await_phrase("c", "hold"), "Please wait a little.")
        reply = s.post("/v1/conversations/c/reply", {"agent": "Ann", "phrase": "closing.done"})
        self.assertEqual(texts(reply.json)[-1], "Goodbye.")
        suggested = s.post("/v1/suggestions", {"text": "快递 parcel", "conversation": "c"}).json["suggestions"]
        self.assertEqual(suggested[0]["text"], "It is on its way.")
        suggested = s.post("/v1/suggestions", {"text": "parcel"}).json["suggestions"]
        self.assertEqual(suggested[0]["text"], "It is on its way.")
        suggested = s.post("/v1/suggestions", {"text": "我的快递到哪了"}).json["suggestions"]
        self.assertIn("phrases/zh-CN", suggested[0]["why"]["at"])

    def test_a_reload_swaps_them_all(self):
        s = self.server({"book": [ZH, self.en]})
        english(self.folder, hello="Good day!")
        answer = s.post("/v1/book/reload")
        self.assertEqual([b["language"] for b in answer.json["books"]], ["zh-CN", "en"])
        s.say("c", "hi")
        self.assertEqual(texts(s.say("c", "hello")), ["Good day!"])
        english(self.folder, language="zh-CN")
        refused = s.post("/v1/book/reload")
        self.assertEqual(refused.status, 422)
        self.assertIn("same language", refused.raw.decode())
        self.assertEqual(texts(s.say("c", "hello")), ["Good day!"])

    def test_the_books_come_from_options_and_environment_too(self):
        s = self.server(args=["--book", ZH, "--book", self.en])
        self.assertEqual(texts(s.say("c", "hi")), ["Welcome!"])
        s.stop()
        s = self.server(env={"XIAOER_BOOK": f"{ZH},{self.en}"})
        self.assertEqual(texts(s.say("d", "hi")), ["Welcome!"])

    def test_two_books_of_one_language_do_not_start(self):
        english(self.folder, language="zh-CN")
        r = subprocess.run([XIAOER, "serve", "--book", ZH, "--book", self.en, "--listen", "127.0.0.1:0"],
                           capture_output=True, text=True, timeout=30, cwd=self.folder, env=environment())
        self.assertEqual(r.returncode, 1)
        self.assertIn("same language", r.stderr)

    def test_chat_and_suggest_choose_too(self):
        env = environment({"XIAOER_BOOK": f"{ZH},{self.en}"})
        r = subprocess.run([XIAOER, "chat"], input="hi\n我的快递到哪了\nparcel\n", capture_output=True, text=True,
                           timeout=30, env=env)
        self.assertIn("Welcome!", r.stdout)
        self.assertIn("[say] shipping.where", r.stdout)
        self.assertNotIn("on its way", r.stdout)
        for text, at in (("parcel", self.en), ("我的快递到哪了", ZH)):
            r = subprocess.run([XIAOER, "suggest", text], capture_output=True, text=True, timeout=30, env=env)
            self.assertIn(at, r.stdout)
