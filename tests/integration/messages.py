"""The language of what people read: Chinese for who has a Chinese locale, English for everybody else, nothing in between.

The proof that no text was forgotten needs no knowledge of the texts: a catalogue is made in which every message
consists of marks, so that what stands outside of marks was never a message.  Left over may be what came from the
files and the command line, and names."""
import glob
import html.parser
import json
import os
import re
import shutil
import struct
import subprocess
import tempfile
import unittest

from helpers import ROOT, XIAOER, Server, environment

PATIENCE = 120
CATALOGUE = os.path.join(os.path.dirname(XIAOER), "locale", "zh_CN", "LC_MESSAGES", "xiaoer.mo")
CHINESE = {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "zh_CN.UTF-8", "LANGUAGE": ""}
ENGLISH = {"LC_ALL": "C.UTF-8", "LANGUAGE": ""}

# ---- books with mistakes, in which nobody writes English sentences ----

# What YAML refuses, each a file of its own.
SYNTAX = {
    "tab": "intents:\n\ta: 1\n",
    "colon": "settings：\n  shop: 甲\n",
    "blank": "settings:\n  shop:甲\n  agent: 乙\n",
    "wide": "settings:\n　　shop: 甲\n",
    "nobreak": "settings:\n\u00a0\u00a0shop: 甲\n",
    "quote": "settings: {shop: \"甲}\n",
    "single": "settings:\n  shop: '甲\n",
    "bracket": "settings: {shop: 甲\n",
    "list": "words:\n  甲: [一, 二\n  乙: 三\n",
    "second": "settings:\n  shop: 甲: 乙\n",
    "indent": "settings:\n    shop: 甲\n  agent: 乙\n",
    "entry": "words:\n  甲: - 一\n",
    "sign": "settings:\n  shop: *甲\n",
    "at": "settings:\n  shop: @甲\n",
    "tag": "settings:\n  shop: !甲 乙\n",
    "question": "? 甲\n",
    "key": ": 甲\n",
    "directive": "%TAG ! x\n---\na: b\n",
    "documents": "settings: {shop: 甲}\n---\nsettings: {shop: 乙}\n",
    "nul": "settings: {shop: 甲\0}\n",
    "control": "settings: {shop: 甲\x01}\n",
    "return": "settings:\r  shop: 甲\n",
    "gbk": "settings: {shop: 甲}\n".encode("gbk"),
    "twice": "settings: {shop: 甲, shop: 乙}\n",
    "deep": "[" * 40 + "]" * 40 + "\n",
    "merge": "settings:\n  <<: {shop: 甲}\n",
    "comma": "settings: {shop: 甲 agent: 乙, [}\n",
    "top": "- 甲\n",
    "unknown": "intent:\n  甲: {}\n",
    "left": "intents:\n  甲:\n    title: 甲\nparcel:\n  title: 包裹\n",
    "after": "settings:\n  shop: \"甲\" 乙\n",
}

