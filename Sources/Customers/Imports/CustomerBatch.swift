import Access
package import Basics
package import EventLoop
package import Foundation
package import Imports
package import Postgres

/// Rows about people, worked out in memory against those already known, then written in a few statements.
@Loop package struct CustomerBatch {
    private struct Person {
        let before: CustomerSnapshot?
        let version: Int
        var snapshot: CustomerSnapshot
        let row: Int
    }

    /// Those whom the import itself has made.
    package var made: Set<UUID> = []
    private let now: Date
    /// In which dates without one stand.
    private let zone: TimeZone
    private let random: Randomness
    private var people: [UUID: Person] = [:]
    private var order: [UUID] = []
    private var byExternalID: [String: UUID] = [:]
    private var byEmail: [String: UUID] = [:]
    private let users: [String: UUID]
    private var companies: [String: UUID]
    private var newCompanies: [(company: Company, row: Int)] = []

    /// Finds everybody and everything the rows name.
    package init(_ rows: [ImportRow], at now: Date, random: Randomness, in connection: Connection) async throws {
        self.now = now
        self.random = random
        let store = CustomerImportStore(connection)
        zone = try await CompanyStore(connection).company()?.zone ?? .gmt
        users = try await store.users(emails: rows.compactMap { $0["owner_email"]?.lowercased() })
        companies = try await store.companies(names: rows.compactMap { $0["company"]?.lowercased() })
        let known = try await store.customers(
            ids: rows.compactMap { $0["deskbell_id"].flatMap { ID<Customer>($0)?.uuid } },
            externalIDs: rows.compactMap { $0["external_id"] },
            emails: rows.flatMap { ImportRow.list($0["email"]).map { $0.lowercased() } })
        for customer in known {
            let person = Person(
                before: customer.snapshot, version: customer.version, snapshot: customer.snapshot, row: 0)
            people[customer.snapshot.id] = person
            index(customer.snapshot)
        }
    }

    /// Everybody found.
    var known: [UUID] { Array(people.keys) }

    /// Those who are to be made, with the rows that brought them.
    var newcomers: [(row: Int, snapshot: CustomerSnapshot)] {
        order.compactMap { people[$0] }.filter { $0.before == nil }.map { ($0.row, $0.snapshot) }
    }

    /// Whom a row means, without changing anybody; `nil` for somebody new.
    package func find(externalID: String?, email: String?) -> UUID? {
        externalID.flatMap { byExternalID[$0] } ?? email.flatMap { byEmail[$0.lowercased()] }
    }

    /// Puts one row in.
    mutating func take(_ row: ImportRow, _ definitions: [CustomField], _ onMatch: OnMatch) -> RowOutcome {
        var faults = RowFaults()
        let emails = ImportRow.list(row["email"])
        let email = emails.first { byEmail[$0.lowercased()] != nil }
        let named = row["deskbell_id"].map { ID<Customer>($0)?.uuid }
        if let named, named.flatMap({ people[$0] }) == nil {
            faults.refuse("deskbell_id", "unknown", "is no customer here")
        }
        let found = named ?? find(externalID: row["external_id"], email: email)
        let old = found.flatMap { people[$0]?.snapshot }
        guard let row = onMatch.row(row, about: old, made: made) else { return .skipped }
        var new = CustomerColumns.applied(
            row, to: old ?? CustomerSnapshot(id: ID<Customer>.make(at: now, random: random).uuid), isNew: old == nil,
            definitions, &faults)
        if let known = old?.externalID, let sent = row["external_id"], known != sent {
            faults.refuse("external_id", "id_taken", "differs: this customer has the ID \(known)")
        }
        if let sent = new.externalID, byExternalID[sent].map({ $0 != new.id }) ?? false {
            faults.refuse("external_id", "id_taken", "belongs to another customer")
        }
        for email in new.emails where byEmail[email.address.lowercased()].map({ $0 != new.id }) ?? false {
            faults.refuse("email", "email_taken", "belongs to another customer")
        }
        if let address = row["owner_email"] {
            new.ownerID = users[address.lowercased()]
            if new.ownerID == nil { faults.refuse("owner_email", "unknown", "is nobody who works here") }
        }
        for column in ConsentColumn.all {
            let purpose = column.purpose.rawValue
            new.consents[purpose] = column.answer(row, after: new.consents[purpose], at: now, zone: zone, &faults)
        }
        if new.name.isEmpty, new.emails.isEmpty, new.phones.isEmpty {
            faults.refuse("name", "required", "is required unless there is an e-mail address or a number")
        }
        if let name = faults.text(row, "company", max: 200), faults.all.isEmpty {
            new.companyID = company(name, row.number)
        }
        guard faults.all.isEmpty else { return .failed(faults.all) }
        guard let old else {
            keep(new, row.number)
            return .created
        }
        guard new != old else { return .unchanged }
        keep(new, row.number)
        return .updated
    }

    /// Somebody new known by name and address only, for records that name a customer nobody knows yet.
    package mutating func add(externalID: String?, email: String?, name: String?, row: Int) -> UUID {
        var snapshot = CustomerSnapshot(id: ID<Customer>.make(at: now, random: random).uuid)
        snapshot.externalID = externalID
        snapshot.name = name ?? ""
        if let email { snapshot.emails = [.init(address: email, verified: false)] }
        keep(snapshot, row)
        return snapshot.id
    }

    private mutating func company(_ name: String, _ row: Int) -> UUID {
        if let known = companies[name.lowercased()] { return known }
        let company = Company(id: .make(at: now, random: random), name: name, createdAt: now, updatedAt: now)
        companies[name.lowercased()] = company.id.uuid
        newCompanies.append((company, row))
        return company.id.uuid
    }

    private mutating func keep(_ snapshot: CustomerSnapshot, _ row: Int) {
        if let person = people[snapshot.id] {
            if person.snapshot == person.before { order.append(snapshot.id) }
            people[snapshot.id] = Person(
                before: person.before, version: person.version, snapshot: snapshot,
                row: person.row == 0 ? row : person.row)
        } else {
            order.append(snapshot.id)
            people[snapshot.id] = Person(before: nil, version: 0, snapshot: snapshot, row: row)
            made.insert(snapshot.id)
        }
        index(snapshot)
    }

    private mutating func index(_ snapshot: CustomerSnapshot) {
        if let externalID = snapshot.externalID { byExternalID[externalID] = snapshot.id }
        for email in snapshot.emails { byEmail[email.address.lowercased()] = snapshot.id }
    }

    /// Writes everybody who is new or has changed.
    ///
    /// - Returns: What was written, for the ledger.
    package func store(in connection: Connection) async throws -> [ImportedRecord] {
        var records: [ImportedRecord] = []
        for (company, row) in newCompanies {
            try await ClientCompanyStore(connection).insert(company)
            records.append(
                ImportedRecord(
                    kind: "company", id: company.id.uuid, rowNumber: row, label: company.name, before: nil,
                    after: "{}", version: 1))
        }
        let changed = order.compactMap { people[$0] }.filter { $0.snapshot != $0.before }
        let store = CustomerImportStore(connection)
        try await store.insert(changed.filter { $0.before == nil }.map(\.snapshot), at: now)
        try await store.update(changed.filter { $0.before != nil }.map(\.snapshot), at: now)
        // Read back, because what an undo compares with is how the database shows it.
        let written = try await store.customers(ids: changed.map(\.snapshot.id))
        let byID = Dictionary(uniqueKeysWithValues: written.map { ($0.snapshot.id, $0) })
        for person in changed {
            guard let stored = byID[person.snapshot.id] else { continue }
            records.append(
                ImportedRecord(
                    kind: "customer", id: person.snapshot.id, rowNumber: person.row, label: stored.snapshot.label,
                    before: try person.before.map(SnapshotJSON.text), after: try SnapshotJSON.text(stored.snapshot),
                    version: stored.version))
        }
        return records
    }
}
