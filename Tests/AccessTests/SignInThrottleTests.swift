import Access
import Foundation
import Testing

@Suite("Delays after failed sign-ins")
struct SignInThrottleTests {
    @Test("the delay doubles after the allowance and stays at a minute")
    func growth() {
        let delays = (4...14).map { SignInThrottle.delaySeconds(failures: $0, allowance: 5) }
        #expect(delays == [0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60])
    }

    @Test("the wait counts from the last failure and ends")
    func wait() {
        let last = Date(timeIntervalSince1970: 1000)
        func wait(after seconds: Double) -> Int? {
            SignInThrottle.wait(failures: 7, allowance: 5, lastFailedAt: last, now: last.addingTimeInterval(seconds))
        }
        #expect(wait(after: 0) == 4)
        #expect(wait(after: 2.5) == 2)
        #expect(wait(after: 4) == nil)
        #expect(SignInThrottle.wait(failures: 0, allowance: 5, lastFailedAt: nil, now: last) == nil)
    }
}