CONTENT = """
settings:
  shopp: 甲
  language: zh-CN
  script: lattin
  zone: Asia/Nowhere
  skills: {generall: 客服, logistics: ""}
  limits: {hold_after: 很久, hold_times: -1, confirm_score: 3}
  sla: {due_1: 5w}
  hours: {week: {mon-fri: "9：00-18：00", satt: 9:00-12:00, sun: "18:00-9:00", mon: closed}, lunch: "13:00"}
  calendar: {weekdays: [一, 二], date: "{month}月"}
  survey: {enabled: maybe, words: {6: [好], 1: [差, 差]}}
words:
  货: [包裹, 快递]
  空: []
  "坏 名": 一
slots:
  order_no: {title: 订单号, kind: ordernumber}
  day: {title: 日子, kind: date}
  price: {title: 价格, kind: amount}
  when: {title: ""}
facts:
  a: day + 3
  b: day + price
  c: nobody + 1
  d: b / 0
  e: 7d
  f: 2026-02-30
  g: day > "
  h: day == 3
  i: 123456789012345678
  j: (day
  k: day)
  l: day day
  m: "not not"
  n: "day = 3"
  o: "day & day"
  p: "price > 1 > 2"
  q: "{day}"
  r: day -
phrases:
  opening: {title: 开场}
  opening.queue: {title: 排队, say: [等一等, "{nobody}", "{", "}", "{}"], saay: 二}
  transfer: 一
  listen: {title: 听, say: [{when: mode == bto, say: 一}, {say: 二}, {when: day, say: ""}]}
answers:
  yess: 好
  affirm: "好("
forms:
  back:
    title: 退货
    ask:
      reason: {say: 为什么, kind: choice}
      nobody: 什么
      day: {say: 哪天, choices: [一, 一], tries: 99}
    then: tickett
    within: 90d
  空表: {title: 空}
banned:
  组: {why: ""}
  组二: [第一, ""]
intents:
  parcel:
    title: 包裹
    match: |
      快递(
      [甲
      包裹)
      (?<=.*)甲
      甲{3,1}
      +甲
      (?<甲>乙)(?<甲>丙)
      <没有>
      甲*
      \\q
      (?z)
      \\k<没有>
      甲\\
    unless: "("
    examples: [快递, 包裹]
    not: [快递]
    say: 好
    reply: opening
    priority: 一百
    kind: businesss
    then: transferr
    skill: logisticss
    urgency: 9
    responsible: shopp
    form: nobody
    lookup: parcel
    cases:
      - {when: price > 100, say: 贵}
      - {say: 二}
      - 三
  parcel: {title: 二, match: 甲}
  none: {title: 没有}
  alone: {title: 单, match: 一, examples: 二, say: 三}
  wins: {title: 胜, match: 三, examples: 三三, say: 四}
  loses: {title: 负, match: 三三, examples: [三三, 三], say: 五, then: close}
  cond: {title: 条件, match: 五, examples: 五, say: [{when: hours == opn, say: 一}, {when: urgency > 9, say: 二}]}
  "a b": {title: 空格, match: 六, examples: 六, say: 七}
"""

# What loads, and deserves a look.
FINDINGS = """
settings: {shop: 甲, agent: 小二, language: zh-CN}
words: {空闲: [空闲, 很闲], 两: ["一，二", 三, 三], 双: [四|五]}
slots:
  {order_no: 订单号, nobody: {title: 没有, kind: date}, day: {title: 日子, kind: date}, reason: 原因, extra: 还有, price: 价}
facts: {unused: day + 3d}
banned: {绝对: {words: [第一, 最好], why: 广告法, fine: [第一次, 没有它]}}
phrases:
  opening: {title: 开场, say: [您好，我们是第一]}
  never.said: {title: 没人说, say: 一}
  transfer: {title: 转, say: [转, 转, "-好", "｛shop｝"]}
forms:
  lonely: {title: 孤单, ask: {day: 哪天}}
  back:
    title: 退货
    ask:
      reason: {say: 为什么, kind: choice, choices: [坏了, 不喜欢]}
      extra: {say: 还有呢, when: reason == 别的}
    then: ticket
intents:
  slow: {title: 慢, match: '(a+)+号', examples: a号, say: [一, 二]}
  where: {title: 到哪, match: '快递.{0,4}(到哪|在哪)', examples: 快递在哪, say: ['订单{order_no}', 二]}
  whenn: {title: 何时, match: '(快递|物流).{0,6}到哪', examples: 物流到哪, say: [一, 二]}
  traps:
    title: 陷阱
    match: |
      \\b包裹\\b
      \\w+包裹
      包裹，|包裹｜箱子
      (包裹|)甲
      [包|裹]甲
      .*包裹
      包裹.*丢了
      ^甲|乙$
      包裹？丢
      甲.
      <空闲
      包裹{1, 3}
      {order_no}号
      "包裹"
      - 包裹
      包裹到了吗?
      包裹丢失 了
      (?i)包裹
      [吗吗]包裹
      \\d\\d\\d
      包裹
      (?<named>包裹)
    examples: [包裹甲, 包裹]
    unless: 破
    say: [一, 二]
  vetoed: {title: 排除, match: [破包裹, 好箱子], unless: 破, examples: 好箱子, say: [一]}
  same: {title: 同, match: [包裹, 快递], examples: 快递, say: [一, 一], again: [一]}
  unreachable: {title: 到不了, say: 一}
  opens: {title: 退, match: 退, examples: 退, form: back}
  always: {title: 总是, match: 哈哈哈, examples: 哈哈哈, cases: [{when: mode == bot or not mode == bot, say: 一}, {when: vip, say: 二}], say: 三}
  never: {title: 从不, match: ['甲\\b乙', 甲乙丙丁, '甲 乙', '甲^乙', '丙(丁\\b戊)?'], examples: 甲乙丙丁, say: 三}
  # check: allow nothing.known
  hello: {title: 你好, kind: courtesy, match: 你好, examples: 你好, say: 你好}
  # check: allow pattern.same
  bye: {title: 再见, kind: courtesy, match: 再见, examples: 再见, say: 再见}
"""

