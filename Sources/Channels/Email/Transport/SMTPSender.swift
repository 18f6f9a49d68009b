import Basics
internal import CCurl
import Foundation

/// Hands mail to a server, on threads of its own; never blocks its caller.
package struct SMTPSender: Sendable {
    private let threads: MailThreads
    private let network: MailNetwork

    package init(threads: MailThreads, network: MailNetwork) {
        self.threads = threads
        self.network = network
    }

    /// One transaction for all of the mail's recipients.
    package func send(_ job: SMTPJob) async -> SMTPOutcome {
        await threads.run { [network] in SMTPTransfer(job).perform(network) }
    }

    /// Connects, signs in, and says good-bye.
    package func check(_ server: MailServer, greeting: String) async -> SMTPCheck {
        let job = SMTPJob(server: server, greeting: greeting, envelopeFrom: "", recipients: [], path: "", sizeBytes: 0)
        return await threads.run { [network] in SMTPTransfer(job).check(network) }
    }
}

/// How a check of a server went.
package struct SMTPCheck: Sendable, Equatable {
    /// Whether the server spoke to us, encrypted as the settings say.
    package let isConnected: Bool
    /// What went wrong; `nil` when we could sign in.
    package let fault: MailFault?
}

/// One transaction with a server; its methods block.
final class SMTPTransfer {
    private let job: SMTPJob
    private var transcript = SMTPTranscript()
    private var file: Int32 = -1
    private var bytesLeft = 0

    init(_ job: SMTPJob) { self.job = job }

    func perform(_ network: MailNetwork) -> SMTPOutcome {
        // An address with a line end would end the command and begin another.
        guard !(job.recipients + [job.envelopeFrom]).contains(where: Self.isUnsafe), !job.recipients.isEmpty else {
            return .refused(SMTPReply(553, "An address in the envelope cannot be written."), recipients: [])
        }
        file = open(job.path, O_RDONLY | O_CLOEXEC)
        var status = stat()
        guard file >= 0, fstat(file, &status) == 0 else {
            return .temporary(nil, "The mail's bytes cannot be read from the disk.", recipients: [])
        }
        defer { close(file) }
        bytesLeft = Int(status.st_size)
        do {
            let curl = try handle(network)
            curl.set(CURLOPT_TIMEOUT, network.transferSeconds(bytesLeft))
            curl.set(CURLOPT_MAIL_FROM, job.envelopeFrom)
            curl.set(CURLOPT_MAIL_RCPT, job.recipients)
            curl.set(CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1)
            curl.set(CURLOPT_UPLOAD, 1)
            _ = deskbell_curl_set_large(curl.raw, CURLOPT_INFILESIZE_LARGE, curl_off_t(bytesLeft))
            _ = deskbell_curl_set_callback(curl.raw, CURLOPT_READFUNCTION) { buffer, size, count, context in
                guard let buffer, let context else { return Int(CURL_READFUNC_ABORT) }
                return Unmanaged<SMTPTransfer>.fromOpaque(context).takeUnretainedValue().read(buffer, size * count)
            }
            _ = deskbell_curl_set_pointer(curl.raw, CURLOPT_READDATA, Unmanaged.passUnretained(self).toOpaque())
            let code = curl.perform()
            return SMTPVerdict(
                code: code, words: curl.explanation(code), transcript: transcript, wasAllSent: bytesLeft <= 0, job: job
            ).outcome
        } catch {
            return .fault(error)
        }
    }

    func check(_ network: MailNetwork) -> SMTPCheck {
        do {
            let curl = try handle(network)
            curl.set(CURLOPT_TIMEOUT, network.transferSeconds(0))
            curl.set(CURLOPT_CUSTOMREQUEST, "NOOP")
            curl.set(CURLOPT_NOBODY, 1)
            let code = curl.perform()
            if code == CURLE_OK || transcript.hasSignedIn { return SMTPCheck(isConnected: true, fault: nil) }
            var fault = MailFault.of(code, curl.explanation(code), job.server)
            if let reply = transcript.lastReply, reply.code >= 400 { fault.detail += " (\(reply.code) \(reply.text))" }
            return SMTPCheck(isConnected: transcript.phase == .signIn, fault: fault)
        } catch {
            return SMTPCheck(isConnected: false, fault: error)
        }
    }

    private func handle(_ network: MailNetwork) throws(MailFault) -> CurlHandle {
        let curl = try CurlHandle()
        let server = job.server
        curl.trust(network)
        let scheme = server.security == .tls ? "smtps" : "smtp"
        curl.set(CURLOPT_URL, "\(scheme)://\(server.urlHost):\(server.port)/\(Self.hostName(job.greeting))")
        curl.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        let isEncrypted = server.security != .none
        curl.set(CURLOPT_USE_SSL, Int((isEncrypted ? CURLUSESSL_ALL : CURLUSESSL_NONE).rawValue))
        curl.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, network.answerSeconds)
        curl.signIn(server.credentials)
        if case .password = server.credentials {
            // Kerberos and NTLM would be tried first for a name with an @ in it.
            curl.set(CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN;AUTH=CRAM-MD5")
        }
        _ = deskbell_curl_set_debug(
            curl.raw,
            { _, kind, text, length, context in
                guard let text, let context, kind == CURLINFO_HEADER_IN || kind == CURLINFO_HEADER_OUT else { return 0 }
                let bytes = UnsafeRawBufferPointer(start: text, count: length)
                let transfer = Unmanaged<SMTPTransfer>.fromOpaque(context).takeUnretainedValue()
                for line in bytes.split(separator: 10) {
                    let line = String(decoding: line, as: UTF8.self)
                    if kind == CURLINFO_HEADER_IN {
                        transfer.transcript.heard(line)
                    } else {
                        transfer.transcript.said(line)
                    }
                }
                return 0
            }, Unmanaged.passUnretained(self).toOpaque())
        return curl
    }

    private func read(_ buffer: UnsafeMutablePointer<CChar>, _ size: Int) -> Int {
        let count = Glibc.read(file, buffer, size)
        if count < 0 { return Int(CURL_READFUNC_ABORT) }
        bytesLeft = count == 0 ? 0 : bytesLeft - count
        return count
    }

    private static func isUnsafe(_ address: String) -> Bool {
        address.unicodeScalars.contains { $0.value < 0x21 || $0.value == 0x7F || $0 == "<" || $0 == ">" }
    }

    /// What may stand behind EHLO.
    private static func hostName(_ text: String) -> String {
        let isName =
            !text.isEmpty
            && text.utf8.allSatisfy { (97...122).contains($0 | 32) || (48...57).contains($0) || $0 == 45 || $0 == 46 }
        return isName ? text : "localhost"
    }
}
