#!/usr/bin/env python3
"""Kills the server with SIGKILL at random moments under load, again and again, and then proves that nothing that was
acknowledged is lost, doubled, changed or out of order, and that every hand-over arrives.  Beside customers who write and
are handed over there are some who write in bursts on an asynchronous channel, who wait for look-ups in scripts/example-shop,
whose tickets have news, and who are asked for a score (desk.py); and a trainer who publishes the book again and again (books.py).

usage: run.py [--kills N] [--senders N] [--seed N] [--keep]

--kills N     how often (8)
--senders N   concurrent customers (12)
--seed N      of the moments and texts; printed, for a second run
--keep        leave the folder with store and log behind

The server is $XIAOER or build/xiaoer.  The last line is "N passed, N failed".
"""
import argparse
import http.client
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import books
import desk

HERE = os.path.dirname(os.path.abspath(__file__))
XIAOER = os.environ.get("XIAOER", os.path.join(HERE, "..", "..", "build", "xiaoer"))
TEXTS = ["parcel {n}", "when will it be sent", "parcel and when", "thanks"]
HAND_OVER = "human"
# A book of its own: one hand-over a conversation, whatever the shipped ones come to say.
BOOK = """
phrases:
  opening: {title: t, say: [hello]}
  transfer: {title: t, say: [a colleague takes over]}
slots: {order_no: number, parcel_status: status}
intents:
  parcel: {title: p, match: 'parcel( (?<order_no>[0-9]+))?', examples: parcel 1, say: ['{order_no|it} is on its way', 'under way'],
    again: [still under way, not there yet]}
  when: {title: w, match: when, examples: when, say: [tomorrow, soon]}
  thanks: {title: t, kind: courtesy, match: thanks, examples: thanks, say: [you are welcome, not at all]}
  human.request: {title: h, match: human, examples: human, say: [certainly], then: transfer, skill: general}
"""
LINES = 12            # of a customer in one conversation, the last of which asks for a human
REPLIES = 2           # of the agent to each conversation that was handed over


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Receiver:
    """A webhook that keeps what comes, refuses one delivery in eight, and hangs on none."""

    def __init__(self, rng):
        self.lock = threading.Lock()
        self.bodies = {}      # webhook-id -> body
        self.order = []       # webhook-ids as first accepted
        self.told = {}        # conversation -> events
        self.again = 0        # deliveries of what was known
        self.changed = []     # ids that came with another body
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                status = receiver.take(self.headers["webhook-id"], body, rng)
                answer = b'{"number": "GD-%s"}' % self.headers["webhook-id"][4:].encode() if self.path == "/ticket" else b""
                self.send_response(status)
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *args):
                pass

        class Quiet(ThreadingHTTPServer):
            def handle_error(self, request, client_address):
                pass  # the sender was killed

        self.server = Quiet(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = "http://127.0.0.1:%d/" % self.server.server_port

    def take(self, webhook_id, body, rng):
        with self.lock:
            if rng.random() < 1 / 8:
                return 503
            if webhook_id not in self.bodies:
                self.bodies[webhook_id] = body
                self.order.append(webhook_id)
                event = json.loads(body)
                self.told.setdefault(event["data"]["conversation"], []).append(event)
            else:
                self.again += 1
                if self.bodies[webhook_id] != body:
                    self.changed.append(webhook_id)
            return 200

    def events_of(self, conversation):
        with self.lock:
            return list(self.told.get(conversation, []))

    def events(self):
        with self.lock:
            return [json.loads(self.bodies[i]) for i in self.order]


class Server:
    def __init__(self, folder, port, receiver, shop):
        self.folder, self.port = folder, port
        self.log = open(os.path.join(folder, "log"), "ab")
        os.mkdir(os.path.join(folder, "book"))
        with open(os.path.join(folder, "book", "book.yaml"), "w", encoding="utf-8") as f:
            f.write(BOOK)
        with open(os.path.join(folder, "book", "desk.yaml"), "w", encoding="utf-8") as f:
            f.write(desk.BOOK)
        with open(os.path.join(folder, "xiaoer.yaml"), "w", encoding="utf-8") as f:
            f.write(
                f"listen: 127.0.0.1:{port}\nstore: {folder}/xiaoer.db\nbook: {folder}/book\nlog_level: warn\n"
                f"escalation: {{url: '{receiver.url}'}}\n"
                + desk.config(receiver.url, shop.url) +
                "courier: {retry_first: 100ms, retry_max: 1s, attempts: 1000}\n"
                # no timer speaks in between
                "settings: {limits: {hold_after: 1h, acknowledge_within: 1h, take_within: 3h, close_idle: 3h}}\n"
            )
        self.process = None

    def spawn(self):
        self.process = subprocess.Popen(
            [XIAOER, "serve", "--config", os.path.join(self.folder, "xiaoer.yaml")],
            stdout=self.log, stderr=self.log, cwd=self.folder)

    def start(self):
        self.spawn()
        until = time.monotonic() + 20
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise SystemExit(f"the server ended by itself: {self.process.returncode}")
            try:
                if self.ask("GET", "/readyz")[0] == 200:
                    return
            except OSError:
                self.pause(0.01)
        raise SystemExit("the server is not ready after 20 seconds")

    def pause(self, seconds):
        """Until the process ends, at most so long."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            pass

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.terminate()
        return self.process.wait(30)

    def ask(self, method, path, body=None):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            c.request(method, path, None if body is None else json.dumps(body),
                      {} if body is None else {"content-type": "application/json"})
            r = c.getresponse()
            return r.status, r.read()
        finally:
            c.close()


class Customer(threading.Thread):
    """Sends line after line, each until it is acknowledged; at the end of a conversation an agent answers."""

    def __init__(self, number, server, seed, over):
        super().__init__(daemon=True)
        self.number, self.server, self.over = number, server, over
        self.rng = random.Random(seed * 1000 + number)
        self.connection = None
        self.acknowledged = []    # (conversation, id, text, answer)
        self.agent = []           # (conversation, id, text, answer)
        self.handed_over = []
        self.retries = 0
        self.fault = None

    def post(self, path, body, headers=lambda raw: {}):
        """Again and again until 200; what is given up at the end was never acknowledged."""
        raw = json.dumps(body).encode()
        while True:
            try:
                if not self.connection:
                    self.connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=10)
                self.connection.request("POST", path, raw, {"content-type": "application/json", **headers(raw)})
                r = self.connection.getresponse()
                text = r.read()
                if r.status == 200:
                    return json.loads(text)
                if r.status != 503:
                    raise AssertionError(f"{path}: {r.status} {text[:300]}")
            except (OSError, http.client.HTTPException):
                if self.connection:
                    self.connection.close()
                self.connection = None
            self.retries += 1
            if self.over.wait(0.02):
                return None

    def one_conversation(self, n):
        name = f"c-{self.number}-{n}"
        for line in range(LINES):
            last = line == LINES - 1
            text = HAND_OVER if last else self.rng.choice(TEXTS).format(n=self.rng.randrange(10**8, 10**9))
            message = {"channel": "crash", "conversation": name, "id": f"{name}-{line}", "text": text}
            answer = self.post("/v1/messages", message)
            if answer is None:
                return
            self.acknowledged.append((name, message["id"], text, answer))
        if answer["mode"] != "queued":
            raise AssertionError(f"{name} asked for a human and is {answer['mode']}")
        self.handed_over.append(name)
        for k in range(REPLIES):
            reply = {"agent": "ann", "text": f"{name} reply {k}", "id": f"{name}-r{k}"}
            answer = self.post(f"/v1/conversations/{name}/reply?channel=crash", reply)
            if answer is None:
                return
            self.agent.append((name, reply["id"], reply["text"], answer))

    def run(self):
        n = 0
        try:
            while not self.over.is_set():
                self.one_conversation(n)
                n += 1
        except Exception as e:  # told by the main thread
            self.fault = e


class Proof:
    def __init__(self, customers, receiver, server):
        self.customers, self.receiver, self.server = customers, receiver, server
        self.passed = self.failed = 0

    def check(self, what, bad):
        bad = list(bad)
        if bad:
            self.failed += 1
            print(f"FAILED  {what}: {len(bad)}, the first: {bad[0]}")
        else:
            self.passed += 1
            print(f"ok      {what}")

    def read(self, path):
        db = sqlite3.connect(path)
        db.row_factory = sqlite3.Row
        self.names = {r["id"]: r["name"] for r in db.execute("SELECT id, name FROM conversation")}
        self.last = {r["name"]: r["last_message"] for r in db.execute("SELECT name, last_message FROM conversation")}
        self.messages = list(db.execute("SELECT * FROM message ORDER BY no"))
        self.tickets = {r["reference"]: (r["status"], r["answer"]) for r in db.execute("SELECT * FROM ticket")}
        self.records = {}  # conversation -> what happened -> its amounts
        for r in db.execute("SELECT * FROM record"):
            self.records.setdefault(self.names[r["conversation"]], {}).setdefault(r["what"], []).append(r["amount"])
        self.integrity = db.execute("PRAGMA integrity_check").fetchone()[0]
        self.outbox = db.execute("SELECT count(*) FROM outbox").fetchone()[0]
        db.close()

    def acknowledged(self):
        return [a for c in self.customers for a in c.acknowledged]

    def replies_of(self, no):
        return [(f"m{m['no']}", m["text"]) for m in self.messages if m["reply_to"] == no]

    def prove(self):
        by_id, replies = {}, {}
        for m in self.messages:
            if m["platform_id"]:
                by_id.setdefault((self.names[m["conversation"]], m["platform_id"]), []).append(m)
            if m["reply_to"]:
                replies.setdefault(m["reply_to"], []).append([f"m{m['no']}", m["text"]])
        self.check("the store is sound", [] if self.integrity == "ok" else [self.integrity])
        self.check("no message is stored twice", [k for k, v in by_id.items() if len(v) != 1])
        self.check("every acknowledged message is there as it was sent",
                   [a for a in self.acknowledged() if [m["text"] for m in by_id.get(a[:2], [])] != [a[2]]])
        self.check("with the very replies that were acknowledged",
                   [a for a in self.acknowledged() if a[:2] in by_id
                    and [[r["id"], r["text"]] for r in a[3]["replies"]] != replies.get(by_id[a[:2]][0]["no"], [])])
        agent = [a for c in self.customers for a in c.agent]
        self.check("every acknowledged word of the agent is there",
                   [a for a in agent if [m["text"] for m in by_id.get(a[:2], [])] != [a[2]]
                    or a[3]["message"] != f"m{by_id[a[:2]][0]['no']}"])
        self.check("each conversation in the order it was sent", self.out_of_order(by_id))
        self.check("each conversation is one whole chain", self.broken_chains())
        self.check_events()

    def out_of_order(self, by_id):
        for c in self.customers:
            for list_ in (c.acknowledged, c.agent):
                last = {}
                for name, id_, *_ in list_:
                    no = by_id[(name, id_)][0]["no"] if (name, id_) in by_id else 0
                    if no <= last.get(name, 0):
                        yield (name, id_)
                    last[name] = no

    def broken_chains(self):
        by_no = {m["no"]: m for m in self.messages}
        count = {}
        for m in self.messages:
            count[self.names[m["conversation"]]] = count.get(self.names[m["conversation"]], 0) + 1
        for name, no in self.last.items():
            n = 0
            while no in by_no and self.names[by_no[no]["conversation"]] == name:
                n += 1
                no = by_no[no]["previous"]
            if no != 0 or n != count.get(name, 0):
                yield name

    def transcript_is_right(self, name, event):
        told = [(m["id"], m["text"]) for m in event["data"]["transcript"]]
        kept = [(f"m{m['no']}", m["text"]) for m in self.messages if self.names[m["conversation"]] == name]
        return told and told[-1] in kept and told == kept[:kept.index(told[-1]) + 1][-50:]

    def check_events(self):
        events = self.receiver.events()
        escalated = {}
        for e in events:
            if e["type"] == "conversation.escalated":
                escalated.setdefault(e["data"]["conversation"], []).append(e)
        handed_over = [n for c in self.customers for n in c.handed_over]
        self.check("every hand-over arrived, once by its id",
                   [(n, [(e["data"]["reason"], e["timestamp"]) for e in escalated.get(n, [])])
                    for n in handed_over if len(escalated.get(n, [])) != 1])
        self.check("and tells what was said until then",
                   [n for n in handed_over for e in escalated.get(n, []) if not self.transcript_is_right(n, e)])
        self.check("what came again under its id was the same", self.receiver.changed)
        said = {}
        for e in events:
            if e["type"] == "message.created" and e["data"]["from"] == "human":
                said.setdefault(e["data"]["conversation"], []).append((e["data"]["id"], e["data"]["text"]))
        want = {}
        for m in self.messages:
            if m["direction"] == 2:
                want.setdefault(self.names[m["conversation"]], []).append((f"m{m['no']}", m["text"]))
        self.check("every word of the agent was delivered once and in order",
                   [(n, said.get(n), want[n]) for n in want if said.get(n) != want[n]])
        self.check("nothing is left to deliver", [self.outbox] if self.outbox else [])

    def prove_duplicates(self, rng):
        """Sent once more, a message gets what it got."""
        sample = self.acknowledged()
        rng.shuffle(sample)
        bad = []
        for name, id_, text, answer in sample[:500]:
            status, body = self.server.ask(
                "POST", "/v1/messages", {"channel": "crash", "conversation": name, "id": id_, "text": text})
            again = json.loads(body) if status == 200 else {}
            if not again.get("duplicate") or again["replies"] != answer["replies"]:
                bad.append((name, id_, status, body[:200]))
        self.check("sent again, a message gets the stored reply again", bad)


def await_delivery(server, receiver):
    """Until nothing waits in the outbox."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        metrics = server.ask("GET", "/metrics")[1].decode()
        if "\nxiaoer_outbox_waiting 0\n" in metrics:
            return
        server.pause(0.1)


def run(args, folder):
    rng = random.Random(args.seed)
    receiver = Receiver(random.Random(args.seed + 1))
    shop = desk.start_shop()
    server = Server(folder, free_port(), receiver, shop)
    over = threading.Event()
    server.start()
    customers = [Customer(i, server, args.seed, over) for i in range(args.senders)]
    others = desk.customers(Customer, receiver, args.senders, server, args.seed, over)
    trainer = books.trainer(Customer, os.path.join(folder, "book"), 2 * args.senders, server, args.seed, over)
    for c in customers + others + [trainer]:
        c.start()
    for _ in range(args.kills):
        if rng.random() < 1 / 4:  # once more while it looks at what it finds
            server.kill()
            server.spawn()
            server.pause(rng.uniform(0, 0.2))
        else:
            server.pause(rng.uniform(0.05, 0.9))
        server.kill()
        server.start()
    server.pause(0.3)
    over.set()
    for c in customers + others + [trainer]:
        c.join(30)
    proof = Proof(customers, receiver, server)
    proof.check("customers and agents met no fault", [c.fault for c in customers + others + [trainer] if c.fault or c.is_alive()])
    desk.await_answers(others, server)
    await_delivery(server, receiver)
    proof.prove_duplicates(rng)
    books.prove(proof, trainer, os.path.join(folder, "xiaoer.db"))
    proof.check("it stops cleanly", [s for s in [server.stop()] if s != 0])
    proof.read(os.path.join(folder, "xiaoer.db"))
    proof.prove()
    desk.prove(proof, others)
    shop.close()
    print(f"{args.kills} kills, {len(proof.acknowledged())} messages acknowledged, "
          f"{sum(c.retries for c in customers)} sent again, {len(proof.messages)} stored, "
          f"{len(receiver.order)} deliveries and {receiver.again} of them again")
    proof.check("there was something to prove",
                [] if len(proof.acknowledged()) > 20 * args.kills and receiver.order else ["too little load"])
    print(f"{proof.passed} passed, {proof.failed} failed")
    return proof.failed


def main():
    p = argparse.ArgumentParser(add_help=False)
    p.add_argument("--kills", type=int, default=8)
    p.add_argument("--senders", type=int, default=12)
    p.add_argument("--seed", type=int, default=random.randrange(10**6))
    p.add_argument("--keep", action="store_true")
    p.add_argument("--help", "-h", action="store_true")
    args = p.parse_args()
    if args.help:
        print(__doc__.strip())
        return 0
    folder = tempfile.mkdtemp(prefix="xiaoer-crash-")
    print(f"seed {args.seed}, folder {folder}", flush=True)
    failed = 1
    try:
        failed = run(args, folder)
    finally:
        if failed:
            with open(os.path.join(folder, "log"), encoding="utf-8", errors="replace") as f:
                sys.stdout.write("the end of the server's log:\n" + "".join(f.readlines()[-20:]))
        if not args.keep:
            shutil.rmtree(folder, ignore_errors=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
