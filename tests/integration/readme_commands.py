"""The README's commands work as they are printed, its config loads, and its list of keys is the program's own."""
import json
import os
import re
import socket
import subprocess
import urllib.error
import urllib.request

from helpers import ROOT, XIAOER, Case, Server, environment


TOUR_OF_ITS_OWN = ["Look-ups"]


def blocks(section=None):
    """(language, text) of every fenced block of the README, in order; of one section, or of all without a test of their own."""
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as f:
        parts = re.split(r"^## (.*)$", "## \n" + f.read(), flags=re.M)
    found = []
    for title, text in zip(parts[1::2], parts[2::2]):
        if title == section or (section is None and title not in TOUR_OF_ITS_OWN):
            found += re.findall(r"^```(\w+)\n(.*?)^```$", text, re.M | re.S)
    return found


def as_pattern(printed):
    """Exact but for …, which stands for anything, and line breaks that are there for the eye alone."""
    return ".*?".join(re.escape(part) for part in printed.replace("\n", "").split("…"))


class Readme(Case):
    def setUp(self):
        super().setUp()
        for name in ("phrases", "scripts"):
            os.symlink(os.path.join(ROOT, name), os.path.join(self.folder, name))
        os.mkdir(os.path.join(self.folder, "build"))
        os.symlink(XIAOER, os.path.join(self.folder, "build", "xiaoer"))

    def run_line(self, line, server):
        line = line.replace("http://127.0.0.1:8080", server.url).replace("curl -s", "curl -sSf")
        r = subprocess.run(["bash", "-eo", "pipefail", "-c", line], cwd=self.folder, env=environment({"XIAOER_STORE": server.store, "XIAOER_LISTEN": server.url.removeprefix("http://")}),
                           capture_output=True, text=True, timeout=60)
        self.assertEqual(r.returncode, 0, f"{line}\n{r.stdout}\n{r.stderr}")
        self.assertTrue(r.stdout or line.startswith(("cp ", "sed -i ")), line)
        return r.stdout

    def test_every_command_runs_and_prints_what_is_shown(self):
        server = self.server()
        checked = 0
        shell = None
        for language, text in blocks():
            if language == "sh":
                outputs = [self.run_line(line, server) for line in text.splitlines()]
                shell = shell or outputs
                checked += 1
            elif language == "json":
                self.assertRegex(shell[0].strip(), "^" + as_pattern(text) + "$")
        self.assertEqual(checked, 5)
        self.assertIn('"duplicate":true', self.run_line(
            """curl -s http://127.0.0.1:8080/v1/messages -d '{"conversation":"c-81","id":"m-1","text":"x"}'""", server))

    def test_the_look_ups_shown_bring_what_is_said(self):
        shop = subprocess.Popen([os.path.join(ROOT, "scripts", "example-shop"), "--port", "0"], stdout=subprocess.PIPE, text=True)
        self.addCleanup(lambda: (shop.kill(), shop.wait(), shop.stdout.close()))
        url = re.search(r"http://\S+", shop.stdout.readline()).group(0)
        shown = dict(blocks("Look-ups"))
        path = os.path.join(self.folder, "readme.yaml")
        with open(path, "w", encoding="utf-8") as f:
            f.write(shown["yaml"].replace("http://127.0.0.1:9100", url) + "settings: {hours: always}\n")
        server = Server(self.folder, args=["--config", path])
        self.addCleanup(self.end, server)
        printed = [self.run_line(line.replace("http://127.0.0.1:9100", url), server) for line in shown["sh"].splitlines()]
        self.assertIn("上海转运中心", printed[1])
        self.assertIn("form.order.order_no", printed[2])
        self.assertRegex(printed[3], r'"phrase":"refund.when".*月.*日')
        self.assertIn('xiaoer_lookup_requests_total{shop="default",lookup="refund"} 1', printed[4])

    def test_the_receiver_shown_takes_a_hand_over_once_and_nothing_unsigned(self):
        receiver = dict(blocks())["python"]
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        self.assertIn('("127.0.0.1", 9000)', receiver)
        process = subprocess.Popen(["python3", "-c", receiver.replace("9000", str(port))], stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(lambda: (process.kill(), process.wait(), process.stdout.close()))
        server = self.server({"escalation": {"url": url, "secret": "change-me"}, "courier": {"retry_first": "100ms", "retry_max": "200ms"},
                              "settings": {"hours": "always"}})
        server.say("c", "转人工")
        kind, data = process.stdout.readline().split(" ", 1)
        self.assertEqual((kind, json.loads(data)["conversation"]), ("conversation.escalated", "c"))
        unsigned = urllib.request.Request(url, b"{}", {"webhook-id": "x", "webhook-timestamp": "1", "webhook-signature": "v1,x"})
        with self.assertRaises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(unsigned, timeout=30)
        self.assertEqual(refused.exception.code, 401)
        refused.exception.close()

    def test_the_list_of_keys_is_the_programs(self):
        printed = subprocess.run([XIAOER, "serve", "--help-config"], capture_output=True, text=True, timeout=30).stdout
        self.assertIn(printed, [text for language, text in blocks() if language == "text"])

    def test_the_config_shown_loads(self):
        config = next(text for language, text in blocks() if language == "yaml")
        for name, text in (("tokens", "0123456789abcdef\n"), ("escalation.secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")):
            with open(os.path.join(self.folder, name), "w", encoding="utf-8") as f:
                f.write(text)
        config = config.replace("/etc/xiaoer", self.folder).replace("/srv/books/silk", os.path.join(ROOT, "phrases/zh-CN"))
        path = os.path.join(self.folder, "readme.yaml")
        with open(path, "w", encoding="utf-8") as f:
            f.write(config)
        server = Server(self.folder, args=["--config", path])
        self.addCleanup(self.end, server)
        token = {"headers": {"Authorization": "Bearer 0123456789abcdef"}}
        for shop in ("tea", "silk"):
            body = {"conversation": "c", "id": "1", "text": "你好", "shop": shop}
            self.assertEqual(server.post("/v1/messages", body, **token).status, 200)

    def test_every_script_says_what_it_does(self):
        scripts = os.path.join(ROOT, "scripts")
        for name in sorted(n for n in os.listdir(scripts) if os.path.isfile(os.path.join(scripts, n))):
            r = subprocess.run([os.path.join(ROOT, "scripts", name), "--help"], capture_output=True, text=True, timeout=30)
            self.assertEqual(r.returncode, 0, name)
            self.assertIn("usage:", r.stdout, name)
