"""`xiaoer schema` prints and writes what editors need."""
import json
import os
import subprocess

from helpers import XIAOER, Case, environment

NAMES = ["book", "test", "config"]


class Schema(Case):
    def run_schema(self, *arguments, **more):
        return subprocess.run([XIAOER, "schema", *arguments], cwd=self.folder, env=environment(more), capture_output=True,
                              text=True, timeout=60, check=False)

    def test_each_schema_is_printed(self):
        for name in NAMES:
            r = self.run_schema(name)
            self.assertEqual((r.returncode, r.stderr), (0, ""))
            schema = json.loads(r.stdout)
            self.assertEqual(schema["$schema"], "http://json-schema.org/draft-07/schema#")
            self.assertRegex(schema["$id"], f"^urn:xiaoer:schema:{name}:[0-9.]+$")
            self.assertIn("definitions", schema)

    def test_all_are_written_over_what_was_there_and_name_no_path(self):
        for _ in range(2):
            r = self.run_schema("--write", "schemas")
            self.assertEqual((r.returncode, r.stdout, r.stderr), (0, "", ""))
        self.assertEqual(sorted(os.listdir(os.path.join(self.folder, "schemas"))), sorted(f"{n}.schema.json" for n in NAMES))
        for name in NAMES:
            with open(os.path.join(self.folder, "schemas", f"{name}.schema.json"), encoding="utf-8") as f:
                written = f.read()
            self.assertEqual(written, self.run_schema(name).stdout)
            self.assertNotIn(self.folder, written)

    def test_a_folder_that_cannot_be_written_is_told(self):
        with open(os.path.join(self.folder, "taken"), "w", encoding="utf-8"):
            pass
        for folder in ["taken", "none/such", "/proc"]:
            r = self.run_schema("--write", folder)
            self.assertEqual(r.returncode, 1)
            self.assertRegex(r.stderr, f"^xiaoer schema: {folder}")

    def test_a_full_disk_leaves_no_half_schema(self):
        os.mkdir(os.path.join(self.folder, "old"))
        path = os.path.join(self.folder, "old", "book.schema.json")
        with open(path, "w", encoding="utf-8") as f:
            f.write("before")
        os.symlink("/dev/full", path + ".part")
        r = self.run_schema("--write", "old")
        self.assertEqual(r.returncode, 1)
        self.assertIn("book.schema.json", r.stderr)
        self.assertEqual(os.listdir(os.path.join(self.folder, "old")), ["book.schema.json"])
        with open(path, encoding="utf-8") as f:
            self.assertEqual(f.read(), "before")

    def test_wrong_use_is_told(self):
        for arguments, words in [([], "which one"), (["bok"], "did you mean 'book'"), (["all"], "book, test and config"),
                                 (["book", "--write", "x"], "--write writes all"), (["book", "test"], "too many")]:
            r = self.run_schema(*arguments)
            self.assertEqual((r.returncode, r.stdout), (2, ""), arguments)
            self.assertIn(words, r.stderr)
        self.assertEqual(self.run_schema("--help").returncode, 0)
