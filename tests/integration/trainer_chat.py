"""What a trainer does in `xiaoer chat`: asks why, edits a file beside it, asks again."""
import os
import pty
import re
import select
import shutil
import subprocess
import tempfile
import time
import unittest

from helpers import PATIENCE, XIAOER, environment

BOOK = """settings: {language: zh-CN}
intents:
  where:
    title: 查物流
    match: 快递.{0,4}(到哪|在哪)
    unless: 退回
    examples: 快递到哪
    say: %s
  back:
    title: 退货
    match: 退
    examples: 退货
    say: 可以退
"""


class Terminal:
    """The program on a terminal of its own."""

    def __init__(self, *command, env=None):
        self.fd, end = pty.openpty()
        env = env or environment({"TERM": "dumb"})
        self.process = subprocess.Popen(command, stdin=end, stdout=end, stderr=end, env=env, close_fds=True)
        os.close(end)
        self.seen = ""

    def type(self, line):
        os.write(self.fd, line.encode() + b"\n")

    def expect(self, pattern):
        """Waits until it stands in what was not read before."""
        deadline = time.monotonic() + PATIENCE
        while True:
            found = re.search(pattern, self.seen)
            if found:
                self.seen = self.seen[found.end():]
                return found
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.fd], [], [], left)[0]:
                raise AssertionError(f"waited in vain for {pattern!r}; there was {self.seen!r}")
            self.seen += os.read(self.fd, 65536).decode(errors="replace")

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.fd)


class TrainersChat(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="xiaoer-chat-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.write("在路上")

    def write(self, answer, book=BOOK):
        path = os.path.join(self.folder, "a.yaml")
        with open(path + "~", "w", encoding="utf-8") as f:
            f.write(book % answer)
        os.rename(path + "~", path)

    def chat(self, lines, *more):
        r = subprocess.run([XIAOER, "chat", "--book", self.folder, *more], input=lines, capture_output=True, text=True,
                           env=environment(), timeout=PATIENCE, check=False)
        self.assertEqual(r.returncode, 0, r.stderr)
        return r.stdout

    def test_why_names_winners_losers_vetoes_lines_words_rule_and_version(self):
        out = self.chat("/why\n退回的快递到哪了\n/why\n")
        self.assertIn("nothing was asked yet", out)
        why = out[out.rindex("/why"):]
        self.assertRegex(why, r"book +zh-CN [0-9a-f]{12}")
        self.assertRegex(why, r"rule +matter: a business matter")
        self.assertRegex(why, r"won +back +退货")
        self.assertRegex(why, r"a\.yaml:11: 退 finds '退'")
        self.assertRegex(why, r"vetoed +where")
        self.assertRegex(why, r"a\.yaml:6: 退回 finds '退回'")
        self.assertRegex(why, r"said +back +\S*a\.yaml:13")

    def test_what_a_command_lacks_is_told(self):
        out = self.chat("/say wher\n/reply\n/say where\n")
        self.assertIn("the book has no phrase 'wher'; did you mean 'where'?", out)
        self.assertIn("/reply TEXT", out)
        self.assertIn("在路上", out)

    def test_a_saved_file_is_loaded_while_the_chat_stands_at_its_prompt(self):
        t = Terminal(XIAOER, "chat", "--book", self.folder, "--watch")
        self.addCleanup(t.close)
        t.expect("> ")
        t.type("快递到哪")
        t.expect("在路上")
        t.expect("> ")
        self.write("明天到")
        t.expect("loaded anew: version [0-9a-f]{12}")
        t.type("/why")
        t.expect("/again asks once more")
        t.type("/again")
        t.expect("明天到")
        self.write("坏的", BOOK.replace("match: 退", "match: 退("))
        t.expect(r"a\.yaml:11:14:.*error")
        t.expect("the one before stays")
        t.type("/again")
        t.expect("明天到")

    def test_a_book_without_its_option_is_told(self):
        r = subprocess.run([XIAOER, "chat", self.folder], capture_output=True, text=True, env=environment(), check=False)
        self.assertEqual(r.returncode, 2)
        self.assertIn(f"--book {self.folder}", r.stderr)

    def test_watching_needs_a_folder(self):
        r = subprocess.run([XIAOER, "chat", "--watch"], capture_output=True, text=True, env=environment(), check=False)
        self.assertEqual(r.returncode, 2)
        self.assertIn("--watch goes with --book", r.stderr)


if __name__ == "__main__":
    unittest.main()