CONFIG = {
    "shops": {"甲": {"book": ["findings"], "channels": {"wx": {"text_max": 64, "budget": 1}},
                     "lookups": {"parcel": {"url": "http://127.0.0.1:9/{order_no}", "slots": {"price": "/p"}}}}},
}
BAD_CONFIG = {
    "listenn": "x", "http": {"body_max": "viel", "idle": "1y"}, "channels": {"a b": {}, "wx": {"budget_window": "5m"}},
    "lookups": {"parcel": {"url": "http://{order_no}/", "headers": {"Host": "x", "a b": "y"}, "body": "{"}},
    "escalation": {"url": "ftp://x"}, "ticket": {"secret": "whsec_!"},
}

DIALOGUES = """
- dialogue: 说错了
  steps:
    - customer: 快递在哪
    - expect: {phrase: openingg, phrases: [opening], said: nothing, intent: whenn, text: 没有, mode: human, escalated: true,
        skill: general, urgency: 1, responsible: shop, also: opens, ticket: true, miss: true, closed: idle, form: back,
        asked: reason, slots: {order_no: 1}, messages: 9, lookup: parcel, gap: opening, breach: due, unsent: opening}
    - expect: {phrasee: opening}
    - customer: 退
    - expect: {said: nothing, form: nothing, not_text: 为什么}
    - expect: 一
    - wait: 400000d
    - until: 2020-01-01 10:00
    - agent: 一
    - event: {nothing: 一}
    - dance: 一
- dialogue: 什么也不期待
  steps:
    - customer: 快递
- dialogues: 三
- 四
- dialogue: 环境
  env: {webhookk: true, channel: {asyncc: true}, lookups: {parcel: {needss: [a]}}, waiting: -1}
  steps: [{customer: 一}, {expect: {phrase: opening}}]
- dialogue: 时间
  at: 昨天
  steps: []
- dialogue: 公告
  notices: 一
  steps: []
"""
LABELLED = "快递在哪\twhere\n物流到哪\twhere\n你好\t-\n哈哈哈\thello\n"

LINES = [
    {"conversation": "c1", "text": "快递在哪", "at": "2026-11-23T10:00:00+08:00"},
    {"conversation": "c1", "text": "退", "at": "2026-11-23T10:01:00+08:00"},
    {"conversation": "c2", "text": "包裹", "at": "2026-11-23T10:02:00+08:00"},
    {"conversation": "c3", "text": "在吗", "at": "2026-11-23T10:02:00+08:00"},
    {"conversation": "c3", "text": "", "at": "2026-11-23T10:03:00+08:00"},
    {"dialogue": "d1", "turns": [{"speaker": "customer", "text": "物流到哪"}, {"speaker": "agent", "text": "好"},
                                 {"speaker": "bot", "text": "好"}]},
]
BAD_LINES = ["{", "[]", "{\"text\": 1}", "{\"conversation\": \"c9\"}", "{\"conversation\":\"c9\",\"text\":\"甲\",\"at\":\"昨天\"}",
             "{\"dialogue\":\"d9\",\"turns\":[{\"speaker\":\"nobody\",\"text\":\"甲\"}]}"]

OLD = """
settings: {shop: 甲, language: zh-CN}
intents:
  where: {title: 到哪, match: 快递, examples: 快递, say: 在路上}
  back: {title: 退, match: 退, examples: 退, say: 可以}
  box: {title: 包裹, match: 包裹, examples: 包裹, say: 好}
"""
NEW = OLD.replace("say: 在路上", "say: 马上到").replace("match: 包裹, examples: 包裹", "match: 箱子, examples: 箱子").replace(
    "match: 退, examples: 退", "match: 退|在吗, examples: 在吗")

