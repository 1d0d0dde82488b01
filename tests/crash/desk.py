"""The customers of the crash test who need more of a desk than an answer: bursts, look-ups, tickets, scores; and what is
proved of them when all is over.  See run.py."""
import base64
import hashlib
import hmac
import importlib.machinery
import importlib.util
import os
import sqlite3
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SECRET = "the ticket system's secret"
BURST = ["parcel {n}", "when will it be sent", "and the parcel"]
ORDER_STATES = ["not sent yet", "being packed", "picked up", "on its way", "out for delivery", "delivered"]
BOOK = """
phrases:
  hold: {title: t, say: [one moment]}
  hold.again: {title: t, say: [another moment]}
  hold.end: {title: t, say: [thank you for waiting]}
  lookup.failed: {title: t, say: [our system does not answer]}
  listen: {title: t, say: [go on]}
  ticket.filed: {title: t, say: ['filed as {ticket_no}']}
  ticket.answered: {title: t, say: ['your answer: {ticket_text}']}
  closing.done: {title: t, say: [goodbye]}
  survey.ask: {title: t, say: [how many points of five]}
  survey.thanks: {title: t, say: [thank you for the points]}
  survey.sorry: {title: t, say: [we are sorry]}
intents:
  track: {title: t, match: 'track (?<order_no>[0-9]+)', examples: track 12345678, lookup: parcel,
    say: [{when: parcel_status, say: ['the parcel: {parcel_status}']}, not known]}
  wish: {title: w, match: wish, examples: i wish, say: [noted], then: ticket}
  goodbye: {title: g, kind: courtesy, match: '^bye$', examples: bye, reply: closing.done}
"""


def config(hook, shop):
    """What of the config these customers need; lines of YAML."""
    return (f"channels: {{crash: {{deliver: '{hook}'}},\n"
            f"  burst: {{deliver: '{hook}', async: true, burst_pause: 150ms, burst_max: 1s}}}}\n"
            f"ticket: {{url: '{hook}ticket', secret: \"{SECRET}\"}}\n"
            f"lookups: {{parcel: {{url: '{shop}/orders/{{order_no}}/parcel', timeout: 30s, answer_within: 2s, "
            "slots: {parcel_status: /parcel/status}}}\n")


