import Testing
import Web
import Webhooks

@Suite("Telling an address again") struct WebhookRulesTests {
    @Test("ten attempts in about three days, and then none")
    func ladder() {
        let pauses = (1...10).map(WebhookRules.pause(afterAttempt:))
        #expect(pauses.prefix(9).allSatisfy { $0 != nil })
        #expect(pauses[9] == nil)
        #expect(pauses.compactMap { $0 }.reduce(0, +) == 272_105)
    }

    @Test("an address that is away rests longer each time, ten minutes at most")
    func rest() {
        #expect([0, 1, 2, 6, 7, 60].map(WebhookRules.rest(afterFailures:)) == [5, 10, 20, 320, 600, 600])
    }

    @Test("only a busy or broken address stops what waits for it; 410 ends it")
    func verdicts() {
        let outcomes = [200, 204, 302, 404, 410, 429, 503].map { WebhookVerdict(.status($0)).outcome }
        #expect(outcomes == [.taken, .taken, .refused, .refused, .gone, .away, .away])
        #expect(WebhookVerdict(.refused).outcome == .refused)
        #expect(WebhookVerdict(.unreachable("no route")).outcome == .away)
    }
}
