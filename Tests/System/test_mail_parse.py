"""`deskbell mail parse`: whatever a line holds, it is answered by one line, in order."""

import base64
import json
import os
import subprocess

from server import PROGRAM

LETTER = b"From: Mei <mei@example.com>\r\nTo: help@shop.example\r\nSubject: Hello\r\n\r\nWhere is it?\r\n"


def parse(*lines, end=b"\n"):
    done = subprocess.run([PROGRAM, "mail", "parse"], input=b"\n".join(lines) + end, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def line(identity, raw=LETTER, encode=base64.b64encode):
    return json.dumps({"id": identity, "raw_base64": encode(raw).decode()}).encode()


def test_each_line_is_answered_by_one_line_whatever_it_holds():
    lines = [
        b"", b"   ", b"\0\0", b"not json", b"null", b"[1, 2]", b"{}", b"\xff\xfe", b"[" * 50_000,
        b'{"id": "alone"}', b'{"id": 7, "raw_base64": null}', b'{"id": "letters", "raw_base64": "@@@ nothing"}',
    ]
    answers = parse(*lines, line("last"))
    assert len(answers) == len(lines) + 1
    for answer in answers[:-1]:
        assert len(answer["errors"]) == 1 and answer["from"] == [] and answer["text"] == ""
    assert [answer["id"] for answer in answers[-4:]] == ["alone", 7, "letters", "last"]
    assert answers[3]["errors"] == ['Line 4 is not {"id", "raw_base64"}.']
    assert answers[-1]["subject"] == "Hello" and answers[-1]["errors"] == []


def test_ids_of_any_kind_doubled_keys_and_every_base64_are_taken():
    raw = LETTER + b"\xfb\xff\xbe"
    unpadded = base64.b64encode(LETTER[:-1]).rstrip(b"=").decode()
    answers = parse(
        line({"deep": [1]}), line(None), line("url", raw, base64.urlsafe_b64encode), line("wrapped", raw, base64.encodebytes),
        json.dumps({"id": "unpadded", "raw_base64": unpadded}).encode(),
        b'{"id":"a","id":"b","raw_base64":"' + base64.b64encode(LETTER) + b'","more":{"x":1}}', line("end") + b"\r", end=b"")
    assert [answer["id"] for answer in answers][:5] == [{"deep": [1]}, None, "url", "wrapped", "unpadded"]
    assert answers[5]["id"] in ("a", "b") and answers[6]["id"] == "end"
    assert {answer["subject"] for answer in answers} == {"Hello"}
    assert answers[2]["text"] == answers[3]["text"]


def test_junk_and_mails_that_swell_are_read():
    parts = b"--b\r\nContent-Type: text/plain; name=a.txt\r\n\r\nx\r\n" * 5000
    answers = parse(
        line("empty", b""), line("noise", os.urandom(40_000)), line("zeros", bytes(1000)),
        line("parts", b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + parts),
        line("subject", b"From: a@b.example\r\nSubject: " + b"x" * 300_000 + b"\r\n\r\nwords"), line("after"))
    assert [answer["id"] for answer in answers] == ["empty", "noise", "zeros", "parts", "subject", "after"]
    assert len(answers[3]["attachments"]) == 1999 and "2000 parts" in answers[3]["errors"][0]
    assert answers[4]["text"].strip() == "words" and answers[5]["subject"] == "Hello"
