import Basics
import Foundation
import Testing
import Web

@Suite("Principal")
struct PrincipalTests {
    private static let me = UUID()
    private static let colleague = UUID()
    private static let team = UUID()
    private static let otherTeam = UUID()

    private func agent(_ scope: Principal.TicketScope) -> Principal {
        Principal(
            kind: .user, id: Self.me, name: "Mei", permissions: [.ticketsRead], teamIDs: [Self.team], ticketScope: scope
        )
    }

    @Test("scope all sees every ticket")
    func all() {
        #expect(agent(.all).sees(assignee: Self.colleague, team: Self.otherTeam))
    }

    @Test("scope team sees the team's tickets, one's own, and those of nobody")
    func team() {
        #expect(agent(.team).sees(assignee: Self.colleague, team: Self.team))
        #expect(agent(.team).sees(assignee: Self.me, team: Self.otherTeam))
        #expect(agent(.team).sees(assignee: nil, team: nil))
        #expect(!agent(.team).sees(assignee: Self.colleague, team: Self.otherTeam))
        #expect(!agent(.team).sees(assignee: Self.colleague, team: nil))
    }

    @Test("scope own sees one's own tickets and the unassigned ones of one's team")
    func own() {
        #expect(agent(.own).sees(assignee: Self.me, team: nil))
        #expect(agent(.own).sees(assignee: nil, team: Self.team))
        #expect(!agent(.own).sees(assignee: Self.colleague, team: Self.team))
        #expect(!agent(.own).sees(assignee: nil, team: Self.otherTeam))
    }

    @Test("without the right to read tickets nothing is seen")
    func noRight() {
        let keyless = Principal(kind: .apiKey, id: Self.me, name: "key")
        #expect(!keyless.sees(assignee: Self.me, team: nil))
        #expect(!Principal.anonymous.sees(assignee: nil, team: nil))
    }
}
