import Basics
import Postgres
package import Web

/// What an API key is made for.
///
/// Writing includes reading the same things.
package enum ApiKeyScope: String, CaseIterable, Codable, Sendable, JSONWritable, SQLText {
    case ticketsRead = "tickets:read"
    case ticketsWrite = "tickets:write"
    case customersRead = "customers:read"
    case customersWrite = "customers:write"
    case ordersRead = "orders:read"
    case ordersWrite = "orders:write"
    case salesRead = "sales:read"
    case salesWrite = "sales:write"
    case importsManage = "imports:manage"
    case marketingRead = "marketing:read"
    case marketingWrite = "marketing:write"
    case reportsRead = "reports:read"
    case predictionsRead = "predictions:read"
    case settingsWrite = "settings:write"

    /// Tickets name inboxes, teams, tags and people, so those who read tickets read the settings too.
    package var permissions: Set<Permission> {
        switch self {
        case .ticketsRead: [.ticketsRead, .settingsRead]
        case .ticketsWrite: [.ticketsRead, .ticketsWrite, .settingsRead]
        case .customersRead: [.customersRead]
        case .customersWrite: [.customersRead, .customersWrite]
        case .ordersRead: [.ordersRead]
        case .ordersWrite: [.ordersRead, .ordersWrite]
        case .salesRead: [.salesRead]
        case .salesWrite: [.salesRead, .salesWrite]
        case .importsManage: [.importsManage]
        case .marketingRead: [.marketingRead]
        case .marketingWrite: [.marketingRead, .marketingWrite]
        case .reportsRead: [.reportsRead]
        case .predictionsRead: [.predictionsRead]
        case .settingsWrite: [.settingsRead, .settingsWrite]
        }
    }
}
