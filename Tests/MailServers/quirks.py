#!/usr/bin/env python3
"""An IMAP server with the quirks of 163.com and some more: prints {"port"} when it listens; ends with its input.

It opens no folder before ID was sent, hangs up on commands it does not know (as QQ does), has neither IDLE nor MOVE nor
UIDPLUS, says things nobody asked for, and refuses to give the mail with number 2; with --refuses-store it takes no flags
either. A new mail comes with the line `mail` on its input.
"""

import asyncio
import json
import os
import re
import sys

MAILS = {n: f"From: c{n}@example.net\r\nMessage-ID: <q{n}@example.net>\r\nContent-Type: text/html\r\nSubject: mail {n}\r\n"
            f"\r\nmail {n}\r\n".encode() for n in (1, 2, 3)}
COMMANDS = []


def tell(value):
    print(json.dumps(value), flush=True)


async def serve(reader, writer):
    identified = False

    def say(line):
        writer.write(line if isinstance(line, bytes) else line.encode() + b"\r\n")

    say("* OK Coremail System IMap Server Ready(163com)")
    while line := (await reader.readline()).decode():
        tag, _, command = line.strip().partition(" ")
        word = command.upper()
        COMMANDS.append(re.sub("LOGIN .*", "LOGIN", command))
        if word == "CAPABILITY":
            say("* CAPABILITY IMAP4rev1 XLIST SPECIAL-USE ID LITERAL+ XAPPLEPUSHSERVICE")
        elif word.startswith("LOGIN"):
            if "code-1234" not in command:
                say(f"{tag} NO LOGIN Login error or password error")
                continue
        elif word.startswith("ID "):
            identified = True
            say('* ID ("name" "Coremail Imap" "vendor" "Mailtech")')
        elif word.startswith("SELECT"):
            if not identified:
                say(f"{tag} NO SELECT Unsafe Login. Please contact kefu@188.com for help")
                continue
            say(f"* {len(MAILS)} EXISTS\r\n* 1 RECENT\r\n* OK [UIDVALIDITY 1] UIDs valid\r\n* FLAGS (\\Seen \\Deleted)")
        elif word.startswith("UID SEARCH"):
            first = int(re.search(r"UID (\d+):", word).group(1))
            # As the RFC has it: n:* always names the newest.
            uids = [n for n in MAILS if n >= first] or [max(MAILS)]
            say("* SEARCH " + " ".join(map(str, uids)))
        elif match := re.match(r"UID FETCH ([\d,]+) \((.*)\)$", word):
            say("* OK still here {3}")
            refused = False
            for uid in map(int, match.group(1).split(",")):
                mail, items = MAILS[uid], match.group(2)
                header, _, body = mail.partition(b"\r\n\r\n")
                if "RFC822.SIZE" in items:
                    say(f'* {uid} FETCH (FLAGS () INTERNALDATE "25-Nov-2026 10:00:00 +0800" UID {uid} '
                        f"RFC822.SIZE {len(mail)})")
                elif "BODY.PEEK[]" in items and uid == 2:
                    refused = True
                elif "BODY.PEEK[]" in items:
                    say(f"* {uid} FETCH (UID {uid} BODY[] {{{len(mail)}}}".encode() + b"\r\n" + mail + b")\r\n")
                elif "BODY.PEEK[HEADER]" in items:
                    header += b"\r\n\r\n"
                    say(f"* {uid} FETCH (UID {uid} BODY[HEADER] {{{len(header)}}}".encode() + b"\r\n" + header
                        + b' BODY[TEXT]<0> "")\r\n')
            if refused:
                say(f"{tag} NO FETCH System busy")
                continue
        elif word.startswith("UID STORE") and "--refuses-store" in sys.argv:
            say(f"{tag} NO STORE the folder is read-only")
            continue
        elif word == "LOGOUT":
            say(f"* BYE\r\n{tag} OK done")
            break
        elif word != "NOOP" and not word.startswith("UID STORE"):
            break
        say(f"{tag} OK done")
        await writer.drain()
    writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    tell({"port": server.sockets[0].getsockname()[1]})
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        if line.strip() == "mail":
            number = max(MAILS) + 1
            MAILS[number] = MAILS[1].replace(b"q1@", f"q{number}@".encode())
        tell({"done": line.strip(), "commands": COMMANDS})


if __name__ == "__main__":
    asyncio.run(main())
    os._exit(0)
