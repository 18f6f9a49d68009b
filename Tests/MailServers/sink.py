#!/usr/bin/env python3
"""An SMTP server that keeps what it is given: prints {"port", "ca"} when it listens, then one JSON line per mail.

What stands before the @ of a recipient says how it behaves: unknown@ 550, later@ 451, big@ 552 at DATA, slow@ no answer
after the final dot, drop@ hangs up there, ses@ gives the mail a name of its own as Amazon SES does; a sender nobody@
is refused at MAIL. It ends with its standard input.
"""

import argparse
import asyncio
import base64
import hashlib
import json
import logging
import ssl
import sys
import tempfile
import uuid
import warnings

import certificates
from aiosmtpd.smtp import SMTP, AuthResult

USER, PASSWORD, TOKEN = "shop@example.com", "sésame ouvre-toi", "good-token"


def amazon_name(content):
    """What Amazon SES answers a mail: 0100…, a UUID, six digits."""
    digits = hashlib.sha256(content).hexdigest()
    return f"0100{digits[:12]}-{uuid.UUID(digits[32:])}-000000"


def tell(value):
    print(json.dumps(value), flush=True)


class Handler:
    async def handle_MAIL(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 5.7.1 you may not send as nobody"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        refusals = {"unknown": "550 5.1.1 no such user", "later": "451 4.7.1 greylisted"}
        refusal = refusals.get(address.split("@")[0])
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        names = {address.split("@")[0] for address in envelope.rcpt_tos}
        if "big" in names:
            return "552 5.3.4 too big"
        tell({
            "from": envelope.mail_from.removeprefix("<>"), "to": envelope.rcpt_tos, "helo": session.host_name,
            "tls": server.transport.get_extra_info("sslcontext") is not None,
            "user": session.auth_data.decode() if session.authenticated else None,
            "data": base64.b64encode(envelope.original_content).decode(),
            "amazon_name": amazon_name(envelope.original_content) if "ses" in names else None,
        })
        if "slow" in names:
            await asyncio.sleep(3600)
        if "drop" in names:
            server.transport.abort()
        if "ses" in names:
            return f"250 Ok {amazon_name(envelope.original_content)}"
        return "250 2.0.0 queued as 4711"

    async def auth_XOAUTH2(self, server, args):
        blob = base64.b64decode(args[1]) if len(args) > 1 else await server.challenge_auth("", encode_to_b64=False)
        words = bytes(blob).decode().split("\x01")
        if words[:2] == [f"user={USER}", f"auth=Bearer {TOKEN}"]:
            return AuthResult(success=True, auth_data=USER.encode())
        return AuthResult(success=False, handled=False)


def authenticate(server, session, envelope, mechanism, data):
    if (data.login, data.password) == (USER.encode(), PASSWORD.encode()):
        return AuthResult(success=True, auth_data=data.login)
    return AuthResult(success=False, handled=False)


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--security", choices=["tls", "starttls", "none"], default="none")
    parser.add_argument("--auth", action="store_true")
    parser.add_argument("--host", default="localhost", help="the name in the certificate")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="deskbell-sink-") as folder:
        files = certificates.make(folder, options.host)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(files["certificate"], files["key"])

        def protocol():
            login = {"authenticator": authenticate, "auth_required": True, "auth_require_tls": False}
            return SMTP(
                Handler(), enable_SMTPUTF8=True, data_size_limit=40_000_000,
                tls_context=context if options.security == "starttls" else None,
                require_starttls=options.security == "starttls", **(login if options.auth else {}),
            )

        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            protocol, "127.0.0.1", 0, ssl=context if options.security == "tls" else None
        )
        tell({"port": server.sockets[0].getsockname()[1], "ca": files["ca"]})
        # Whoever started us holds our input open for as long as we are wanted.
        await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.disable()
    asyncio.run(main())
    import os

    os._exit(0)
