"""The trainer of the crash test, who publishes one edition of the book after the other while customers write and the server is
killed; and what is proved of it when all is over.  See run.py."""
import json
import os
import sqlite3

EDITION = "intents:\n  edition: {title: e, match: edition, examples: edition, say: ['edition %d'], again: ['edition %d']}\n"


def trainer(base, folder, *args):
    """base: the class whose post() goes on until it is acknowledged."""

    class Trainer(base):
        def __init__(self):
            super().__init__(*args)
            self.published = []  # versions, as they were acknowledged
            self.files = []
            for name in sorted(os.listdir(folder)):
                with open(os.path.join(folder, name), encoding="utf-8") as f:
                    self.files.append({"name": name, "text": f.read()})

        def one_conversation(self, n):
            files = self.files + [{"name": "edition.yaml", "text": EDITION % (n, n)}]
            answer = self.post("/v1/book/publish", {"who": "ann", "why": f"edition {n}", "warnings": "accept", "files": files})
            if answer is not None:
                self.published.append(answer["version"])
            self.over.wait(0.1)

    return Trainer()


def prove(proof, trainer, path):
    """The server runs still; path: of the store."""
    db = sqlite3.connect(path)
    kept = db.execute("SELECT v.version, h.why FROM book_history h JOIN book_version v ON v.id = h.book_version"
                      " WHERE h.how = 2 ORDER BY h.id").fetchall()
    db.close()
    versions = [version for version, _ in kept]
    proof.check("every acknowledged edition of the book was kept once and in order",
                [(trainer.published, versions)] if [v for v in versions if v in trainer.published] != trainer.published else [])
    proof.check("no edition came into force twice", [v for v in versions if versions.count(v) != 1])
    in_force = json.loads(trainer.server.ask("GET", "/v1/books")[1])["in_force"]
    proof.check("the newest is in force", [(in_force, versions[-1:])] if [b["version"] for b in in_force] != versions[-1:] else [])
    status, body = trainer.server.ask("POST", "/v1/messages", {"conversation": "the trainer", "id": "1", "text": "edition"})
    texts = [r["text"] for r in json.loads(body)["replies"]] if status == 200 else []
    proof.check("and answers", [] if kept and kept[-1][1] in texts else [(status, body, kept[-1:])])
    proof.check(f"there were editions to prove it of: {len(trainer.published)}", [] if len(trainer.published) > 3 else [versions])
