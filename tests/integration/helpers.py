"""The real server on a free port, and a real receiver of webhooks, for the tests beside this file."""
import base64
import hashlib
import hmac
import http.server
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
XIAOER = os.path.abspath(os.environ.get("XIAOER", os.path.join(ROOT, "build", "xiaoer")))
PATIENCE = 30  # seconds for anything that must happen
NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))

# What tests need of time: always open, nothing said by the clock unless a test asks for it, quick retries.
QUICK = {
    "settings": {"hours": "always"},
    "courier": {"retry_first": "20ms", "retry_max": "100ms", "timeout": "2s", "connect_timeout": "1s"},
}


def merged(a, b):
    """b over a, maps within maps."""
    out = dict(a)
    for key, value in b.items():
        out[key] = merged(out[key], value) if isinstance(value, dict) and isinstance(out.get(key), dict) else value
    return out


def environment(extra=None):
    """This process's, without what would reach into the server."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("XIAOER") and "proxy" not in k.lower()}
    env.update(extra or {})
    return env


def until(condition, what, patience=PATIENCE):
    """Waits for something that tells nobody when it happens; returns what the condition gave."""
    deadline = time.monotonic() + patience
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {patience} s in vain: {what}")
        time.sleep(0.01)


class Request:
    """What a receiver got."""

    def __init__(self, handler, body):
        self.path = handler.path
        self.headers = {k.lower(): v for k, v in handler.headers.items()}
        self.raw = body
        self.at = time.monotonic()

    @property
    def id(self):
        return self.headers.get("webhook-id")

    @property
    def body(self):
        return json.loads(self.raw)

    @property
    def type(self):
        return self.body["type"]

    @property
    def data(self):
        return self.body["data"]

    def signed_with(self, secret):
        """As Standard Webhooks says; secret: bytes."""
        content = f"{self.id}.{self.headers['webhook-timestamp']}.".encode() + self.raw
        want = "v1," + base64.b64encode(hmac.new(secret, content, hashlib.sha256).digest()).decode()
        return want in self.headers.get("webhook-signature", "").split(" ")


class Receiver:
    """A webhook.  `answer(request, n)` gives (status, headers, body) for the n-th request, from 0; 200 by default."""

    def __init__(self, answer=None, port=0):
        self.answer = answer or (lambda request, n: (200, {}, b""))
        self.requests = []
        self.changed = threading.Condition()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                request = Request(self, body)
                with receiver.changed:
                    n = len(receiver.requests)
                    receiver.requests.append(request)
                    receiver.changed.notify_all()
                status, headers, answer = receiver.answer(request, n)
                try:
                    self.send_response(status)
                    for name, value in headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(answer)))
                    self.end_headers()
                    self.wfile.write(answer)
                except OSError:
                    self.close_connection = True  # the courier did not wait

            def log_message(self, *args):
                pass

        class Threads(http.server.ThreadingHTTPServer):
            def handle_error(self, *args):
                pass  # the server was killed: that is what some tests are about

        self.server = Threads(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/hook"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def wait(self, n, matching=lambda r: True, patience=PATIENCE):
        """The first n requests that match, once they are there."""
        def found():
            return [r for r in self.requests if matching(r)]
        with self.changed:
            if not self.changed.wait_for(lambda: len(found()) >= n, patience):
                raise AssertionError(f"{len(found())} of {n} requests came")
            return found()[:n]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Answer:
    def __init__(self, status, headers, raw):
        self.status, self.headers, self.raw = status, headers, raw

    @property
    def json(self):
        return json.loads(self.raw)


class Server:
    """`xiaoer serve` with a config of its own in a folder of its own."""

    def __init__(self, folder, config=None, env=None, args=(), before=None, ready=True):
        self.folder = folder
        self.config = merged(QUICK, config or {})
        self.env, self.args, self.before = env, list(args), before
        self.process = None
        self.start(ready)

    def start(self, ready=True):
        path = os.path.join(self.folder, "config.yaml")
        with open(path, "w", encoding="utf-8") as f:
            json.dump(self.config, f)  # JSON is YAML
        self.log_path = os.path.join(self.folder, "log")
        log = open(self.log_path, "ab")
        command = [XIAOER, "serve", "--config", path, "--store", self.store, "--listen", "127.0.0.1:0"]
        self.process = subprocess.Popen(command + self.args, cwd=self.folder, env=environment(self.env),
                                        stdout=subprocess.PIPE, stderr=log, preexec_fn=self.before)
        log.close()
        if ready:
            line = self.process.stdout.readline().decode()
            found = re.search(r"listens on (http://\S+),", line)
            if not found:
                raise AssertionError(f"the server did not start: {line}{self.log()}")
            self.url = found.group(1)

    @property
    def store(self):
        return os.path.join(self.folder, "x.db")

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as f:
            return f.read()

    def stop(self, how=signal.SIGTERM, patience=PATIENCE):
        """The exit status."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            status = self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError("the server did not stop: " + self.log()) from None
        self.process.stdout.close()
        return status

    def restart(self, how=signal.SIGTERM):
        self.stop(how)
        self.start()

    def call(self, method, path, body=None, headers=None, timeout=PATIENCE):
        data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method,
                                         headers={"Content-Type": "application/json", **(headers or {})})
        try:
            with NO_PROXY.open(request, timeout=timeout) as r:
                return Answer(r.status, r.headers, r.read())
        except urllib.error.HTTPError as e:
            with e:
                return Answer(e.code, e.headers, e.read())

    def get(self, path, **more):
        return self.call("GET", path, **more)

    def post(self, path, body=None, **more):
        return self.call("POST", path, body, **more)

    def say(self, conversation, text, message_id=None, **more):
        """A customer's message; the answer's JSON."""
        self.said = getattr(self, "said", 0) + 1
        body = {"conversation": conversation, "id": message_id or f"i-{self.said}-{time.monotonic_ns()}", "text": text}
        answer = self.post("/v1/messages", {**body, **more})
        assert answer.status == 200, answer.raw
        return answer.json

    def await_phrase(self, conversation, phrase, patience=PATIENCE):
        """Long polls until the customer has been told `phrase`; its text."""
        deadline = time.monotonic() + patience
        after = ""
        while time.monotonic() < deadline:
            path = f"/v1/conversations/{urllib.parse.quote(conversation)}/messages?wait=5" + (after and f"&after={after}")
            messages = self.get(path).json["messages"]
            for m in messages:
                if m.get("phrase") == phrase:
                    return m["text"]
            if messages:
                after = messages[-1]["id"]
        raise AssertionError(f"{phrase} was not said")

    def outbox(self, *args, status=0):
        """`xiaoer outbox` beside this server."""
        config = os.path.join(self.folder, "config.yaml")
        r = subprocess.run([XIAOER, "outbox", *args, "--store", self.store, "--config", config],
                           capture_output=True, text=True, timeout=PATIENCE,
                           env=environment({"XIAOER_LISTEN": self.url.removeprefix("http://"), **(self.env or {})}))
        assert r.returncode == status, (r.returncode, r.stdout, r.stderr)
        return r.stdout

    def letters(self, *args):
        return [json.loads(line) for line in self.outbox("list", "--json", *args).splitlines()]


class Case(unittest.TestCase):
    """A test with a folder, servers and receivers that go with it."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="xiaoer-")
        self.addCleanup(shutil.rmtree, self.folder)

    def receiver(self, answer=None, port=0):
        r = Receiver(answer, port)
        self.addCleanup(r.close)
        return r

    def server(self, config=None, folder=None, **more):
        s = Server(folder or self.folder, config, **more)
        self.addCleanup(self.end, s)
        return s

    def end(self, server):
        """Every server ends well, unless the test has ended it; a sanitizer's finding would show here."""
        if server.process.poll() is None:
            self.assertEqual(server.stop(), 0, server.log())
        elif not server.process.stdout.closed:
            server.process.stdout.close()
        self.assertNotIn("Sanitizer", server.log())


def escalation(url, **more):
    return {"escalation": {"url": url, **more}}
