import Foundation
import Imports

/// The companies a table's rows may mean, with what the rows above have made of them.
struct KnownCompanies {
    private var companies: [UUID: CompanySnapshot] = [:]
    private var byDomain: [String: UUID] = [:]
    private var byName: [String: Set<UUID>] = [:]

    init(_ companies: [CompanySnapshot]) {
        for company in companies { put(company) }
    }

    mutating func put(_ company: CompanySnapshot) {
        companies[company.id] = company
        if let domain = company.domain { byDomain[domain.lowercased()] = company.id }
        byName[company.name.lowercased(), default: []].insert(company.id)
    }

    /// The company a row means; `nil` for a new one, and with a fault for a name of several.
    func find(_ row: ImportRow, _ faults: inout RowFaults) -> CompanySnapshot? {
        let domain = CompanyColumns.domain(row)
        if let domain, let id = byDomain[domain] { return companies[id] }
        guard let name = row["name"]?.lowercased() else { return nil }
        // A row above may have given one of them another name.
        let found = (byName[name] ?? []).compactMap { companies[$0] }.filter {
            $0.name.lowercased() == name && (domain == nil || $0.domain == nil)
        }
        if found.count > 1 {
            faults.refuse("name", "ambiguous", "is that of several companies: give the domain as well")
        }
        return found.first
    }
}
