import EventLoop
import Postgres
import Web

/// Which bus joins the nodes: PostgreSQL's NOTIFY, or Redis when `DESKBELL_BUS` names one.
enum Bus {
    /// - Throws: `StartupFault` when the URL names no bus there is.
    @Loop static func make(_ url: String?, _ database: Database) throws -> any LiveBus {
        guard let url else { return NotifyBus(database) }
        guard let bus = RedisBus(url: url) else {
            throw StartupFault("DESKBELL_BUS must be an address such as redis://127.0.0.1:6379, not \"\(url)\".")
        }
        return bus
    }
}
