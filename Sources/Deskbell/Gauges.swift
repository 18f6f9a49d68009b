import Channels
import EventLoop
import Foundation
import Gateway
import Postgres
import Web

/// What the parts of a node count themselves, for `/metrics`.
enum Gauges {
    @Loop static func all(
        _ gateway: GatewayServer?, _ database: Database, _ hub: LiveHub, _ mail: MailProcessing?
    ) -> [Metric] {
        var metrics = [
            Metric("deskbell_live_sessions", "Open live sessions.", .gauge, Double(hub.sessionCount)),
            Metric("deskbell_resident_bytes", "Resident memory of this process.", .gauge, residentBytes),
        ]
        let pool = database.statistics
        metrics += [
            Metric("deskbell_database_links", "Open connections to PostgreSQL.", .gauge, Double(pool.links)),
            Metric("deskbell_database_statements_total", "Statements sent.", .counter, Double(pool.statements)),
            Metric("deskbell_database_links_lost_total", "Connections lost.", .counter, Double(pool.lostLinks)),
        ]
        if let mail {
            metrics += [
                Metric(
                    "deskbell_mails_processed_total", "Mails read and settled.", .counter, Double(mail.processedCount)),
                Metric(
                    "deskbell_mails_unread_total", "Mails nobody could read; a ticket has each.", .counter,
                    Double(mail.unreadCount)),
            ]
        }
        if let statistics = gateway?.statistics {
            metrics += [
                Metric("deskbell_connections", "Open connections.", .gauge, Double(statistics.connectionsOpen)),
                Metric(
                    "deskbell_connections_total", "Connections accepted.", .counter, Double(statistics.connectionsTotal)
                ),
                Metric(
                    "deskbell_connections_refused_total", "Connections refused for their number.", .counter,
                    Double(statistics.connectionsRefusedTotal)),
                Metric(
                    "deskbell_requests_throttled_total", "Requests refused by the rate limit.", .counter,
                    Double(statistics.requestsThrottledTotal)),
                Metric(
                    "deskbell_requests_refused_total", "Requests refused as malformed or too big.", .counter,
                    Double(statistics.requestsRefusedTotal)),
                Metric(
                    "deskbell_upgrades_refused_total", "Live connections refused.", .counter,
                    Double(statistics.upgradesRefusedTotal)),
                Metric(
                    "deskbell_slow_readers_total", "Live connections closed as too slow.", .counter,
                    Double(statistics.slowReadersTotal)),
                Metric(
                    "deskbell_live_messages_received_total", "Live messages received.", .counter,
                    Double(statistics.messagesReceivedTotal)),
                Metric(
                    "deskbell_live_frames_sent_total", "Live frames sent.", .counter, Double(statistics.framesSentTotal)
                ),
                Metric(
                    "deskbell_received_bytes_total", "Payload bytes received.", .counter,
                    Double(statistics.bytesReceivedTotal)),
                Metric("deskbell_sent_bytes_total", "Payload bytes sent.", .counter, Double(statistics.bytesSentTotal)),
            ]
        }
        return metrics
    }

    private static var residentBytes: Double {
        let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
        return (fields.count > 1 ? Double(fields[1]) ?? 0 : 0) * Double(sysconf(Int32(_SC_PAGESIZE)))
    }
}
