package import Foundation

/// When an inbox asks its customers.
package struct SurveyRule: Sendable, Equatable {
    package let isEnabled: Bool
    /// From the solution to the question.
    package let delaySeconds: Double
    /// How long a customer is left in peace after a question; a chat is always asked about.
    package let coolDownDays: Double

    package init(isEnabled: Bool, delaySeconds: Double, coolDownDays: Double) {
        self.isEnabled = isEnabled
        self.delaySeconds = max(0, delaySeconds)
        self.coolDownDays = max(0, coolDownDays)
    }
}

/// A solving of a ticket that may be asked about, with those responsible at that moment.
package struct SurveyWish: Codable, Sendable, Equatable {
    package let ticketID: UUID
    package let solveCount: Int
    package let inboxID: UUID
    package let agentID: UUID?
    package let teamID: UUID?

    package init(ticketID: UUID, solveCount: Int, inboxID: UUID, agentID: UUID?, teamID: UUID?) {
        self.ticketID = ticketID
        self.solveCount = solveCount
        self.inboxID = inboxID
        self.agentID = agentID
        self.teamID = teamID
    }
}
