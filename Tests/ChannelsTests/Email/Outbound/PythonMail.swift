import Basics
import Foundation
import Testing

/// Reads a mail with Python's `email` package: somebody else's eyes on our bytes.
enum PythonMail {
    private static let program = """
        import sys, json, email, email.policy, hashlib
        raw = sys.stdin.buffer.read()
        lines = raw.split(b"\\r\\n")
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        def tree(part):
            if part.is_multipart():
                return {"type": part.get_content_type(), "parts": [tree(p) for p in part.iter_parts()]}
            body = part.get_payload(decode=True)
            text = part.get_content() if part.get_content_maintype() == "text" and not part.is_attachment() else None
            return {"type": part.get_content_type(), "name": part.get_filename(), "text": text, "size": len(body),
                    "sha256": hashlib.sha256(body).hexdigest(), "cid": part.get("Content-ID"),
                    "disposition": part.get_content_disposition(), "encoding": part["Content-Transfer-Encoding"]}
        def people(name):
            return [{"name": a.display_name, "address": a.addr_spec} for h in mail.get_all(name, []) for a in h.addresses]
        print(json.dumps({
            "headers": [[k, str(v)] for k, v in mail.items()], "from": people("From"), "to": people("To"),
            "cc": people("Cc"), "reply_to": people("Reply-To"), "date": mail["Date"].datetime.isoformat(),
            "defects": [str(d) for p in mail.walk() for d in p.defects]
                + [f"{k}: {d}" for k, v in mail.items() for d in v.defects],
            "longest_line": max(map(len, lines)), "bare": raw.count(b"\\n") - raw.count(b"\\r\\n"),
            "ascii": raw.isascii(), "tree": tree(mail)}))
        """

    static func read(_ bytes: [UInt8]) throws -> JSONValue {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", program]
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let writer = Thread { [handle = input.fileHandleForWriting] in
            try? handle.write(contentsOf: Data(bytes))
            try? handle.close()
        }
        writer.start()
        let answer = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return try JSONValue(parsing: Array(answer))
    }
}

extension JSONValue {
    /// The value of a header as Python decoded it.
    func header(_ name: String) -> String? {
        self["headers"]?.array?.first { $0.array?.first?.string?.lowercased() == name.lowercased() }?.array?[1].string
    }

    var addresses: [String] { (array ?? []).map { "\($0["name"]?.string ?? "") <\($0["address"]?.string ?? "")>" } }
}
