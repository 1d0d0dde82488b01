"""`xiaoer report` against the SQL of src/desk/REPORT.md, over a day in which everything happens."""
import calendar
import csv
import io
import json
import os
import re
import sqlite3
import subprocess
import time

from helpers import ROOT, XIAOER, Case, environment

DAY_MS = 86400000


def statements():
    """Name and text of each statement of the page, in order."""
    with open(os.path.join(ROOT, "src", "desk", "REPORT.md"), encoding="utf-8") as f:
        blocks = re.findall(r"```sql\n-- (\S+)\n(.*?)```", f.read(), re.S)
    return dict(blocks)


class Counts:
    """What the statements give for a period."""

    def __init__(self, store, begin, end, window=DAY_MS, shop=None, channel=None):
        self.sql = statements()
        self.db = sqlite3.connect(store)
        asked = self.sql.pop("parameters")
        self.db.execute(asked, {"from": begin, "to": end, "window": window, "shop": shop, "channel": channel})
        self.db.executescript(self.sql.pop("views"))

    def each(self):
        """Path, and the figures under it."""
        for path, text in self.sql.items():
            cursor = self.db.execute(text)
            names = [c[0] for c in cursor.description]
            rows = cursor.fetchall()
            if names == ["name", "value"]:
                yield path, {str(name): value for name, value in rows}
            else:
                yield path, dict(zip(names, rows[0]))


def at(tree, path):
    for part in path.split("."):
        tree = tree[part]
    return tree


