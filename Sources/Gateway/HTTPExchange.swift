import CWebSockets
import EventLoop
import Foundation

/// One request and its answer.
@Loop final class HTTPExchange {
    let head: HTTPHead
    /// What is still to come of the body by its Content-Length.
    var expectedBytes: Int
    var receiver: (any BodyReceiver)?
    var bodyDeadline = ContinuousClock.now
    var writer: ResponseWriter?
    /// Whether the writer has given everything to libwebsockets.
    var isWritten = false
    /// Waits for room in the socket while a long answer is sent.
    var watch: LoopWatch?
    /// Whether another request may follow on the connection.
    var keepsAlive: Bool
    /// The answer went out before the body came in: the rest of the body is thrown away, so that the client gets to read
    /// the answer instead of a reset.
    var discardsBody = false

    init(head: HTTPHead, expectedBytes: Int, keepsAlive: Bool) {
        self.head = head
        self.expectedBytes = expectedBytes
        self.keepsAlive = keepsAlive
    }
}

// MARK: The life of a request. Each function answers as a libwebsockets callback does: 0 goes on, -1 closes.

extension GatewayConnection {
    func requestBegan(_ wsi: OpaquePointer) -> Int32 {
        self.wsi = wsi
        server.statistics.requestsTotal += 1
        requests += 1
        let reader = RequestReader(wsi, scratch: server.headerScratch)
        guard let head = readHead(wsi) else {
            return refuse(wsi, HTTPHead(method: "GET", path: "/"), .plain(501, "This method is not offered."), body: 0)
        }
        // libwebsockets does not decode chunked bodies: what follows would be read as the next request (smuggling).
        if reader.has(WSI_TOKEN_HTTP_TRANSFER_ENCODING) {
            return refuse(wsi, head, .plain(411, "Send the body with Content-Length."), body: 0)
        }
        let length = head.headers["content-length"]
        guard let expected = length.map({ Self.contentLength($0) }) ?? 0 else {
            return refuse(wsi, head, .plain(400, "Content-Length is not a number."), body: 0)
        }
        if let seconds = throttleSeconds(head) {
            let response = HTTPResponse.plain(
                429, "Too many requests; try again later.", [("retry-after", String(seconds))])
            return refuse(wsi, head, response, body: expected, isCounted: false)
        }
        let isVersion11 = reader.text(WSI_TOKEN_HTTP)?.hasSuffix("1.1") ?? false
        let saysClose = head.headers["connection"]?.lowercased().contains("close") ?? false
        // Without a length libwebsockets still awaits a body after POST, PUT and PATCH, so that connection ends.
        let mayContinue = length != nil || !["POST", "PUT", "PATCH"].contains(head.method)
        if requests > 1, expected > 0 || !mayContinue, server.mayHoldPipelinedBytes() {
            return refuse(wsi, head, .plain(400, "A request with a body must not be pipelined."), body: 0)
        }
        let exchange = HTTPExchange(
            head: head, expectedBytes: expected,
            keepsAlive: isVersion11 && !saysClose && mayContinue && !server.isDraining)
        self.exchange = exchange
        guard expected > 0 else {
            startHandler(wsi, exchange, .none)
            return 0
        }
        return awaitBody(wsi, exchange, reader)
    }

    private func awaitBody(_ wsi: OpaquePointer, _ exchange: HTTPExchange, _ reader: RequestReader) -> Int32 {
        let head = exchange.head
        let limit: Int
        switch server.delegate.bodyPolicy(for: head) {
        case .refuse(let response):
            return refuse(wsi, head, response, body: exchange.expectedBytes)
        case .collect(let limitBytes):
            limit = limitBytes
            exchange.receiver = BodyCollector(expectedBytes: exchange.expectedBytes, limitBytes: limit)
        case .multipart(let limitBytes, let fileLimitBytes, let directory):
            do {
                if let boundary = try MultipartParser.boundary(ofContentType: head.headers["content-type"] ?? "") {
                    limit = limitBytes
                    exchange.receiver = FormReceiver(
                        boundary: boundary, partLimit: server.configuration.formPartLimit,
                        fileLimitBytes: fileLimitBytes, directory: directory)
                } else {
                    limit = min(limitBytes, 1 << 20)
                    exchange.receiver = BodyCollector(expectedBytes: exchange.expectedBytes, limitBytes: limit)
                }
            } catch {
                let sentence = (error as? MultipartParser.Malformed)?.sentence ?? "The body is malformed."
                return refuse(wsi, head, .plain(400, sentence), body: exchange.expectedBytes)
            }
        }
        guard exchange.expectedBytes <= limit else {
            return refuse(
                wsi, head, .plain(413, BodyRefusal.tooLarge(limit).sentence), body: exchange.expectedBytes)
        }
        let seconds = server.configuration.bodySeconds + exchange.expectedBytes / 16384
        exchange.bodyDeadline = .now + .seconds(seconds)
        if head.headers["expect"]?.lowercased() == "100-continue" { return sendContinue(wsi) }
        return 0
    }

    func bodyArrived(_ wsi: OpaquePointer, _ bytes: UnsafeRawBufferPointer) -> Int32 {
        guard let exchange, !bytes.isEmpty else { return 0 }
        server.statistics.bytesReceivedTotal += bytes.count
        exchange.expectedBytes -= bytes.count
        if exchange.discardsBody { return .now < exchange.bodyDeadline ? 0 : -1 }
        guard let receiver = exchange.receiver else { return -1 }
        // libwebsockets' own limit starts anew with every byte, so a drop a minute would hold the connection for ever.
        guard .now < exchange.bodyDeadline else { return -1 }
        do {
            try receiver.take(bytes)
            return 0
        } catch {
            return refuseBody(wsi, exchange, error)
        }
    }