def start_shop():
    """scripts/example-shop, which thinks long enough that kills come in between."""
    loader = importlib.machinery.SourceFileLoader("example_shop", os.path.join(ROOT, "scripts", "example-shop"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    shop = module.Shop(delay=0.05, language="en")
    threading.Thread(target=shop.run, daemon=True).start()
    return shop


def customers(base, receiver, number, *args):
    """Two of each kind; base: the class whose post() goes on until it is acknowledged."""

    class Other(base):
        channel = "crash"

        def say(self, name, text):
            """The answer, or None at the end."""
            line = sum(1 for a in self.acknowledged if a[0] == name)
            message = {"channel": self.channel, "conversation": name, "id": f"{name}-{line}", "text": text}
            answer = self.post("/v1/messages", message)
            if answer is not None:
                self.acknowledged.append((name, message["id"], text, answer))
            return answer

        def await_event(self, matches):
            """Until the receiver has such an event; None at the end."""
            while not self.over.wait(0.02):
                for e in receiver.events_of(self.name_now):
                    if matches(e):
                        return e
            return None

    class Bursts(Other):
        channel = "burst"

        def one_conversation(self, n):
            self.name_now = name = f"burst-{self.number}-{n}"
            for line in BURST:
                if self.say(name, line.format(n=self.rng.randrange(10**8, 10**9))) is None:
                    return
            self.await_event(lambda e: e["type"] == "message.created" and e["data"].get("intent"))

    class Lookups(Other):
        def one_conversation(self, n):
            self.say(f"track-{self.number}-{n}", f"track {self.rng.randrange(10**8, 10**9)}")

    class Tickets(Other):
        def __init__(self, *more):
            super().__init__(*more)
            self.news = []  # (conversation, reference, text)

        def one_conversation(self, n):
            self.name_now = name = f"wish-{self.number}-{n}"
            if self.say(name, "i wish") is None:
                return
            filed = self.await_event(lambda e: e["type"] == "ticket.filed")
            if not filed:
                return
            reference, text = filed["data"]["reference"], f"the answer to {name}"
            news = {"status": "answered", "text": text}
            if self.post(f"/v1/tickets/{reference}", news, lambda raw: signed(raw, f"news-{name}")) is not None:
                self.news.append((name, reference, text))

    class Scores(Other):
        def one_conversation(self, n):
            name = f"score-{self.number}-{n}"
            for text in ("when", "bye", "5"):
                if self.say(name, text) is None:
                    return
            self.handed_over.append(name)  # here: he gave his score

    kinds = [Bursts, Bursts, Lookups, Lookups, Tickets, Tickets, Scores, Scores]
    return [kind(number + i, *args) for i, kind in enumerate(kinds)]


def signed(raw, message_id):
    """Headers of Standard Webhooks."""
    at = int(time.time())
    mac = hmac.new(SECRET.encode(), f"{message_id}.{at}.".encode() + raw, hashlib.sha256)
    return {"webhook-id": message_id, "webhook-timestamp": str(at),
            "webhook-signature": "v1," + base64.b64encode(mac.digest()).decode()}


# Lines at the end of a burst, and look-ups, that have no answer yet.
OPEN = """
SELECT count(*) FROM message m JOIN conversation c ON c.id = m.conversation
WHERE m.direction = 0 AND (c.channel = 'burst' OR c.name LIKE 'track-%')
AND NOT EXISTS (SELECT 1 FROM message r WHERE r.no > m.no AND r.conversation = m.conversation AND r.direction = 1
                AND r.intent != '')
"""


def await_answers(others, server):
    """Until what was begun before the last kill has its answer."""
    until = time.monotonic() + 60
    db = sqlite3.connect(os.path.join(server.folder, "xiaoer.db"))
    while db.execute(OPEN).fetchone()[0] and time.monotonic() < until:
        server.pause(0.1)
    db.close()


def prove(proof, others):
    """Checks what was stored and delivered against what was acknowledged; proof has read the store."""
    by_id, of_conversation, answers = {}, {}, {}
    for m in proof.messages:
        name = proof.names[m["conversation"]]
        of_conversation.setdefault(name, []).append(m)
        if m["platform_id"]:
            by_id.setdefault((name, m["platform_id"]), []).append(m)
        if m["direction"] == 1 and m["intent"]:
            answers.setdefault(m["reply_to"], []).append(m)
    acknowledged = [a for c in others for a in c.acknowledged]
    proof.check("bursts, look-ups, tickets, scores: every acknowledged message is there once as it was sent",
                [a for a in acknowledged if [m["text"] for m in by_id.get(a[:2], [])] != [a[2]]])
    prove_bursts(proof, of_conversation, answers)
    prove_lookups(proof, of_conversation, answers)
    prove_tickets(proof, others, of_conversation)
    prove_scores(proof, others)
    prove_deliveries(proof, of_conversation)
    kinds = {}
    for name, *_ in acknowledged:
        kinds[name.split("-")[0]] = kinds.get(name.split("-")[0], 0) + 1
    proof.check(f"there was something of each kind: {kinds}", [] if len(kinds) == 4 else [kinds])


def of_kind(of_conversation, kind):
    return {name: list_ for name, list_ in of_conversation.items() if name.startswith(kind)}


def prove_bursts(proof, of_conversation, answers):
    bursts = of_kind(of_conversation, "burst-")
    lines = {name: [m["no"] for m in list_ if m["direction"] == 0] for name, list_ in bursts.items()}
    proof.check("every burst is answered, behind its last line",
                [name for name, list_ in lines.items() if list_ and list_[-1] not in answers])
    proof.check("and no line of it twice",
                [(name, no) for name, list_ in lines.items() for no in list_
                 if len({m["intent"] for m in answers.get(no, [])}) != len(answers.get(no, []))])


def prove_lookups(proof, of_conversation, answers):
    asked = [(name, m["no"]) for name, list_ in of_kind(of_conversation, "track-").items() for m in list_
             if m["direction"] == 0]
    proof.check("every look-up is answered once, with what the shop says",
                [(name, [m["text"] for m in answers.get(no, [])]) for name, no in asked
                 if len(answers.get(no, [])) != 1
                 or answers[no][0]["text"].removeprefix("the parcel: ") not in ORDER_STATES])


def prove_tickets(proof, others, of_conversation):
    events = [e for e in proof.receiver.events() if e["type"] == "ticket.filed"]
    filed = {}
    for e in events:
        filed.setdefault(e["data"]["conversation"], []).append(e["data"]["reference"])
    proof.check("every ticket is filed once",
                [(name, filed.get(name)) for c in others for name, *_ in c.acknowledged
                 if name.startswith("wish-") and len(filed.get(name, [])) != 1])
    news = [n for c in others for n in getattr(c, "news", [])]
    proof.check("every acknowledged answer to a ticket is kept",
                [n for n in news if proof.tickets.get(n[1]) != (2, n[2])])
    proof.check("and told once",
                [n for n in news if [m["text"] for m in of_conversation[n[0]] if m["phrase"] == "ticket.answered"]
                 != [f"your answer: {n[2]}"]])


def prove_scores(proof, others):
    proof.check("every customer is asked once and his score is kept once",
                [(name, proof.records.get(name)) for c in others for name in c.handed_over
                 if proof.records.get(name, {}).get("survey_asked") != [-1] or proof.records[name].get("survey") != [5]])


def prove_deliveries(proof, of_conversation):
    """What is said where replies go out later, and all that the desk says by itself, is delivered once and in order."""
    told = {}
    for e in proof.receiver.events():
        if e["type"] == "message.created" and e["data"]["from"] == "bot":
            told.setdefault(e["data"]["conversation"], []).append((e["data"]["id"], e["data"]["text"]))
    want = {}
    for name, list_ in of_conversation.items():
        said = [(f"m{m['no']}", m["text"]) for m in list_ if m["direction"] == 1
                and (name.startswith("burst-") or m["phrase"].startswith("ticket."))]
        if said:
            want[name] = said
    proof.check("what is said later is delivered once and in order",
                [(name, told.get(name), list_) for name, list_ in want.items()
                 if [t for t in told.get(name, []) if t in list_] != list_
                 or (name.startswith("burst-") and told[name] != list_)])