class Report(Case):
    def report(self, server_or_store, *args, status=0):
        store = server_or_store if isinstance(server_or_store, str) else server_or_store.store
        r = subprocess.run([XIAOER, "report", "--store", store, *args], capture_output=True, text=True, timeout=60,
                           env=environment(), cwd=self.folder)
        self.assertEqual(r.returncode, status, r.stderr)
        return r.stdout if status == 0 else r.stderr

    def json(self, server, *args):
        return json.loads(self.report(server, *args, "--json"))

    def assert_same(self, figures, counts):
        """Every number of the page, and no name that it does not know."""
        for path, wanted in counts.each():
            got = at(figures, path)
            leaves = {k: v for k, v in got.items() if not isinstance(v, dict)}
            self.assertEqual(sorted(leaves), sorted(wanted), path)
            for name, value in wanted.items():
                if isinstance(value, float) and leaves[name] is not None:
                    self.assertAlmostEqual(leaves[name], value, delta=0.06 if name == "mean_ms" else 0.00006,
                                           msg=f"{path}.{name}")
                else:
                    self.assertEqual(leaves[name], value, f"{path}.{name}")

    def act(self, server, name, act, **body):
        answer = server.post(f"/v1/conversations/{name}/{act}", body)
        self.assertEqual(answer.status, 200, answer.raw)

    def day(self, server):
        """Conversations of every kind on two channels; what they are to count as stands beside them."""
        for channel in ("web", "app"):
            def say(name, text, **more):
                return server.say(f"{channel}-{name}", text, channel=channel, **more)
            def act(name, what, **body):
                self.act(server, f"{channel}-{name}", what, **body)
            say("solved", "我的快递到哪里了")  # by the bot, five points and a remark
            say("solved", "好的")
            say("solved", "没有了")
            self.assertEqual(say("solved", "5分")["replies"][0]["phrase"], "survey.thanks")
            self.assertEqual(say("solved", "你们服务态度真好")["replies"][0]["phrase"], "survey.remark")
            say("back", "我的快递到哪里了")  # ended, but he comes back with the same
            say("back", "再见")
            say("back", "我的快递到哪里了")
            say("hello", "你好")  # no matter at all
            say("hello", "再见")
            say("human", "转人工")  # a human ends it: two points, and a call back
            act("human", "take", agent="anna")
            say("human", "东西坏了怎么办")
            act("human", "reply", agent="anna", text="马上为您处理")
            act("human", "reply", agent="anna", text="已经登记")
            act("human", "close", agent="anna")
            self.assertEqual(say("human", "2")["mode"], "queued")
            act("human", "reply", agent="boss", text="实在抱歉")
            act("human", "close", agent="boss")
            say("released", "我要投诉你们")  # more urgent, and given back
            act("released", "take", agent="berta")
            act("released", "release", agent="berta")
            say("released", "怎么开发票")
            say("missed", "qwerty asdf")  # not understood twice: handed over
            say("missed", "zxcv uiop")
            say("ticket", "请帮我备注一下不要放快递柜")  # a ticket is open: not solved
            act("ticket", "ticket", note="再看一下", skill="quality", urgency=3)
            say("ticket", "再见")
            say("ticket", "再见")  # a word of parting
            for text in ("我要退货", "1234567890", "尺码不合适", "没有"):  # a form with a reason, and its ticket
                say("return", text)

    def test_every_number_is_what_sql_counts(self):
        server = self.server()
        begin = int(time.time() * 1000) - 1000
        self.day(server)
        end = int(time.time() * 1000) + 60000
        period = ("--from", rfc3339(begin), "--to", rfc3339(end))
        figures = self.json(server, *period)["total"]
        self.assert_same(figures, Counts(server.store, begin, end))
        self.assertEqual(figures["conversations"]["opened"], 18)
        self.assertEqual(figures["survey"]["all"]["answered"], 4)
        self.assertEqual(figures["survey"]["human"]["csat"], 0)
        self.assertEqual(figures["survey"]["call_backs"], 2)
        self.assertEqual(figures["escalation"]["conversations"], 6)
        self.assertEqual(figures["first_response"]["human"]["count"], 4)
        self.assertEqual(figures["first_contact"]["bot"], {"closed": 6, "solved": 2, "rate": 0.3333})
        self.assertEqual(figures["misses"]["missed"], 4)
        self.assertEqual(figures["return_reasons"], {"不喜欢": 2})
        self.assertEqual(figures["forms"], {"return finished": 2})
        self.assertEqual(figures["sla"]["first_reply"]["all"], {"met": 4, "breached": 0, "kept": 1})
        self.assert_same(self.json(server, *period, "--channel", "app")["total"],
                         Counts(server.store, begin, end, channel="app"))
        self.assert_same(self.json(server, *period, "--shop", "none")["total"],
                         Counts(server.store, begin, end, shop="none"))
        self.assert_same(self.json(server, *period, "--fcr-window", "1ms")["total"],
                         Counts(server.store, begin, end, window=1))

    def test_metrics_grow_with_the_same_numbers(self):
        server = self.server()
        self.day(server)
        figures = self.json(server)["total"]
        seen = {}
        for line in server.get("/metrics").raw.decode().splitlines():
            found = re.match(r"(\w+)(?:\{(.*)\})? ([\d.]+)$", line)
            if found:
                seen[found.group(1), found.group(2) or ""] = float(found.group(3))
            else:
                self.assertTrue(line.startswith("# "), line)

        def family(name, label):
            return {k[1][len(label) + 2:-1]: v for k, v in seen.items() if k[0] == name}
        self.assertEqual(family("xiaoer_intents_total", "intent"), figures["intents"])
        self.assertEqual(family("xiaoer_phrases_total", "phrase"), figures["phrases"])
        self.assertEqual(family("xiaoer_escalations_by_skill_total", "skill"), figures["skills"])
        self.assertEqual(family("xiaoer_escalations_by_reason_total", "reason"), figures["escalation_reasons"])
        self.assertEqual(family("xiaoer_opened_total", "by"), figures["opened_by"])
        self.assertEqual(seen["xiaoer_escalated_conversations_total", ""], figures["escalation"]["conversations"])
        self.assertEqual(seen["xiaoer_survey_remarks_total", ""], figures["survey"]["remarks"])
        for by in ("bot", "human"):
            for name, part in (("first_response", 'by="'), ("resolution", 'handled="')):
                label = f'{part}{by}"'
                self.assertEqual(seen[f"xiaoer_{name}_seconds_count", label], figures[name][by]["count"])
                self.assertEqual(seen[f"xiaoer_{name}_seconds_bucket", label + ',le="+Inf"'], figures[name][by]["count"])
                self.assertAlmostEqual(seen[f"xiaoer_{name}_seconds_sum", label],
                                       figures[name][by]["mean_ms"] * figures[name][by]["count"] / 1000, places=2)
            for score, n in figures["survey"][by]["scores"].items():
                self.assertEqual(seen.get(("xiaoer_survey_scores_total", f'score="{score}",handled="{by}"'), 0), n)

    def test_the_api_gives_the_same(self):
        server = self.server()
        self.day(server)
        period = ("2026-01-01", "2099-12-31")
        answer = server.get("/v1/report?from=%s&to=%s&by=channel" % period)
        self.assertEqual(answer.status, 200, answer.raw)
        self.assertEqual(answer.json, self.json(server, "--from", period[0], "--to", period[1], "--by", "channel"))
        self.assertEqual(server.get("/v1/report").json["total"]["conversations"]["opened"], 18)
        self.assertIn("by is day, channel or shop", server.get("/v1/report?by=week").json["detail"])
        self.assertEqual(server.get("/v1/report?shop=none").status, 422)

    def test_groups_add_up_to_the_total(self):
        server = self.server()
        self.day(server)
        by = self.json(server, "--by", "channel")
        self.assertEqual([g["name"] for g in by["groups"]], ["app", "web"])
        for path in ("conversations", "messages", "escalation", "tickets", "intents"):
            for name, total in at(by["total"], path).items():
                if name != "rate":
                    self.assertEqual(sum(at(g, path)[name] for g in by["groups"]), total, f"{path}.{name}")
        self.assertEqual(by["groups"][0]["conversations"], by["groups"][1]["conversations"])
        days = self.json(server, "--by", "day", "--zone", "UTC")["groups"]
        self.assertEqual(sum(d["conversations"]["opened"] for d in days), 18)

    def test_csv_holds_the_numbers_of_json(self):
        server = self.server()
        self.day(server)
        rows = list(csv.DictReader(io.StringIO(self.report(server, "--csv", "--by", "channel"))))
        figures = self.json(server, "--by", "channel")
        groups = {"total": figures["total"], **{g["name"]: g for g in figures["groups"]}}
        self.assertEqual({row["group"] for row in rows}, {"total", "app", "web"})
        for row in rows:
            value = at(groups[row["group"]], row["figure"])[row["name"]]
            self.assertEqual(row["value"], "" if value is None else row["value"])
            if value is not None:
                self.assertEqual(float(row["value"]), float(value), row)

    def test_a_period_holds_its_begin_and_not_its_end(self):
        server = self.server()
        server.say("c", "你好")
        db = sqlite3.connect(server.store)
        (first,) = db.execute("SELECT at FROM message ORDER BY no LIMIT 1").fetchone()
        def customers(begin, end):
            figures = self.json(server, "--from", rfc3339(begin), "--to", rfc3339(end))["total"]
            return figures["messages"]["customer"]
        self.assertEqual(customers(first, first + 1), 1)
        self.assertEqual(customers(first - 1, first), 0)
        self.assertEqual(customers(first + 1, first + 2), 0)

    def test_days_are_whole_and_of_the_zone(self):
        server = self.server()
        server.stop()
        db = sqlite3.connect(server.store)
        late = calendar.timegm((2026, 11, 23, 16, 0, 0)) * 1000 - 1  # 23:59:59.999 in Shanghai
        for moment in (late, late + 1):
            db.execute("INSERT INTO record (at, conversation, episode, message, what, value, detail, urgency, amount, marks)"
                       " VALUES (?, 1, 1, 0, 'opened', 'customer', '', 0, 0, 0)", (moment,))
        db.commit()
        def opened(*args):
            return self.json(server.store, *args)["total"]["conversations"]["opened"]
        self.assertEqual(opened("--from", "2026-11-23", "--to", "2026-11-23"), 1)
        self.assertEqual(opened("--from", "2026-11-23", "--to", "2026-11-24"), 2)
        self.assertEqual(opened("--from", "2026-11-24", "--to", "2026-11-24"), 1)
        self.assertEqual(opened("--from", "2026-11-23", "--to", "2026-11-23", "--zone", "UTC"), 2)
        self.assertEqual(opened("--from", "2026-11-23 23:59:59", "--to", "2026-11-24 00:00:00"), 1)
        days = self.json(server.store, "--from", "2026-11-23", "--to", "2026-11-24", "--by", "day")["groups"]
        self.assertEqual([d["name"] for d in days], ["2026-11-23", "2026-11-24"])

    def test_an_empty_store_gives_noughts_and_no_shares(self):
        server = self.server()
        figures = self.json(server)["total"]
        self.assertEqual(figures["conversations"]["opened"], 0)
        self.assertIsNone(figures["escalation"]["rate"])
        self.assertIsNone(figures["resolution"]["all"]["median_ms"])
        self.assertEqual(figures["intents"], {})
        self.assertIn("conversations opened", self.report(server))
        self.assertEqual(self.json(server, "--by", "day")["groups"], [])

    def test_what_cannot_be_asked_is_said(self):
        server = self.server()
        for args, words in (
                (("--from", "yesterday"), "--from is a day or a moment"),
                (("--from", "2026-02-30"), "--from is a day or a moment"),
                (("--from", "2026-11-24", "--to", "2026-11-23"), "lies behind the end"),
                (("--last", "soon"), "--last is a span"),
                (("--last", "7"), "--last is a span"),
                (("--last", "7d", "--from", "2026-11-24"), "stands alone"),
                (("--by", "week"), "--by is day, channel or shop"),
                (("--zone", "Mars"), "no time zone 'Mars'"),
                (("--json", "--csv"), "not both")):
            self.assertIn(words, self.report(server, *args, status=2))
        self.assertIn("there is no store", self.report(os.path.join(self.folder, "none.db"), status=1))

    def test_a_store_of_an_older_version_is_named(self):
        server = self.server()
        server.stop()
        db = sqlite3.connect(server.store)
        db.execute("DELETE FROM migration WHERE version > 1")
        db.commit()
        db.close()
        self.assertIn("start `xiaoer serve` on it once", self.report(server.store, status=1))


def rfc3339(ms):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(ms // 1000)) + f".{ms % 1000:03}Z"
