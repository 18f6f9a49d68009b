import Basics
import Foundation

/// Ninety days of the demo company: who wrote when, who answered how fast, and how content they were with it.
struct DemoHistory {
    let script: DemoScript
    let staff: [DemoPerson]
    let customers: [DemoCustomer]
    let inboxes: [String: UUID]
    let teams: [String: UUID]
    let now: Date
    var dice: DemoDice

    static let days = 90

    /// Every ticket in the order they were made; the last ones are open and wait.
    mutating func tickets() -> [DemoTicket] {
        var starts: [(at: Date, depth: Int?)] = []
        let today = DemoHours.midnight(now)
        for back in stride(from: DemoHistory.days, through: 0, by: -1) {
            let day = today.addingTimeInterval(-Double(back) * DemoHours.daySeconds)
            let trend = 1.15 - 0.3 * Double(back) / Double(DemoHistory.days)
            let weekly = [1.15, 1.05, 1, 1, 1.05, 0.8, 0.55][DemoHours.weekday(day)]
            // Two busy stretches: a festival's orders, and a carrier on strike.
            let rush = (38...41).contains(back) ? 1.9 : (12...14).contains(back) ? 1.7 : 1
            let count = max(1, 6.4 * trend * weekly * rush + dice.normal() * 1.4)
            for _ in 0..<Int(count.rounded()) {
                let at = day.addingTimeInterval(momentOfDay())
                if at < now.addingTimeInterval(-4 * 3600) { starts.append((at, nil)) }
            }
        }
        // Today's queue, so that every screen has something that waits: minutes ago, and how far the story has come.
        for (minutes, depth) in [
            (2, 1), (6, 1), (13, 1), (24, 3), (41, 1), (58, 2), (95, 4), (140, 1), (170, 2), (200, 3),
        ] {
            starts.append((now.addingTimeInterval(-Double(minutes) * 60), depth))
        }
        starts.sort { $0.at < $1.at }
        var lastAsked: [UUID: Date] = [:]
        return starts.map { ticket(at: $0.at, depth: $0.depth, lastAsked: &lastAsked) }
    }

    /// Mostly shop hours, a second swell in the evening, few at night.
    private mutating func momentOfDay() -> Double {
        let weights: [Double] = [1, 0.6, 0.4, 0.3, 0.3, 0.4, 0.8, 2, 4, 8, 9, 8, 6, 7, 8, 8, 7, 6, 5, 6, 7, 7, 5, 2.5]
        let hour = dice.pick(Array(weights.indices)) { weights[$0] }
        return (Double(hour) + dice.share()) * 3600
    }

    private mutating func ticket(at: Date, depth: Int?, lastAsked: inout [UUID: Date]) -> DemoTicket {
        let customer = dice.pick(customers) { $0.weight }
        let story = dice.pick(script.stories) { Double($0.weight) }
        let usual = ["chat": 0.6, "form": 0.32, "phone": 0.08]
        let isOpen = DemoHours.after(at, openSeconds: 1).timeIntervalSince(at) < 60
        let channels = story.channels.filter { $0 != "phone" || (isOpen && depth == nil) }
        let channel = channels.isEmpty ? "form" : dice.pick(channels) { usual[$0] ?? 0.1 }
        let inboxKey = ["chat": DemoCompany.chatInboxKey, "form": DemoCompany.formInboxKey][channel] ?? "phone"
        let order = "QH\(dice.number(20_000...89_999))"
        let product = dice.pick(script.products.filter { story.about == "any" || $0[2] == story.about })
        let slots = [
            "name": customer.address, "order": order, "product": product[customer.isChinese ? 1 : 0],
            "city": customer.city, "days": String(dice.number(3...9)),
            "tracking": "SF\(dice.number(100_000...999_999))\(dice.number(1000...9999))",
        ]
        let subject = filled(story.subject.pick(customer.isChinese, &dice), slots)
        let id: ID<DemoTicket> = dice.id(at: at)
        var ticket = DemoTicket(
            id: id.uuid, customer: customer, story: story, subject: subject, channel: channel,
            inboxID: inboxes[inboxKey] ?? id.uuid, teamID: teams[story.team] ?? id.uuid, order: order, createdAt: at)
        let agent = agent(for: customer, team: story.team)
        var clock = at
        clock = play(Array(story.turns.prefix(depth ?? story.turns.count)), of: &ticket, by: agent, slots, from: clock)
        if depth == nil { finish(&ticket, by: agent, slots, from: clock, lastAsked: &lastAsked) }
        return ticket
    }

