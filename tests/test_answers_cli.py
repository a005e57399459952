"""What the command line answers: options, fields, exit codes, layout, hostile text; and that a question leaves no trace."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from triggerpoints import LIMITS, cli, load_catalogue
from triggerpoints.answer import answer_text
from triggerpoints.cli import main
from triggerpoints.lookup.weights import WEIGHTS

CAT = load_catalogue()
ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def _loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command of this process answers from the catalogue at hand; those that start one of their own load it."""
    monkeypatch.setattr(cli, "_catalogue", lambda paths: CAT)


def run(*args: str) -> Result:
    done = CliRunner().invoke(main, list(args), prog_name="triggerpoints")
    assert "Traceback" not in done.output
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def asked(*args: str) -> Any:
    done = run("explain", *args, "--json")
    assert done.exit_code == 0
    return json.loads(done.stdout)


# ---- options


def test_symptoms_are_asked_for_by_option():
    answer = asked("neck", "--symptom", "dizziness", "--symptom", "ringing in the ears")
    assert {one["id"] for one in answer["symptoms"]} == {"dizziness", "tinnitus"}
    assert [one["id"] for one in asked("--symptom", "dizziness")["symptoms"]] == ["dizziness"]
    matched = [match for candidate in answer["candidates"] for match in candidate["matches"] if "symptom" in match]
    assert matched
    assert all(match["site"] is None for match in matched)


@pytest.mark.parametrize("codes", ["112,113", "112, 113", " 112 ,113,", "112,113,112"])
def test_segments_are_asked_for_by_option(codes):
    sides = {(site["id"], site["side"]) for site in asked("--choir", codes)["sites"]}
    assert {("arm_front", "left"), ("elbow_front", "right")} <= sides


def test_an_unknown_segment_is_told_beside_the_known_ones():
    done = run("explain", "--choir", "112,999")
    assert done.exit_code == 0
    assert "Not understood" in done.stdout
    assert "999" in done.stdout
    assert run("explain", "--choir", "999").exit_code == 2


@pytest.mark.parametrize("codes", ["", " ", ","])
def test_no_segments_are_no_question(codes):
    assert run("explain", "--choir", codes).exit_code == 2
    assert asked("temple", "--choir", codes)["sites"] == asked("temple")["sites"]


def test_sets_are_told_when_asked_for():
    assert "Groups of muscles" not in run("explain", "temple", "knee").stdout
    text = run("explain", "left temple", "left knee", "--sets").stdout
    assert "Groups of muscles" in text
    assert " adds " in text
    found = CAT.explain("left temple", "left knee", sets=True)
    told = text.split("Groups of muscles")[1]
    for one in found.sets:
        for member in one.members:
            assert member.name in told


def test_a_side_holds_for_what_names_none():
    answer = asked("temple", "right knee", "sternum", "--side", "left")
    assert {(site["id"], site["side"]) for site in answer["sites"]} == {
        ("temple", "left"),
        ("knee", "right"),
        ("sternum", "left"),
    }
    assert {site["side"] for site in asked("knee", "--side", "both")["sites"]} == {"left", "right"}


@pytest.mark.parametrize("limit", ["1", "3"])
def test_a_limit_shortens_the_muscles_alone(limit):
    text = run("explain", "temple", "--limit", limit).stdout
    assert len(re.findall(r"^\d+\. ", text, re.M)) == int(limit)
    assert f"... and {len(CAT.explain('temple')) - int(limit)} more" in text
    short, whole = asked("temple", "--limit", limit), asked("temple")
    assert short["candidates"] == whole["candidates"][: int(limit)]
    assert {**short, "candidates": 0} == {**whole, "candidates": 0}
    assert run("explain", "temple", "--limit", "0").exit_code == 2


# ---- JSON

FIELDS = {
    "query", "understood", "not_understood", "sites", "areas", "symptoms", "complaint", "complaints", "cautions", "candidates",
    "sets", "unexplained", "uncovered", "limits",
}  # fmt: skip
QUESTIONS = [
    ["temple"], ["tennis elbow", "--side", "left"], ["left temple", "qwertzuiop"], ["--symptom", "dizziness"], ["--choir", "112"],
    ["chest", "slight pain in the calf", "--sets"], ["tenis elbow"],
]  # fmt: skip


