import Basics

/// What a role or an API key may be allowed to do; the closed list of every right there is.
package enum Permission: String, CaseIterable, Sendable, JSONWritable {
    case ticketsRead = "tickets.read"
    case ticketsWrite = "tickets.write"
    case customersRead = "customers.read"
    case customersWrite = "customers.write"
    /// Making one record of two, and two of one again.
    case customersMerge = "customers.merge"
    /// Reading, exporting and erasing everything about a person, and forbidding its erasure.
    case customersErase = "customers.erase"
    case ordersRead = "orders.read"
    case ordersWrite = "orders.write"
    case salesRead = "sales.read"
    case salesWrite = "sales.write"
    /// Bringing tables in, taking them back, and exporting lists.
    case importsManage = "imports.manage"
    case marketingRead = "marketing.read"
    case marketingWrite = "marketing.write"
    case reportsRead = "reports.read"
    case predictionsRead = "predictions.read"
    case modelsManage = "models.manage"
    case settingsRead = "settings.read"
    case settingsWrite = "settings.write"
    case usersWrite = "users.write"
    case auditRead = "audit.read"
    case apiKeysWrite = "api_keys.write"
    case webhooksManage = "webhooks.manage"
    case companyWrite = "company.write"
}