    /// Plays the turns in order until they are over or the present is reached.
    private mutating func play(
        _ turns: [DemoScript.Story.Turn], of ticket: inout DemoTicket, by agent: DemoPerson, _ slots: [String: String],
        from start: Date
    ) -> Date {
        var clock = start
        var isFirst = true
        for turn in turns {
            let text = filled(turn.text.pick(ticket.customer.isChinese, &dice), slots)
            if !isFirst { clock = next(turn.by, after: clock, ticket, agent) }
            isFirst = false
            // One customer in fifteen never comes back after our first answer.
            if turn.by == .customer, ticket.lastAgentSeq > 0, dice.chance(0.066) { return clock }
            guard clock < now else { return clock }
            switch turn.by {
            case .customer: ticket.customerWrites(text, at: clock)
            case .agent:
                ticket.assign(to: agent, at: clock.addingTimeInterval(-min(20, clock.timeIntervalSince(start) / 2)))
                ticket.agentWrites(text, agent, at: clock)
            case .note:
                // A note stands after the message it is about and never before the assignment.
                if ticket.assignee != nil { ticket.agentNotes(text, agent, at: clock) }
            }
        }
        return clock
    }

    private mutating func next(
        _ author: DemoScript.Story.Turn.Author, after clock: Date, _ ticket: DemoTicket, _ agent: DemoPerson
    ) -> Date {
        let isFirstAnswer = ticket.lastAgentSeq == 0
        switch (ticket.channel, author) {
        case ("phone", _): return clock.addingTimeInterval(dice.between(40, 200))
        case (_, .note): return clock.addingTimeInterval(dice.between(30, 150))
        case ("chat", .customer): return clock.addingTimeInterval(dice.wait(median: 110, spread: 0.9))
        case (_, .customer): return clock.addingTimeInterval(dice.wait(median: 5 * 3600, spread: 0.9))
        case ("chat", .agent):
            let median = isFirstAnswer ? 210.0 : 95
            let wait = dice.wait(median: median * agent.pace * load(clock), spread: 0.8)
            if DemoHours.isEvening(clock), dice.chance(0.75) { return clock.addingTimeInterval(wait * 1.6) }
            return DemoHours.after(clock, openSeconds: wait)
        case (_, .agent):
            let median = isFirstAnswer ? 3_900.0 : 2_400
            return DemoHours.after(
                clock, openSeconds: dice.wait(median: median * agent.pace * load(clock), spread: 0.8))
        }
    }

    /// Work piles up on Mondays and in the two busy stretches.
    private func load(_ moment: Date) -> Double {
        let back = Int(
            (DemoHours.midnight(now).timeIntervalSince(DemoHours.midnight(moment)) / DemoHours.daySeconds).rounded())
        let rush = (38...41).contains(back) ? 2.6 : (12...14).contains(back) ? 2.2 : 1
        return rush * (DemoHours.weekday(moment) == 0 ? 1.4 : 1)
    }