@pytest.mark.parametrize("args", QUESTIONS)
def test_json_has_the_promised_fields(args):
    answer = asked(*args)
    assert set(answer) == FIELDS
    assert answer["limits"] == LIMITS
    assert answer["sets"], "with --json the sets come unasked"
    for one in answer["candidates"]:
        assert {"rank", "muscle", "name", "side", "score", "strength", "trigger_points", "matches", "reason", "sources"} <= set(
            one
        )
        assert set(one["score_parts"]) == set(WEIGHTS)
        assert sum(one["score_parts"].values()) == pytest.approx(one["score"], abs=1e-4)
        assert all({"site", "strength", "coverage"} <= set(match) for match in one["matches"])
    for one in answer["cautions"]:
        assert set(one) == {"id", "kind", "name", "urgency", "signs", "text", "because", "sources"}
    for one in answer["sets"]:
        assert set(one) == {"coverage", "muscles"}
        assert 1 <= len(one["muscles"]) <= 3
        assert all(set(member) == {"muscle", "name", "side", "adds"} for member in one["muscles"])
    for one in answer["understood"]:
        assert set(one) == {"words", "kind", "id", "side", "corrected"}


def test_json_of_a_complaint_and_of_none():
    answer = asked("tennis elbow")
    assert answer["complaint"]["id"] == "tennis_elbow"
    assert answer["complaint"] == answer["complaints"][0]
    assert asked("temple")["complaint"] is None


@pytest.mark.parametrize("args", QUESTIONS)
def test_json_and_python_answer_the_same(args):
    how: dict[str, Any] = {"symptoms": [], "choir": [], "sets": True}
    where, rest = [], iter(args)
    for one in rest:
        if one == "--symptom":
            how["symptoms"].append(next(rest))
        elif one == "--choir":
            how["choir"] += next(rest).split(",")
        elif one == "--side":
            how["side"] = next(rest)
        elif one != "--sets":
            where.append(one)
    assert asked(*args) == json.loads(json.dumps(CAT.explain(*where, **how).to_dict()))


# ---- lists


def test_sites_are_listed_and_searched():
    everything = run("sites").stdout.splitlines()
    assert len(everything) == len(CAT.sites)
    assert all(line.count("\t") == 2 for line in everything)
    assert [line.split("\t")[0] for line in everything] == list(CAT.sites)
    for text, id in (
        ("knee", "knee_front"),
        ("behind my right eye", "eye"),
        ("kneecap", "knee_front"),
        ("articulatio temporomandibularis", "tmj"),
    ):
        assert id in [line.split("\t")[0] for line in run("sites", text).stdout.splitlines()], text
    rows = json.loads(run("sites", "knee", "--json").stdout)
    assert all(set(row) == {"id", "name", "lay_names", "laterality", "parent"} for row in rows)


def test_complaints_are_listed_and_searched():
    everything = run("complaints").stdout.splitlines()
    assert len(everything) == len(CAT._document["complaints"]) >= 80
    assert all(line.count("\t") == 2 for line in everything)
    for text, id in (("tennis", "tennis_elbow"), ("tenis elbow", "tennis_elbow"), ("sciatica", "sciatica")):
        assert id in [line.split("\t")[0] for line in run("complaints", text).stdout.splitlines()], text
    rows = json.loads(run("complaints", "knee", "--json").stdout)
    assert rows
    assert all(set(row) == {"id", "name", "lay_names", "clinical_names", "sites"} for row in rows)


@pytest.mark.parametrize("command", ["sites", "complaints"])
def test_nothing_found_is_misuse(command):
    done = run(command, "qwertzuiop")
    assert done.exit_code == 2
    assert "qwertzuiop" in done.stderr
    assert not done.stdout


# ---- what is not understood


def test_a_partly_understood_question_is_answered_and_the_rest_is_named():
    done = run("explain", "left temple", "qwertzuiop")
    assert done.exit_code == 0
    assert "qwertzuiop" in done.stdout.splitlines()[0]
    assert "Temple (left)" in done.stdout
    near = run("explain", "left temple", "kneexyz")
    assert near.exit_code == 0
    assert "Knee" in near.stdout.splitlines()[0]