    func bodyCompleted(_ wsi: OpaquePointer) -> Int32 {
        guard let exchange else { return 0 }
        if exchange.discardsBody { return -1 }
        guard let receiver = exchange.receiver else { return 0 }
        exchange.receiver = nil
        do {
            startHandler(wsi, exchange, try receiver.finish())
            return 0
        } catch {
            return refuseBody(wsi, exchange, error)
        }
    }

    // MARK: Helpers

    private func startHandler(_ wsi: OpaquePointer, _ exchange: HTTPExchange, _ body: HTTPBody) {
        lws_set_timeout(wsi, PENDING_TIMEOUT_HTTP_CONTENT, Int32(server.configuration.handlerSeconds))
        // A pipelined request must wait: libwebsockets would parse its head into the one being answered.
        lws_rx_flow_control(wsi, 0)
        let request = HTTPRequest(head: exchange.head, body: body)
        let delegate = server.delegate
        Task { @Loop in
            let response = await delegate.respond(to: request)
            self.answer(exchange, response)
        }
    }

    private func answer(_ exchange: HTTPExchange, _ response: HTTPResponse) {
        guard let wsi, self.exchange === exchange, exchange.writer == nil else { return }
        if server.isDraining { exchange.keepsAlive = false }
        exchange.writer = ResponseWriter(
            response, isHead: exchange.head.method == "HEAD", keepsAlive: exchange.keepsAlive)
        drive(wsi, exchange)
    }

    /// Writes the next piece, now and whenever the socket has room again.
    ///
    /// Our own watch waits for that: with reading held back, libwebsockets does not report an HTTP/1 socket writable
    /// either.
    private func drive(_ wsi: OpaquePointer, _ exchange: HTTPExchange) {
        guard let writer = exchange.writer else { return }
        if lws_partial_buffered(wsi) != 0 {
            guard lws_write(wsi, nil, 0, LWS_WRITE_HTTP) >= 0 else { return end(wsi) }
        } else if !exchange.isWritten {
            switch writer.writeNext(wsi, scratch: server.scratch, sentBytes: &server.statistics.bytesSentTotal) {
            case .failed: return end(wsi)
            case .more: break
            case .done: exchange.isWritten = true
            }
        }
        if exchange.isWritten, lws_partial_buffered(wsi) == 0 { return complete(wsi, exchange) }
        lws_set_timeout(wsi, PENDING_TIMEOUT_HTTP_CONTENT, Int32(server.configuration.handshakeSeconds))
        guard exchange.watch == nil else { return }
        exchange.watch = LoopWatch(fd: lws_get_socket_fd(wsi), reads: false, writes: true) {
            [weak self, weak exchange] _, _ in
            guard let self, let exchange, self.exchange === exchange, let wsi = self.wsi else { return }
            self.drive(wsi, exchange)
        }
    }

    /// Makes the connection ready for its next request, or ends it.
    private func complete(_ wsi: OpaquePointer, _ exchange: HTTPExchange) {
        exchange.watch?.cancel()
        self.exchange = nil
        guard exchange.keepsAlive, !server.isDraining else { return end(wsi) }
        lws_rx_flow_control(wsi, 1)
        if lws_http_transaction_completed(wsi) != 0 { end(wsi) }
    }

    /// Closes from outside a callback.
    private func end(_ wsi: OpaquePointer) {
        lws_set_timeout(wsi, PENDING_TIMEOUT_CLOSE_SEND, deskbell_lws_kill_now())
    }

    private func refuseBody(_ wsi: OpaquePointer, _ exchange: HTTPExchange, _ error: any Error) -> Int32 {
        let refusal = error as? BodyRefusal ?? BodyRefusal(status: 400, sentence: "The body is malformed.")
        return refuse(wsi, exchange.head, .plain(refusal.status, refusal.sentence), body: exchange.expectedBytes)
    }

    /// Answers at once and ends the connection, after swallowing up to 1 MiB of a body that is still under way.
    private func refuse(
        _ wsi: OpaquePointer, _ head: HTTPHead, _ response: HTTPResponse, body expectedBytes: Int,
        isCounted: Bool = true
    ) -> Int32 {
        if isCounted { server.statistics.requestsRefusedTotal += 1 }
        let exchange = HTTPExchange(head: head, expectedBytes: expectedBytes, keepsAlive: false)
        self.exchange = exchange
        let writer = ResponseWriter(response, isHead: head.method == "HEAD", keepsAlive: false)
        var progress = ResponseWriter.Progress.more
        while case .more = progress {
            progress = writer.writeNext(wsi, scratch: server.scratch, sentBytes: &server.statistics.bytesSentTotal)
        }
        guard case .done = progress, (1...1 << 20).contains(expectedBytes) else { return -1 }
        exchange.discardsBody = true
        exchange.bodyDeadline = .now + .seconds(2)
        lws_set_timeout(wsi, PENDING_TIMEOUT_HTTP_CONTENT, 2)
        return 0
    }

    private func sendContinue(_ wsi: OpaquePointer) -> Int32 {
        let room = UnsafeMutableRawBufferPointer(rebasing: server.scratch[deskbell_lws_pre()...])
        let text = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
        room.copyBytes(from: text)
        let target = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
        return lws_write(wsi, target, text.count, LWS_WRITE_HTTP_HEADERS_CONTINUATION) < 0 ? -1 : 0
    }

    /// Digits only: `5, 5`, `+5` and `0x5` mean different lengths to different programs (smuggling).
    private static func contentLength(_ text: String) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 15, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }
}