CHAT = """快递在哪
/why
/again
/state
/say opening
/say nobody
/clock
/clock +1h
/clock gestern
退
不喜欢
/state
/take
/reply 好
/release
/close
转人工
/nothing
/help
/why
xyz
/why
"""

ASKED = ["怎么取消自动续费", "自动续费怎么取消", "我要取消自动续费", "你们招人吗", "快递", "箱子多少钱", "箱子好多钱"]

SHEET = "分组,标题,问题,关键词,答案,没见过,优先级\n业务,一,快递在哪,快递，包裹,好,x,高\n业务,一,快递在哪,,,,\n\n业务,二,=A1,甲,乙,,9999\n"

class Page(html.parser.HTMLParser):
    """What can be read of a page."""

    def __init__(self):
        super().__init__()
        self.text, self.silent = [], False

    def handle_starttag(self, tag, attrs):
        self.silent = tag in ("script", "style")
        self.text += [value for name, value in attrs if name in ("aria-label", "placeholder", "title", "data-shown")]

    def handle_endtag(self, tag):
        self.silent = False

    def handle_data(self, data):
        if not self.silent:
            self.text.append(data)


def read_mo(path):
    """[(message, translation)], plural forms between NULs."""
    with open(path, "rb") as f:
        data = f.read()
    n, ids, texts = struct.unpack("<3I", data[8:20])

    def text(table, i):
        length, at = struct.unpack("<2I", data[table + 8 * i:table + 8 * i + 8])
        return data[at:at + length]
    return [(text(ids, i), text(texts, i)) for i in range(n)]


def write_mo(path, pairs):
    pairs = sorted(pairs)
    head, n = 28, len(pairs)
    at, tables, body = head + 16 * n, [[], []], b""
    for which in range(2):
        for pair in pairs:
            tables[which].append(struct.pack("<2I", len(pair[which]), at + len(body)))
            body += pair[which] + b"\0"
    with open(path, "wb") as f:
        f.write(struct.pack("<7I", 0x950412DE, 0, n, head, head + 8 * n, 0, at + len(body))
                + b"".join(tables[0] + tables[1]) + body)


SIGN = re.compile(r"(%(?:\d+\$)?[-+ #0]*(?:\*|\d+)?(?:\.(?:\*|\d+))?(?:hh|h|ll|l|z|j)?[a-zA-Z%]|\n)")


def marked(message):
    """Its words between marks, its signs outside of them."""
    return "".join(p if not p or SIGN.fullmatch(p) else re.sub(r"^(\s*)(.*?)(\s*)$", r"\1⟦\2⟧\3", p, flags=re.S) if p.strip() else p
                   for p in SIGN.split(message))


def unmarked(line):
    """What stands outside of marks, without what is written so in every language: options and what they take, kinds
    of findings, versions, and the words of others, which stand beside ours: PCRE2's."""
    line = re.sub(r"(⟦the pattern does not compile:⟧).*?⟦\(⟧", r"\1", line)
    line = re.sub(r"⟦[^⟦⟧]*⟧", " ", line)
    line = re.sub(r"^ *--[a-z-]+( [A-Z|]+)?|^    /[a-z]+ +(\[?\+?[0-9A-Za-z]+\]?)?|\[[a-z_]+(\.[a-z_]+)?\]$|^[a-z]+\.[a-z_]+ "
                  r"|\b[0-9a-f]{12}\b|a{16,}|^  [a-z]+ {2,}(?= )", " ", line)
    return re.sub(r"^    \.\.\.\w*|\w*\.\.\.$", "", line)  # a long line of a file is shown in part