@pytest.mark.parametrize("args", [["templexx"], ["kneexyz", "templexx"], ["--symptom", "tinnituxyz"], ["\u202e"], ["\x1b[31m"]])
def test_nothing_understood_exits_2(args):
    done = run("explain", *args)
    assert done.exit_code == 2
    assert not done.stdout
    assert done.stderr.startswith("Error: not understood")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("args", [[], [""], ["  "], ["", "--symptom", ""], ["--choir", ","]])
def test_an_empty_question_exits_2(args):
    done = run("explain", *args)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "Error: name at least one pain site, complaint or symptom\n"


def test_the_nearest_names_are_told_when_nothing_is_understood():
    assert "Temple" in run("explain", "templexx").stderr
    assert "tinnitus" in run("explain", "--symptom", "tinnituxyz").stderr


def test_a_misspelling_that_was_read_is_told():
    text = run("explain", "tmeple").stdout
    assert re.search(r"Read 'tmeple' as Temple", text)


# ---- layout


@pytest.mark.parametrize("args", QUESTIONS)
def test_every_output_says_its_limits(args):
    assert run("explain", *args).stdout.rstrip().endswith(LIMITS)
    for width in (40, 80, 300):
        monkey = pytest.MonkeyPatch()
        with monkey.context() as patch:
            patch.setattr(cli, "_width", lambda width=width: width)
            text = run("explain", *args).stdout
        assert " ".join(text.split()).endswith(LIMITS)


def test_piped_is_plain_one_statement_a_line():
    found = CAT.explain("left temple", "left knee", sets=True)
    lines = answer_text(found, 10).splitlines()
    for candidate in found[:10]:
        assert any(line.strip() == candidate.reason for line in lines)
    assert not any(line.startswith("---") for line in lines)


@pytest.mark.parametrize("width", [60, 80, 120, 300])
def test_a_terminal_gets_a_table_that_fits(width):
    found = CAT.explain("left temple", "right knee", "qwertzuiop", sets=True)
    lines = answer_text(found, 10, width).splitlines()
    assert max(map(len, lines)) <= width
    head = next(number for number, line in enumerate(lines) if re.match(r"\s*muscle\s+side\s+score\s+zone", line))
    assert set(lines[head + 1]) == {"-"}
    assert answer_text(found, 10, width).count(found[0].name) >= 1


def test_ties_are_marked_in_the_table():
    found = CAT.explain("temple")
    tied = [c for c in found if sum(other.rank == c.rank for other in found) > 1]
    text = answer_text(found, len(found), 120)
    assert tied
    for candidate in tied:
        assert re.search(rf"{candidate.rank}=\s+{re.escape(candidate.name)}", text)


def test_a_real_terminal_gets_the_table_and_a_pipe_the_plain_text():
    pty = pytest.importorskip("pty")
    import fcntl
    import struct
    import termios

    command = [sys.executable, "-m", "triggerpoints", "explain", "temple", "--limit", "2"]
    mine, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 90, 0, 0))
    with subprocess.Popen(command, stdout=theirs, stderr=subprocess.PIPE) as process:
        os.close(theirs)
        got = b""
        try:
            while part := os.read(mine, 65536):
                got += part
        except OSError:  # how the end of a terminal shows on Linux
            pass
        os.close(mine)
    lines = got.decode().splitlines()
    assert process.returncode == 0
    assert any(re.match(r"\s+muscle\s+side\s+score\s+zone", line) for line in lines)
    assert max(map(len, lines)) <= 90
    piped = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert piped == answer_text(CAT.explain("temple"), 2) + "\n"


# ---- hostile text

HOSTILE = (
    "\x1b[31mtemple",
    "temple \x07\x08\x7f",
    "temple\u202eelpmet",
    "\u2066temple\u2069 \x9b31m",
    "<script>alert('temple')</script>",
    "temple\r\nError: pwned",
    "temple\x85\u2028\u2029pwned",
    "temple \ud800",
    "temple \udcff",
    "{temple} %s ${HOME}",
    "temple\x00zzz",
)


