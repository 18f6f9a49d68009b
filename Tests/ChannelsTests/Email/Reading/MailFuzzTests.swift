import Channels
import EventLoop
import Foundation
import TestSupport
import Testing

/// Damaged mails through the helper.
///
/// `DESKBELL_FUZZ=30000` sets how many (300), `DESKBELL_FUZZ_SEED` the seed (1), and
/// `DESKBELL_PROGRAM` another build of the program.
@Suite("Damaged mails")
struct MailFuzzTests {
    @Test("each is read within two seconds of processor time, within the helper's memory, and none ends the helper")
    func damaged() async throws {
        let environment = ProcessInfo.processInfo.environment
        let count = environment["DESKBELL_FUZZ"].flatMap { Int($0) } ?? 300
        let program = environment["DESKBELL_PROGRAM"] ?? MailReaderProcessTests.program
        let folder = TestDirectory.make("mail-fuzz")
        let reader = MailReaderProcess(program: program)
        var mutation = MailMutation(
            seed: environment["DESKBELL_FUZZ_SEED"].flatMap { UInt64($0) } ?? 1, seeds: MailSeeds.all)
        var slowest = 0.0
        var helpers: Set<Int32> = []
        var memory = 0
        for number in 0..<count {
            let path = folder + "/mail"
            let bytes = mutation.next()
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            let before = (await reader.processID).map(Self.processorSeconds) ?? 0
            do {
                _ = try await reader.parse(path, spool: folder)
            } catch {
                try Data(bytes).write(to: URL(fileURLWithPath: "/tmp/deskbell-fuzz-\(number).eml"))
                Issue.record("mail \(number) (/tmp/deskbell-fuzz-\(number).eml): \(error)")
            }
            if let pid = await reader.processID {
                // Processor time, because other programs share the machine.
                slowest = max(slowest, Self.processorSeconds(pid) - (helpers.contains(pid) ? before : 0))
                helpers.insert(pid)
            }
            if number % 100 == 99 {
                memory = max(memory, helpers.map(Self.peakKilobytes).max() ?? 0)
                try FileManager.default.contentsOfDirectory(atPath: folder).forEach {
                    try FileManager.default.removeItem(atPath: folder + "/" + $0)
                }
            }
        }
        await reader.stop()
        print(
            "\(count) damaged mails: slowest \(Int(slowest * 1000)) ms of processor time, helper at most \(memory / 1024) MB"
        )
        #expect(helpers.count == 1)
        #expect(slowest < 2)
        #expect(memory > 0 && memory < 768 << 10)
    }

    @Test("mails made to cost time cost little", arguments: MailSeeds.costly.keys.sorted())
    func costly(name: String) async throws {
        let text = try #require(MailSeeds.costly[name])
        let path = TestDirectory.make("mail-costly") + "/mail"
        try Data(MailSample.bytes(text)).write(to: URL(fileURLWithPath: path))
        let reader = MailReaderProcess(program: MailReaderProcessTests.program)
        _ = try await reader.parse(path)
        let seconds = await reader.processID.map(Self.processorSeconds) ?? 99
        await reader.stop()
        #expect(seconds < 5)
    }

    /// User and system time so far, in steps of 10 ms.
    private static func processorSeconds(_ process: Int32) -> Double {
        let fields =
            (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8))?.split(separator: " ") ?? []
        guard fields.count > 14, let user = Double(fields[13]), let system = Double(fields[14]) else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    private static func peakKilobytes(_ process: Int32) -> Int {
        let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line.flatMap { Int($0.dropFirst(6).trimmingCharacters(in: .whitespaces).prefix { $0 != " " }) } ?? 0
    }
}

/// Whole mails to damage: our corpus, and a few that hold one of everything.
private enum MailSeeds {
    static let all: [[UInt8]] = corpus + written.map(MailSample.bytes)

