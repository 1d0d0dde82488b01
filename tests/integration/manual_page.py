"""A page of the manual, in pieces: sections, fenced blocks, tables; and a folder in which what it shows is done.

What a page may show, and how it is tried:

```yaml        whose first line is `# my-shop/x.yaml`: that file is written; without such a line it is a whole small
               book, or a file of dialogue tests for the book of xiaoer's in the page's language
```yml         the same as the first, for a file that is wrong on purpose: the block below says what xiaoer makes of it
```console     `$ ` begins a command, what follows is all that it prints: … stands for anything within a line, a line
               of … alone for any lines.  Lines behind `> ` in a chat are typed.  A chat or test that watches runs on, and
               a block without a command tells what it printed meanwhile
```csv x.csv   is written to that file (json too)
"""
import os
import re
import shutil
import subprocess
import tempfile
import threading
import time
import unicodedata

from helpers import PATIENCE, ROOT, XIAOER, environment

PAGES = {"en": "phrases/README.md", "zh-CN": "phrases/README.zh-CN.md"}
LOCALES = {"en": {"LC_ALL": "C.UTF-8"}, "zh-CN": {"LC_ALL": "C.UTF-8", "LANGUAGE": "zh_CN"}}
NAMED = re.compile(r"^# (\S+\.yaml)$")


class Block:
    def __init__(self, info, text, line, section):
        self.language, _, self.name = info.partition(" ")
        self.text, self.line, self.section = text, line, section
        named = NAMED.match(text.split("\n", 1)[0])
        if named and not self.name:
            self.name = named.group(1)

    def is_dialogue(self):
        return re.match(r"(#.*\n)*- dialogue:", self.text) is not None


class Table:
    def __init__(self, rows, line, section):
        self.head, self.rows = rows[0], rows[2:]
        self.line, self.section = line, section


class Section:
    def __init__(self, level, title, line):
        self.level, self.title, self.line = level, title, line
        self.parts = []  # Block, Table, in order

    def shape(self):
        """What it must have in common with the same section in another language."""
        return [(p.language, p.name) if isinstance(p, Block) else ("table", len(p.rows), len(p.head)) for p in self.parts]


def cells(line):
    return [c.strip() for c in re.split(r"(?<!\\)\|", line.strip())[1:-1]]


class Page:
    def __init__(self, language, path=None):
        self.language = language
        self.path = path or os.path.join(ROOT, PAGES[language])
        with open(self.path, encoding="utf-8") as f:
            self.lines = f.read().split("\n")
        self.sections = []
        self.prose = []  # (line, text) of all that is neither block nor table
        self.read()

    def read(self):
        i = 0
        while i < len(self.lines):
            line = self.lines[i]
            heading = re.match(r"(#+) (.*)", line)
            if heading:
                self.sections.append(Section(len(heading.group(1)), heading.group(2), i + 1))
            if line.startswith("```"):
                end = self.lines.index("```", i + 1)
                self.sections[-1].parts.append(Block(line[3:], "\n".join(self.lines[i + 1:end]) + "\n", i + 1, self.sections[-1].title))
                i = end
            elif line.startswith("|"):
                end = i
                while self.lines[end].startswith("|"):
                    end += 1
                self.sections[-1].parts.append(Table([cells(row) for row in self.lines[i:end]], i + 1, self.sections[-1].title))
                i = end - 1
            else:
                self.prose.append((i + 1, line))
            i += 1

    def blocks(self):
        return [p for s in self.sections for p in s.parts if isinstance(p, Block)]

    def tables(self):
        return [p for s in self.sections for p in s.parts if isinstance(p, Table)]


def anchors(titles):
    """As a forge makes them of headings."""
    return {re.sub(r"[^\w\- ]", "", t.lower()).replace(" ", "-") for t in titles}


def code(cell):
    """What stands between backquotes in a cell of a table."""
    return [c.replace("\\|", "|") for c in re.findall(r"`([^`]+)`", cell)]


def quoted(cell):
    return [c.replace("\\|", "|") for c in re.findall(r"“([^”]*)”", cell)]


