import Foundation
import Imports

/// The companies a table's rows may mean, with what the rows above have made of them.
struct KnownCompanies {
    private(set) var all: [CompanySnapshot] = []
    private var places: [UUID: Int] = [:]
    private var byDomain: [String: Int] = [:]
    private var byName: [String: Set<Int>] = [:]

    init(_ companies: [CompanySnapshot]) {
        for company in companies { put(company) }
    }

    mutating func put(_ company: CompanySnapshot) {
        let place = places[company.id] ?? all.count
        if place == all.count { all.append(company) } else { all[place] = company }
        places[company.id] = place
        if let domain = company.domain { byDomain[domain.lowercased()] = place }
        byName[company.name.lowercased(), default: []].insert(place)
    }

    /// The company a row means; `nil` for a new one, and with a fault for a name of several.
    func find(_ row: ImportRow, _ faults: inout RowFaults) -> CompanySnapshot? {
        var ignored = RowFaults()
        let domain = CompanyColumns.domain(row, &ignored)
        if let domain, let place = byDomain[domain] { return all[place] }
        guard let name = row["name"]?.lowercased() else { return nil }
        // A row above may have given one of them another name.
        let found = (byName[name] ?? []).map { all[$0] }.filter {
            $0.name.lowercased() == name && (domain == nil || $0.domain == nil)
        }
        if found.count > 1 {
            faults.refuse("name", "ambiguous", "is that of several companies: give the domain as well")
        }
        return found.first
    }
}
