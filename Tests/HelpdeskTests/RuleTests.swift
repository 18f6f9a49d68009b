import Basics
import Foundation
import Helpdesk
import Testing

@Suite("Rules of tickets")
struct RuleTests {
    private let solvedAt = Date(timeIntervalSince1970: 1_795_000_000)

    private func outcome(_ rule: ReopenRule, _ status: TicketStatus, days: Double) -> ReopenRule.Outcome {
        rule.outcome(status: status, solvedAt: solvedAt, now: solvedAt + days * 86_400)
    }

    @Test("a message to an unsolved ticket is appended, whatever the rule")
    func unsolved() {
        for mode in ReopenRule.Mode.allCases {
            for status in TicketStatus.unsolved {
                #expect(outcome(ReopenRule(mode: mode), status, days: 1) == .append)
            }
        }
    }

    @Test("the rule decides about a solved ticket")
    func solved() {
        #expect(outcome(ReopenRule(mode: .reopen), .solved, days: 400) == .reopen)
        #expect(outcome(ReopenRule(mode: .newTicket), .solved, days: 0) == .newLinkedTicket)
        #expect(outcome(ReopenRule(mode: .reopenWithinDays, days: 3), .solved, days: 3) == .reopen)
        #expect(outcome(ReopenRule(mode: .reopenWithinDays, days: 3), .solved, days: 3.01) == .newLinkedTicket)
    }

    @Test("a closed ticket never opens again by a message")
    func closed() {
        for mode in ReopenRule.Mode.allCases {
            #expect(outcome(ReopenRule(mode: mode), .closed, days: 0) == .newLinkedTicket)
        }
    }

    @Test("an inbox that says nothing reopens")
    func settings() {
        #expect(ReopenRule(settings: .object([:])) == ReopenRule(mode: .reopen, days: 7))
        let settings = JSONValue.object([
            "reopen": .object(["mode": .string("reopen_within_days"), "days": .number(14)])
        ])
        #expect(ReopenRule(settings: settings) == ReopenRule(mode: .reopenWithinDays, days: 14))
    }

    @Test("a solved ticket cannot be solved again, and a closed one not snoozed")
    func statuses() {
        #expect(throws: Problem.self) { try TicketStatus.solved.require(.solved) }
        #expect(throws: Problem.self) { try TicketStatus.closed.require(.snoozed) }
        #expect(throws: Never.self) { try TicketStatus.waiting.require(.solved) }
        #expect(throws: Never.self) { try TicketStatus.closed.require(.open) }
    }

    @Test("an excerpt is one line of at most 140 characters")
    func excerpt() {
        #expect(Excerpt.of("  Dear\n\n  shop,\twhere is it? ") == "Dear shop, where is it?")
        #expect(Excerpt.of("") == "")
        #expect(Excerpt.of(String(repeating: "包", count: 140)) == String(repeating: "包", count: 140))
        #expect(Excerpt.of(String(repeating: "包", count: 141)) == String(repeating: "包", count: 140) + "…")
    }
}
