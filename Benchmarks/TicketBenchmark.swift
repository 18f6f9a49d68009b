import ArgumentParser
import Basics
import EventLoop
import Foundation
import Postgres

/// Tickets created over HTTP with history, audit and outbox, against one-row inserts.
struct TicketBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "tickets", abstract: "Tickets created over HTTP.")

    @OptionGroup var rig: RigOptions

    @Option(parsing: .upToNextOption, help: "How many clients at once.")
    var clients = [1, 4, 16]

    func run() async throws {
        try await Rig.use(rig.program) { rig in
            try await rig.serve()
            try await rig.script(
                "CREATE TABLE floor_rows (id bigserial PRIMARY KEY, subject text NOT NULL, created_at timestamptz NOT NULL DEFAULT now()); CREATE INDEX ON floor_rows (created_at);"
            )
            let customer = try await rig.owner.request(
                "POST", "/api/v1/customers",
                json: #"{"name":"Wang Mei","emails":[{"address":"mei@benchmark.example","primary":true}]}"#)
            guard let customerID = try JSONValue(parsing: customer.body)["id"]?.string else {
                throw RigFault(description: "making a customer gave \(customer.status)")
            }
            say("| clients | one-row insert tps | tickets/s | ratio | p50 / p99 |")
            say("|---|---|---|---|---|")
            for count in clients {
                let floor = try await PgBench.run(
                    "INSERT INTO floor_rows (subject) VALUES ('Late parcel');", clients: count,
                    seconds: self.rig.seconds,
                    conninfo: rig.database.connectionString)
                let (perSecond, latencies) = try await Self.create(
                    rig, customerID, clients: count, seconds: self.rig.seconds)
                say(
                    "| \(count) | \(Int(floor.tps)) | \(Int(perSecond)) | **\(String(format: "%.2f", perSecond / floor.tps))** "
                        + "| \(milliseconds(latencies.percentile(0.5))) / \(milliseconds(latencies.percentile(0.99))) |"
                )
            }
        }
    }

    @Loop private static func create(_ rig: Rig, _ customerID: String, clients: Int, seconds: Double) async throws -> (
        Double, Sample
    ) {
        let started = ContinuousClock.now
        let wish =
            #"{"customer_id":"\#(customerID)","subject":"Late parcel","text":"It was promised for Monday.","channel":"phone"}"#
        let writers = (0..<clients).map { _ in
            let client = HTTPClient(port: rig.port)
            client.headers = rig.owner.headers
            return Task { @Loop in try await latencies(client, wish, since: started, seconds: seconds) }
        }
        var all = Sample()
        for writer in writers { all.add(try await writer.value) }
        return (Double(all.count) / started.seconds, all)
    }

    /// One client makes tickets, one after the other, until the time is over.
    @Loop private static func latencies(
        _ client: HTTPClient, _ wish: String, since started: ContinuousClock.Instant, seconds: Double
    ) async throws -> Sample {
        var sample = Sample()
        while started.seconds < seconds {
            let sent = ContinuousClock.now
            let answer = try await client.request("POST", "/api/v1/tickets", json: wish)
            guard answer.status == 201 else {
                throw RigFault(
                    description: "a ticket gave \(answer.status): \(String(decoding: answer.body, as: UTF8.self))")
            }
            sample.add(sent.seconds)
        }
        return sample
    }
}
