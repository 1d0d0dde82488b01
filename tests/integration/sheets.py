"""`xiaoer export` and `xiaoer import`: a book as a spreadsheet and back, and into a desk that is running."""
import csv
import filecmp
import io
import json
import os
import re
import shutil
import subprocess

from helpers import ROOT, XIAOER, Case, environment

ROWS = """分组,标题,问题,关键词,答案,优先级
杯子,保温杯容量,保温杯能装多少水,保温杯容量|保温杯能装,有350和500毫升两种。,5
杯子,杯身刻字,杯子上可以刻字吗？,刻字|印字,可以免费刻字。,高
"""


class Sheets(Case):
    def run_it(self, *args, status=0):
        r = subprocess.run([XIAOER, *args], capture_output=True, timeout=60, env=environment({"LC_ALL": "C.UTF-8"}),
                           cwd=self.folder, check=False)
        out = r.stdout.decode(errors="replace") + r.stderr.decode(errors="replace")
        self.assertEqual(r.returncode, status, out)
        self.assertNotIn("Sanitizer", out)
        return r.stdout

    def write(self, name, text, encoding="utf-8"):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as f:
            f.write(text.encode(encoding))
        return name

    def read(self, name):
        with open(os.path.join(self.folder, name), encoding="utf-8") as f:
            return f.read()

    def book(self, name, of="zh-CN"):
        shutil.copytree(os.path.join(ROOT, "phrases", of), os.path.join(self.folder, name))
        return name

    def assertSameBook(self, name, of):
        ours = filecmp.dircmp(os.path.join(self.folder, name), os.path.join(ROOT, "phrases", of))
        self.assertEqual((ours.left_only, ours.right_only, ours.diff_files), ([], [], []))

    def test_books_come_back_as_they_were(self):
        for of in ("zh-CN", "en"):
            self.book(of, of)
            for sheet in (f"{of}.csv", f"{of}.xlsx"):
                self.assertIn(b" rows", self.run_it("export", of, sheet))
                out = self.run_it("import", sheet, of).decode()
                self.assertRegex(out, r"0 added, 0 changed, 1\d\d unchanged")
                self.assertSameBook(of, of)

    def test_csv_is_what_excel_wants_and_goes_to_the_standard_output_too(self):
        self.book("b", "en")
        self.run_it("export", "b", "b.csv")
        with open(os.path.join(self.folder, "b.csv"), "rb") as f:
            raw = f.read()
        self.assertTrue(raw.startswith(b"\xef\xbb\xbfgroup,title,question,patterns,answer,priority,id,"))
        self.assertEqual(self.run_it("export", "b", "-"), raw)
        rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
        self.assertEqual({len(r) for r in rows}, {18})
        refund = next(r for r in rows if r["id"] == "refund.request")
        self.assertIn("give me my money back", refund["question"].split("\n"))
        self.assertEqual(refund["priority"], "3")
        gb = self.run_it("export", "--encoding", "gb18030", "--separator", "tab", "--headings", "zh", "b", "-")
        self.run_it("export", "--encoding", "gbk", "b", "gbk.csv", status=1)  # it has no emoji
        self.assertTrue(gb.decode("gb18030").startswith("分组\t标题\t问题\t"))

    def test_rows_of_another_program_become_intents(self):
        sheet = self.write("faq.csv", ROWS, "gb18030")
        self.assertIn("2 added", self.run_it("import", sheet, "new").decode())
        self.assertIn("保温杯能装多少水", self.read("new/杯子.yaml"))
        self.run_it("check", "new")
        self.assertIn("2 unchanged", self.run_it("import", sheet, "new").decode())
        found = subprocess.run([XIAOER, "match", "--book", "new"], input="请问能刻字么\n", capture_output=True, text=True,
                               cwd=self.folder, env=environment(), timeout=60, check=True)
        self.assertEqual(json.loads(found.stdout)["intents"][0]["id"], "杯子.杯身刻字")

    def test_the_sheet_of_the_manual_is_one(self):
        with open(os.path.join(ROOT, "phrases", "README.zh-CN.md"), encoding="utf-8") as f:
            text, = re.findall(r"^```csv faq.csv\n(.*?)^```$", f.read(), re.M | re.S)
        out = self.run_it("import", "--strict", self.write("manual.csv", text), "new").decode()
        self.assertIn("2 added, 0 changed, 0 unchanged", out)
        self.assertIn("      - 能刻字的，名字请写在订单备注里。\n", self.read("new/售前.yaml"))
        self.run_it("check", "new")

    def test_nothing_is_written_unless_all_is_right(self):
        bad = self.write("bad.csv", ROWS + "\n杯子,杯盖漏水,杯盖漏水怎么办,漏水；渗水,[昵称]请拍张照片。,\n")
        out = self.run_it("import", "--dry-run", bad, "new", status=1).decode()
        for told in ("bad.csv:4: error: ", "[row.blank]", "bad.csv:D5: error: ", "[separator.wide]", "bad.csv:E5: error: ",
                     "[answer.placeholder]", "Nothing was written: 3 mistakes", "--fix"):
            self.assertIn(told, out)
        self.run_it("import", bad, "new", status=1)
        self.assertFalse(os.path.exists(os.path.join(self.folder, "new")))
        self.assertIn("3 added", self.run_it("import", "--fix", "--dry-run", bad, "new").decode())
        self.assertFalse(os.path.exists(os.path.join(self.folder, "new")))
        self.run_it("import", "--fix", bad, "new")
        self.assertIn("{customer|}请拍张照片。", self.read("new/杯子.yaml"))
        odd = self.write("odd.csv", "标题,问题,答案,部门\n甲,甲在哪,答,x\n")
        self.assertIn("Nothing was written: 1 warning", self.run_it("import", "--strict", odd, "odd", status=1).decode())
        self.run_it("import", odd, "odd")

    def test_programs_read_it_too(self):
        self.book("b")
        sheet = self.write("one.csv", "编号,标题,答案\nhold,请您稍等,请等一等。\n")
        out = json.loads(self.run_it("import", "--json", "--dry-run", sheet, "b", status=0))
        self.assertEqual((out["good"], out["written"], out["errors"], out["added"]), (True, False, 0, []))
        self.assertEqual(out["changed"][0]["columns"], ["title", "answer"])

    def test_a_cell_that_is_emptied_is_no_answer(self):
        self.book("b")
        sheet = self.write("one.csv", "编号,标题,答案\nshipping.when,,\n")
        out = json.loads(self.run_it("import", "--json", sheet, "b", status=1))
        self.assertFalse(out["good"])
        found = out["findings"][0]
        self.assertEqual((found["kind"], found["file"], found["sheet"], found["row"], found["column"], found["cell"]),
                         ("cell.missing", "one.csv", "", 2, 2, "B2"))
        self.assertSameBook("b", "zh-CN")

    def test_what_is_used_wrongly_is_told(self):
        sheet = self.write("one.csv", ROWS)
        self.book("b", "en")
        for args in (["import", "b", sheet], ["import", sheet], ["import", "--encoding", "ebcdic-9", sheet, "new"],
                     ["import", "--separator", "x", sheet, "new"], ["export", "b", "b.pdf"], ["export", "b"],
                     ["export", "--encoding", "gbk", "b", "b.xlsx"], ["export", "--headings", "fr", "b", "b.csv"]):
            self.run_it(*args, status=2)
        self.run_it("import", "missing.csv", "new", status=1)
        self.run_it("import", "--into", "../x", sheet, "new", status=1)
        self.run_it("export", "missing", "b.csv", status=1)
        self.run_it("export", "b", "no/such/folder/b.csv", status=1)
        for command in ("import", "export"):
            self.assertIn(b"usage: xiaoer " + command.encode(), self.run_it(command, "--help"))

    def test_a_running_desk_takes_what_was_imported(self):
        self.book("shop")
        s = self.server(args=["--book", os.path.join(self.folder, "shop")])
        before = s.say("c-1", "杯子上可以刻字吗", "m-1")
        self.assertNotIn("可以免费刻字", json.dumps(before, ensure_ascii=False))
        sheet = self.write("faq.csv", ROWS)
        self.run_it("import", sheet, "shop")
        self.assertEqual(s.post("/v1/book/reload").status, 200)
        self.assertIn("可以免费刻字。", [r["text"] for r in s.say("c-2", "杯子上可以刻字吗", "m-2")["replies"]])