    private static var corpus: [[UInt8]] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../Corpus")
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".eml") }.sorted().compactMap {
            (try? Data(contentsOf: folder.appendingPathComponent($0))).map { Array($0) }
        }
    }

    /// Fields and texts on which a careless reader takes time that grows with the square of their length.
    static let costly: [String: String] = [
        "quotes": "To: " + String(repeating: "\\\"", count: 100_000) + "\n\n",
        "comments": "To: " + String(repeating: "(a)", count: 80_000) + "\n\n",
        "colons": "To: " + String(repeating: "a:", count: 100_000) + "\n\n",
        "brackets": "To: " + String(repeating: "<", count: 200_000) + "\n\n",
        "encoded words": "Subject: " + String(repeating: "=?a?Q?", count: 40_000) + "\n\n",
        "blanks": "Content-Type: text/plain; name=a" + String(repeating: " ", count: 200_000) + "b\n\n",
        "flowed": "Content-Type: text/plain; format=flowed\n\n" + String(repeating: "a \n", count: 300_000),
        "addresses": String(repeating: "To: a@x.com, b@x.com\n", count: 20_000) + "\n",
        "cid": "Content-Type: text/html\n\n" + String(repeating: "cid:a src=b ", count: 100_000),
    ]

    private static let written = [
        """
        Received: from a by b; Mon, 25 Nov 2024 10:00:00 +0800
        From: =?utf-8?B?5byg5LiJ?= <zhang@example.com>
        To: "Desk, Help" <help@example.com>, Team: a@x.com, b@x.com;
        Subject: =?gb2312?B?xOO6ww==?= =?gb2312?Q?=CA=C0=BD=E7?=
        Date: Mon, 25 Nov 2024 10:00:00 +0800
        Message-ID: <a@b>
        References: <c@d> <e@f>
        Content-Type: multipart/mixed; boundary="=_outer"

        preamble
        --=_outer
        Content-Type: multipart/alternative; boundary==_inner

        --=_inner
        Content-Type: text/plain; charset=gb2312; format=flowed
        Content-Transfer-Encoding: quoted-printable

        =C4=E3=BA=C3 =
        > quoted
        --=20
        Mei
        --=_inner
        Content-Type: text/html; charset=utf-8
        Content-Transfer-Encoding: base64

        PGh0bWw+PGJvZHk+PHA+SGVsbG88L3A+PGltZyBzcmM9ImNpZDpwaWNAeCI+PGJsb2NrcXVvdGUgdHlwZT0iY2l0ZSI+b2xkPC9ibG9ja3F1b3RlPjwvYm9keT48L2h0bWw+
        --=_inner--
        --=_outer
        Content-Type: image/png; name*0*=utf-8''%E4%B8%AD; name*1=.png
        Content-ID: <pic@x>
        Content-Transfer-Encoding: base64

        YWJjZGVm
        --=_outer
        Content-Type: message/rfc822

        From: old@example.com
        Subject: Inner
        Content-Type: multipart/related; boundary=r

        --r

        text
        --r--
        --=_outer--
        """,
        """
        Return-Path: <>
        From: Mail Delivery System <MAILER-DAEMON@example.com>
        To: help@example.com
        Subject: Undelivered Mail Returned to Sender
        Auto-Submitted: auto-replied
        Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

        --b1

        I could not deliver.
        --b1
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.com

        Final-Recipient: rfc822; gone@example.com
        Action: failed
        Status: 5.1.1
        Diagnostic-Code: smtp; 550 no such user
        --b1
        Content-Type: text/rfc822-headers

        Message-ID: <t.a.b.c@example.com>
        --b1--
        """,
        """
        From: a@example.com
        Subject: winmail
        Content-Type: application/ms-tnef; name=winmail.dat
        Content-Transfer-Encoding: base64

        eJ8+IgEAAgJAAAYADgAAAAAAAAAAAAAAAAAAAAAAAAACEIABAA0AAABSRVBPUlR+MS5QREYAFgMC
        D4AGAAMAAABhYmMmAQIFkAYAMAAAAAEAAAAfAAc3AQAAABAAAABhAGIAYwAuAHAAZABmAAAA
        """,
        "From: x@example.com\nContent-Type: text/plain; charset=iso-2022-jp\n\n\u{1B}$B$3$s\u{1B}(B\nbegin 644 a\n#86)C\n`\nend\n",
    ]
}
