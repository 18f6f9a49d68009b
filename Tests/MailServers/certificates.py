"""Certificates for servers on this machine, signed by an authority made for the run."""

import pathlib
import subprocess


def make(folder, host="localhost"):
    """Files of an authority and of a server called `host`: {ca, certificate, key}."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    ca, ca_key = folder / "ca.pem", folder / "ca.key"

    def openssl(*words):
        subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)

    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    if not ca.exists():
        openssl("req", "-x509", *curve, "-keyout", ca_key, "-out", ca, "-days", 2, "-subj", "/CN=Test authority")
    name = host.replace("*", "any")
    key, request, certificate = folder / f"{name}.key", folder / f"{name}.csr", folder / f"{name}.pem"
    extensions = folder / f"{name}.ext"
    names = f"DNS:{host}" + (",IP:127.0.0.1" if host == "localhost" else "")
    extensions.write_text(f"subjectAltName={names}\nbasicConstraints=CA:FALSE\n")
    openssl("req", *curve, "-keyout", key, "-out", request, "-subj", f"/CN={host}")
    openssl("x509", "-req", "-in", request, "-CA", ca, "-CAkey", ca_key, "-CAcreateserial", "-days", 2,
            "-extfile", extensions, "-out", certificate)
    return {"ca": str(ca), "certificate": str(certificate), "key": str(key)}