class Messages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="xiaoer-messages-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        for name, text in SYNTAX.items():
            cls.write(f"syntax/{name}.yaml", text)
        cls.write("syntax/readme.txt", "甲")
        cls.write("content/a.yaml", CONTENT)
        cls.write("findings/a.yaml", FINDINGS)
        cls.write("findings/tests/a.yaml", DIALOGUES)
        cls.write("findings/tests/b.yaml", "甲: 乙\n")
        cls.write("old/a.yaml", OLD)
        cls.write("new/a.yaml", NEW)
        cls.write("english/a.yaml", "settings: {shop: s, language: en}\nintents:\n  other: {title: o, match: o, examples: o, say: o}\n")
        cls.write("labelled.tsv", LABELLED)
        cls.write("bad.tsv", "甲\n")
        cls.write("lines.jsonl", "".join(json.dumps(x, ensure_ascii=False) + "\n" for x in LINES))
        cls.write("bad.jsonl", "\n".join(BAD_LINES) + "\n")
        cls.write("xiaoer.yaml", json.dumps(CONFIG, ensure_ascii=False))
        cls.write("shop.yaml", json.dumps({"book": ["old"], "listen": "127.0.0.1:9"}))
        cls.write("bad.yaml", json.dumps(BAD_CONFIG, ensure_ascii=False))
        cls.write("sheet.csv", SHEET)
        cls.write("chat.txt", CHAT)
        cls.write("store.txt", "甲")
        os.mkdir(os.path.join(cls.folder, "empty"))
        cls.make_store()

    @classmethod
    def make_store(cls):
        """By the real server, with what nothing fitted: served.db."""
        served = os.path.join(cls.folder, "served")
        os.mkdir(served)
        server = Server(served, {"book": os.path.join(cls.folder, "old")})
        try:
            for i, text in enumerate(ASKED):
                server.say(f"c-{i}", text, sender=f"u-{i}")
        finally:
            server.stop()
        shutil.copy(server.store, os.path.join(cls.folder, "served.db"))

    @classmethod
    def write(cls, name, text):
        path = os.path.join(cls.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(text if isinstance(text, bytes) else text.encode())

    @classmethod
    def beside(cls, name, mo):
        """The program with a catalogue of its own."""
        path = os.path.join(cls.folder, name, "xiaoer")
        messages = os.path.join(cls.folder, name, "locale", "zh_CN", "LC_MESSAGES")
        os.makedirs(messages)
        try:
            os.link(XIAOER, path)
        except OSError:
            shutil.copy2(XIAOER, path)
        mo(os.path.join(messages, "xiaoer.mo"))
        return path

    # What a trainer and an integrator meet, right and wrong.
    COMMANDS = [line.split(" ") for line in """check syntax
check content
check findings
check findings english
check --quiet --strict findings
check --config xiaoer.yaml
check --config bad.yaml
check --text-max 64 findings
check empty
check nowhere
check store.txt
check --kinds
test findings
test content
test --coverage old
test --labelled labelled.tsv findings
test --labelled bad.tsv findings
test --labelled nowhere.tsv findings
test --verbose findings
replay --old old --new new lines.jsonl
replay --old old --new new bad.jsonl
replay --old old --new nowhere lines.jsonl
replay --old old --new new --last 7d store.txt
replay --old old --new new --fail-on newly-missed=0 lines.jsonl
replay --old old --new new --fail-on nothing lines.jsonl
replay --old old lines.jsonl
replay --old old --new new --html fresh/page.html --without-humans lines.jsonl
replay --old old --new new --html fresh/page.html lines.jsonl
chat --at 2026-11-23T10:00:00+08:00 --book findings
chat --at gestern --book findings
chat --book content
suggest --book findings 快递在哪
suggest --book findings --why 破包裹
suggest --book findings xyz
import --dry-run sheet.csv old
import --dry-run --into nowhere.yaml sheet.csv new
import sheet.csv nowhere/there
export old out.txt
report --store nowhere.db
report --from gestern --store store.txt
book list --store fresh/s.db --config shop.yaml
book publish old --why x --who me --store fresh/s.db --config shop.yaml
book publish new --accept-warnings --why x --who me --store fresh/s.db --config shop.yaml
book publish new --accept-warnings --why x --who me --store fresh/s.db --config shop.yaml
book publish content --why x --store fresh/s.db --config shop.yaml
book publish english --accept-warnings --why x --store fresh/s.db --config shop.yaml
book publish old --accept-warnings --base 0123456789ab --why x --store fresh/s.db --config shop.yaml
book rollback --accept-warnings --why x --store fresh/s.db --config shop.yaml
book list --store fresh/s.db --config shop.yaml
book diff new --store fresh/s.db --config shop.yaml
book diff old new --store fresh/s.db
book show 0123456789ab --store fresh/s.db --config shop.yaml
report --store fresh/s.db
report --by day --store fresh/s.db
outbox list --store fresh/s.db
outbox retry --all --store fresh/s.db
outbox drop msg_17 --store fresh/s.db
forget --customer x --store fresh/s.db
suggest --message m12 --store fresh/s.db
misses --store fresh/m.db --config shop.yaml
misses --state all --limit 1 --store fresh/m.db --config shop.yaml
misses done m1 --store fresh/m.db --config shop.yaml
misses ignore m4 --store fresh/m.db --config shop.yaml
misses new m4 --store fresh/m.db --config shop.yaml
misses --state done --store fresh/m.db --config shop.yaml
misses add m1 --to where --dry-run --store fresh/m.db --config shop.yaml
misses add m1 --to wheree --dry-run --store fresh/m.db --config shop.yaml
misses add m1 --to where --pattern ( --yes --store fresh/m.db --config shop.yaml
misses add m1 --store fresh/m.db --config shop.yaml
misses add m1 --to where --example 退 --dry-run --store fresh/m.db --config shop.yaml
misses done m999 --store fresh/m.db --config shop.yaml
misses done x --store fresh/m.db --config shop.yaml
misses dance m1 --store fresh/m.db
misses --state dance --store fresh/m.db
misses --last 7d --channel wx --store fresh/s.db
report --store fresh/m.db
book list --store fresh/m.db
serve --help-config
book list --store store.txt
book show
outbox list --store store.txt
forget --customer x --store store.txt
schema nothing
serve --config bad.yaml
nonsense
check --nonsense
check --jsonn
test""".splitlines()] + [["help", c] for c in """serve book forget outbox report match suggest check chat test schema replay misses import
export""".split()] + [["--help"]]

    @classmethod
    def run_all(cls, program, env):
        """The output of each command, by its words."""
        out = {}
        fresh = os.path.join(cls.folder, "fresh")
        shutil.rmtree(fresh, ignore_errors=True)
        os.mkdir(fresh)
        shutil.copy(os.path.join(cls.folder, "served.db"), os.path.join(fresh, "m.db"))
        for command in cls.COMMANDS:
            given = CHAT if command[0] == "chat" else ""
            r = subprocess.run([program, *command], input=given.encode(), cwd=cls.folder, env=environment(env), stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, timeout=PATIENCE, check=False)
            out[" ".join(command)] = (r.returncode, r.stdout.decode(errors="replace"))
        with open(os.path.join(fresh, "page.html"), encoding="utf-8") as f:
            page = Page()
            page.feed(f.read())
        out["the page"] = (0, "\n".join(page.text))
        return out

    def test_a_chinese_locale_gives_chinese_where_the_system_has_it_not(self):
        for env in CHINESE, dict(CHINESE, LANG="zh_CN"), dict(CHINESE, LC_ALL="zh_CN.UTF-8", LANG="C"), dict(
                CHINESE, LC_MESSAGES="zh_CN.utf8", LANG="en_US.UTF-8"), {"LC_ALL": "C.UTF-8", "LANGUAGE": "zh_CN"}, {
                "LC_ALL": "", "LANG": "de_DE.UTF-8", "LANGUAGE": "fr:zh_CN:en"}:
            r = subprocess.run([XIAOER, "--help"], env=environment(env), capture_output=True, text=True, check=True)
            self.assertIn("话术本", r.stdout, env)

    def test_any_other_locale_gives_english(self):
        for env in ENGLISH, dict(ENGLISH, LC_ALL="C"), dict(ENGLISH, LC_ALL="POSIX", LANGUAGE="zh_CN"), dict(
                ENGLISH, LC_ALL="fr_FR.UTF-8"), dict(ENGLISH, LC_ALL="zh_TW.UTF-8"), dict(ENGLISH, LC_ALL="klingon"), dict(
                ENGLISH, LANGUAGE=":::"), dict(ENGLISH, LANGUAGE="../../.."), dict(ENGLISH, LANGUAGE="x" * 5000), dict(
                ENGLISH, LC_ALL="\xff\xfe/"):
            r = subprocess.run([XIAOER, "--help"], env=environment(env), capture_output=True, text=True, check=True)
            self.assertTrue(r.stdout.startswith("usage: xiaoer COMMAND"), env)
            self.assertTrue(r.stdout.isascii(), env)

    def test_a_catalogue_that_is_not_whole_is_left_alone(self):
        with open(CATALOGUE, "rb") as f:
            whole = f.read()
        program = self.beside("cut", lambda path: shutil.copy(CATALOGUE, path))
        path = os.path.join(os.path.dirname(program), "locale", "zh_CN", "LC_MESSAGES", "xiaoer.mo")
        head = len(whole) // 16
        for n in sorted({0, 1, 27, 28, 100, 4095, 4096, head, 2 * head, 8 * head, 12 * head, len(whole) - 1}):
            with open(path, "wb") as f:
                f.write(whole[:n])
            r = subprocess.run([program, "--help"], env=environment(CHINESE), capture_output=True, text=True, check=False)
            self.assertEqual((r.returncode, r.stderr), (0, ""), n)
            self.assertTrue(r.stdout.isascii(), n)
        with open(path, "wb") as f:
            f.write(whole)
        r = subprocess.run([program, "--help"], env=environment(CHINESE), capture_output=True, text=True, check=True)
        self.assertIn("话术本", r.stdout)

    def given_words(self):
        """Of the files, the names and the command lines above."""
        words = set()
        for path in glob.glob(os.path.join(self.folder, "**", "*.*"), recursive=True):
            if os.path.isfile(path) and "xiaoer.mo" not in path:
                with open(path, encoding="utf-8", errors="replace") as f:
                    words |= set(WORD.findall(f.read()))
                words |= set(WORD.findall(path))
        for command in self.COMMANDS:
            words |= set(WORD.findall(" ".join(command)))
        return words

    def known_names(self):
        """Commands and options, keys of files, kinds: all that is written as it is in every language."""
        text = ""
        for schema in "book", "test", "config":
            r = subprocess.run([XIAOER, "schema", schema], env=environment(ENGLISH), capture_output=True, text=True, check=True)
            text += " " + " ".join(names_in(json.loads(r.stdout)))
        for path in ("src/book/names.c", "src/dialogue/conversation.c", "src/dialogue/rule.c", "src/replay/replay.c"):
            if os.path.exists(os.path.join(ROOT, path)):
                with open(os.path.join(ROOT, path), encoding="utf-8") as f:
                    text += " " + " ".join(w for w in re.findall(r'"([\w.-]+)"', f.read()))
        return set(WORD.findall(text)) | set(NAMES)

    def test_no_text_was_forgotten(self):
        program = self.beside("marks", lambda path: write_mo(path, [
            (key, value if not key else b"\0".join([marked(part.decode()).encode() for part in key.split(b"\0")][-1:]))
            for key, value in read_mo(CATALOGUE)]))
        allowed = self.given_words() | self.known_names()
        self.assertFalse(allowed & {"the", "is", "are", "has", "must", "cannot", "more", "than"})
        outputs = self.run_all(program, CHINESE)
        left = {}
        for command, (_, output) in outputs.items():
            for line in output.splitlines():
                bare = unmarked(line)
                words = [w for w in WORD.findall(bare) if w not in allowed]
                if words:
                    left.setdefault(command, []).append((words, line))
        self.assertEqual(left, {}, "\n".join(f"{c}: {w} in {line}" for c, lines in left.items() for w, line in lines))

    def test_nothing_english_is_left_in_chinese(self):
        allowed = self.given_words() | self.known_names()
        english, chinese = self.run_all(XIAOER, ENGLISH), self.run_all(XIAOER, CHINESE)
        for command, (status, output) in chinese.items():
            self.assertEqual(status, english[command][0], command)
            for line in output.splitlines():
                line = re.sub(r"（PCRE2：.*", "", line)
                for run in re.findall(r"[A-Za-z']{2,}(?: [A-Za-z']{2,}){2,}", line):
                    self.assertTrue(set(WORD.findall(run)) <= allowed, f"{command}: {run!r} in {line}")
        self.assertEqual({c for c in chinese if not re.search("[\u4e00-\u9fff]", chinese[c][1])}, set())


def names_in(schema):
    """Keys and choices of a JSON Schema."""
    found = []
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key in ("properties", "definitions"):
                found += list(value)
            if key in ("enum", "const", "default", "examples"):
                found += [str(v) for v in (value if isinstance(value, list) else [value]) if not isinstance(v, dict)]
            found += names_in(value)
    elif isinstance(schema, list):
        for value in schema:
            found += names_in(value)
    return found


WORD = re.compile(r"[A-Za-z]{2,}")
NAMES = "xiaoer help COMMAND json open opening JSON Schema draft default name false".split()


if __name__ == "__main__":
    unittest.main()