def width(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def as_pattern(shown):
    lines = []
    for line in shown.rstrip("\n").split("\n"):
        lines.append(r"(?:.*\n)*?" if line.strip() == "…" else r"[^\n]*?".join(re.escape(p) for p in line.split("…")) + r"[ ]*\n")
    return "".join(lines)


def tidy(printed):
    return re.sub(r"[ \t]+$", "", printed, flags=re.M).rstrip("\n") + "\n"


def agrees(shown, printed):
    return re.fullmatch(as_pattern(shown), tidy(printed)) is not None


class Session:
    """A command that runs on in a window of its own."""

    def __init__(self, command, folder, env):
        self.process = subprocess.Popen(["bash", "-c", "exec " + command], cwd=folder, env=env, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.printed = ""
        self.changed = threading.Condition()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        while True:
            some = os.read(self.process.stdout.fileno(), 65536)
            with self.changed:
                self.printed += some.decode("utf-8", "replace")
                self.last = time.monotonic()
                self.changed.notify_all()
            if not some:
                return

    def type(self, line):
        self.process.stdin.write((line + "\n").encode())
        self.process.stdin.flush()

    def take(self, shown, patience):
        """What was printed since the last time, once it agrees with what is shown, or in the end without agreeing."""
        shown = shown.rstrip("\n") + "\n"
        with self.changed:
            self.changed.wait_for(lambda: shown.strip() and agrees(shown, re.sub(r"\n> $", "\n", self.printed)), patience)
            taken, self.printed = self.printed, ""
        return re.sub(r"\n> $", "\n", taken)

    def end(self):
        self.process.stdin.close()
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.reader.join(PATIENCE)
        self.process.stdout.close()


class Lab:
    """A folder in which the blocks of a page are done one after the other, as a reader does them."""

    def __init__(self, language, patience=PATIENCE):
        self.language, self.patience = language, patience
        self.folder = tempfile.mkdtemp(prefix="xiaoer-manual-")
        os.symlink(os.path.join(ROOT, "phrases"), os.path.join(self.folder, "phrases"))
        os.symlink(os.path.join(ROOT, "scripts"), os.path.join(self.folder, "scripts"))
        os.mkdir(os.path.join(self.folder, "bin"))
        os.symlink(XIAOER, os.path.join(self.folder, "bin", "xiaoer"))
        self.env = environment({"TZ": "Asia/Shanghai", **LOCALES[language], "XIAOER_LISTEN": "127.0.0.1:0"})
        self.env["PATH"] = os.path.join(self.folder, "bin") + os.pathsep + self.env["PATH"]
        self.session = self.server = None

    def close(self):
        for running in (self.session, self.server):
            if running:
                running.end()
        shutil.rmtree(self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", encoding="utf-8") as f:
            f.write(text)

    def start(self, command, typed, shown):
        if command.startswith("xiaoer serve") and self.server:
            self.server.end()
            self.env["XIAOER_LISTEN"] = "127.0.0.1:0"
        running = Session(command, self.folder, self.env)
        if command.startswith("xiaoer serve"):
            self.server = running
            printed = running.take(shown, self.patience)
            self.env["XIAOER_LISTEN"] = re.search(r"http://([\d.:]+)", printed).group(1)
            return re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:8080", printed)
        if self.session:
            self.session.end()
        self.session = running
        for line in typed:
            running.type(line)
        return running.take(shown, self.patience)

    def run(self, command, shown):
        """What the command prints; shown says what is typed meanwhile, and when it may be enough."""
        command = command.replace("http://127.0.0.1:8080", "http://" + self.env["XIAOER_LISTEN"])
        typed = [line[2:] for line in shown.split("\n") if line.startswith("> ")]
        if command.startswith("xiaoer serve") or "--watch" in command:
            return self.start(command, typed, shown)
        r = subprocess.run(["bash", "-c", command], cwd=self.folder, env=self.env, timeout=PATIENCE * 2, check=False,
                           input="".join(line + "\n" for line in typed).encode(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        printed = r.stdout.decode()
        return re.sub(r"(^|\n)> $", r"\1", printed) if "xiaoer chat" in command else printed

    def go_on(self, shown):
        """A session that runs on: what is typed, what was printed since."""
        for line in shown.split("\n"):
            if line.startswith("> "):
                self.session.type(line[2:])
        return self.session.take(shown, self.patience)

    def do(self, block):
        """The block as it is in truth: a console's with what was printed, anything else unchanged."""
        if block.language != "console":
            if block.name:
                self.write(block.name, block.text)
            return block.text
        done = ""
        pieces = re.split(r"^\$ (.*)\n", block.text, flags=re.M)
        if pieces[0]:
            done += self.settle(pieces[0], self.go_on(pieces[0]))
        for command, shown in zip(pieces[1::2], pieces[2::2]):
            done += f"$ {command}\n" + self.settle(shown, self.run(command, shown))
        return done

    def settle(self, shown, printed):
        """What is shown, when it agrees."""
        if not printed.strip() and not shown.strip():
            return shown
        gap = re.search(r"\n*$", shown).group(0)[1:]
        return shown if agrees(shown, printed) else tidy(printed) + gap