    /// Solves the ticket, asks for a rating, and sometimes opens it again.
    private mutating func finish(
        _ ticket: inout DemoTicket, by agent: DemoPerson, _ slots: [String: String], from clock: Date,
        lastAsked: inout [UUID: Date]
    ) {
        guard ticket.lastAgentSeq > 0, clock < now else { return }
        let isSilent =
            ticket.lastAgentSeq > ticket.lastCustomerSeq && !ticket.story.turns.isEmpty
            && ticket.story.turns[ticket.story.turns.count - 1].by == .customer
        let pause = isSilent ? 2.5 * DemoHours.daySeconds : ticket.channel == "form" ? 2_400 : 240
        let solved = DemoHours.after(clock, openSeconds: min(pause, 9 * 3600) * dice.between(0.5, 1.5))
        guard solved < now else {
            if isSilent, dice.chance(0.3) {
                ticket.snooze(
                    until: DemoHours.midnight(now).addingTimeInterval(DemoHours.daySeconds + 9.5 * 3600), by: agent,
                    at: clock.addingTimeInterval(20))
            }
            return
        }
        ticket.solve(by: agent, at: solved)
        ask(&ticket, agent, at: solved, lastAsked: &lastAsked)
        guard let again = ticket.story.again, dice.chance(0.3) else { return }
        let back = max(
            solved.addingTimeInterval(dice.between(0.3, 2.5) * DemoHours.daySeconds),
            (ticket.entries.last?.at ?? solved).addingTimeInterval(600))
        guard back < now else { return }
        ticket.customerWrites(filled(again.pick(ticket.customer.isChinese, &dice), slots), at: back)
        let answers = ticket.story.turns.filter { $0.by == .agent }
        var clock = next(.agent, after: back, ticket, agent)
        guard clock < now, let answer = answers.last else { return }
        ticket.agentWrites(filled(answer.text.pick(ticket.customer.isChinese, &dice), slots), agent, at: clock)
        clock = DemoHours.after(clock, openSeconds: dice.between(900, 14_000))
        guard clock < now else { return }
        ticket.solve(by: agent, at: clock)
        ask(&ticket, agent, at: clock, lastAsked: &lastAsked)
    }

    /// A rating follows what was lived through: the matter itself, the wait, having to come back, and some chance.
    private mutating func ask(
        _ ticket: inout DemoTicket, _ agent: DemoPerson, at solved: Date, lastAsked: inout [UUID: Date]
    ) {
        guard ticket.channel != "phone" else { return }
        let sent = ticket.channel == "form" ? solved.addingTimeInterval(3600) : solved
        guard sent < now else { return }
        if ticket.channel == "form", let last = lastAsked[ticket.customer.id],
            sent.timeIntervalSince(last) < 7 * DemoHours.daySeconds
        {
            return
        }
        lastAsked[ticket.customer.id] = sent
        var survey = DemoTicket.Survey(solveCount: ticket.solveCount, agent: agent, sentAt: sent)
        let answered = sent.addingTimeInterval(
            ticket.channel == "chat" ? dice.wait(median: 60, spread: 0.7) : dice.wait(median: 4 * 3600, spread: 0.9))
        if dice.chance(ticket.channel == "chat" ? 0.56 : 0.36), answered < now {
            let waited = (ticket.firstResponseAt ?? solved).timeIntervalSince(ticket.createdAt)
            let patience = ticket.channel == "chat" ? 900.0 : 6 * 3600
            var score = 4.7 + ticket.story.mood * 1.1 - log2(1 + waited / patience) * 0.45
            score -= Double(ticket.reopenCount) * 0.6
            score += dice.normal() * 0.5
            let rating = max(1, min(5, Int(score.rounded())))
            survey.rating = rating
            survey.answeredAt = answered
            if dice.chance(rating <= 3 ? 0.6 : 0.3), let words = script.comments[String(rating)] {
                survey.comment = words.pick(ticket.customer.isChinese, &dice)
            }
            ticket.rated(rating, comment: survey.comment, at: answered)
        }
        ticket.surveys.append(survey)
    }

    private mutating func agent(for customer: DemoCustomer, team: String) -> DemoPerson {
        let able = staff.filter { $0.teams.contains(team) }
        return dice.pick(able.isEmpty ? staff : able) { $0.share * ($0.speaksChinese == customer.isChinese ? 1 : 0.08) }
    }

    private func filled(_ text: String, _ slots: [String: String]) -> String {
        var filled = text
        for (name, value) in slots { filled = filled.replacingOccurrences(of: "{\(name)}", with: value) }
        return filled
    }
}