def clean(text: str) -> bool:
    """Whether a terminal may show it: nothing but line breaks and tabs that steers it."""
    turns = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    return not any(
        unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") or char in turns for char in re.sub(r"[\n\t]", "", text)
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_out_clean(text):
    for args in (
        ["explain", text], ["explain", "knee", text], ["explain", "knee", "--symptom", text], ["explain", "--choir", text],
        ["explain", "knee", "--choir", text], ["explain", "knee", "--side", text], ["explain", "knee", "--limit", text],
        ["sites", text], ["complaints", text], ["explain", "knee", text, "--json"], ["sites", text, "--json"],
    ):  # fmt: skip
        done = run(*args)
        assert done.exit_code in (0, 2)
        assert clean(done.stdout), args
        assert clean(done.stderr), args
        done.stdout.encode("utf-8")  # half a character cannot be written
        if "--json" in args and done.exit_code == 0:
            json.loads(done.stdout)


def test_bytes_that_are_no_text_come_out_as_text():
    for extra in ([], ["--json"]):
        command = [sys.executable, "-m", "triggerpoints", "explain", "temple", b"\xff\xfe temple", *extra]
        done = subprocess.run(command, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "utf-8:strict"})
        assert done.returncode == 0, done.stderr[-500:]
        assert b"Traceback" not in done.stderr
        done.stdout.decode("utf-8")


def test_very_long_text_is_cut_in_messages():
    for args in (["explain", "x" * 5000], ["sites", "x" * 5000], ["complaints", "x" * 5000]):
        done = run(*args)
        assert done.exit_code == 2
        assert len(done.stderr) < 2000


# ---- no trace

WATCH = """
import os, sys
from click.testing import CliRunner
from triggerpoints import load_catalogue
from triggerpoints.answer import answer_text
from triggerpoints.cli import main
cat = load_catalogue()
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
ELSE = (
    "os.putenv", "os.unsetenv", "os.mkdir", "os.rename", "os.remove", "os.link", "os.symlink", "os.truncate", "os.chmod",
    "os.utime", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "sqlite3.connect", "syslog.syslog",
)
traces, watching = [], False
def hook(event, args):
    if not watching:
        return
    if event == "open" and isinstance(args[2], int) and args[2] & WRITES:
        traces.append(f"{event} {args[0]}")
    elif event in ELSE or event.startswith(("socket.", "tempfile.", "shutil.", "urllib.", "logging")):
        traces.append(event)
sys.addaudithook(hook)
before = dict(os.environ)
files = sorted(os.listdir("."))
watching = True
if sys.argv[1] == "spoil":
    open("diary.txt", "w").close()
    os.environ["TRIGGERPOINTS_ASKED"] = "temple"
found = cat.explain("left temple", "tenis elbow", "qwertzuiop", symptoms=["dizziness"], choir=["112"], sets=True)
answer_text(found, 10), answer_text(found, 10, 80), found.to_dict(), repr(found)
for text in ("qwertzuiop", "", "knee"):
    try:
        cat.explain(text)
    except (KeyError, ValueError) as error:
        str(error)
cat.site_summary("behind my right eye"), cat.complaint_summary("tenis")
runner = CliRunner()
for args in (["explain", "left temple", "--sets"], ["explain", "temple", "--json"], ["sites", "knee"], ["complaints", "knee"]):
    assert runner.invoke(main, args).exit_code == 0
watching = False
if dict(os.environ) != before:
    traces.append("environment")
if sorted(os.listdir(".")) != files:
    traces.append("files")
print(traces)
"""


def watched(mode: str, folder: Path) -> str:
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", WATCH, mode], capture_output=True, text=True, cwd=folder, env=env)
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return done.stdout


def test_a_question_leaves_no_trace(tmp_path):
    assert watched("ask", tmp_path) == "[]\n"


def test_a_trace_would_be_seen(tmp_path):
    seen = watched("spoil", tmp_path)
    for trace in ("open diary.txt", "os.putenv", "environment", "files"):
        assert trace in seen


def test_the_look_up_knows_no_way_out():
    """No module on the way of a question can log, write, or reach the network."""
    way = [*ROOT.glob("src/triggerpoints/asking/*.py"), *ROOT.glob("src/triggerpoints/lookup/*.py")]
    way += [ROOT / "src/triggerpoints" / name for name in ("answer.py", "results.py", "text.py", "limits.py")]
    assert len(way) > 15
    for file in way:
        found = re.findall(
            r"^\s*(?:from|import) (logging|socket|urllib|http|tempfile|shutil|subprocess|random|time)\b", file.read_text(), re.M
        )
        assert not found, file
        assert not re.search(r"\.write\(|\.write_text\(|\.write_bytes\(|\bprint\(", file.read_text()), file
