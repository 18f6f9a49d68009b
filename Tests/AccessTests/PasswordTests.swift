import Access
import Basics
import EventLoop
import Testing

@Suite("Passwords")
struct PasswordTests {
    @Test(
        "refuses short, long, guessable and address-like passwords",
        arguments: [
            ("", "must have at least 10 characters"),
            ("nine char", "must have at least 10 characters"),
            (String(repeating: "äöü", count: 67), "may have at most 200 characters"),
            ("mei@shop.example", "must not be the e-mail address"),
            ("MEI@shop.example", "must not be the e-mail address"),
            ("Password123", "is one of the passwords tried first by attackers"),
            ("aaaaaaaaaaaa", "is one of the passwords tried first by attackers"),
        ])
    func refused(password: String, reason: String) {
        #expect(Password.fault(password, email: "mei@shop.example") == reason)
    }

    @Test("accepts a sentence and Chinese words", arguments: ["six green lanterns", "六盏绿色的灯笼挂在门前"])
    func accepted(password: String) {
        #expect(Password.fault(password, email: "mei@shop.example") == nil)
    }

    @Test("a password typed in decomposed letters is the same")
    func normalised() {
        #expect(Password.prepared("cafe\u{301} lanterns") == Password.prepared("caf\u{E9} lanterns"))
    }

    @Test("a hash is argon2id, salted, and fits its password only")
    func hashes() throws {
        let hash = PasswordHash.cheap
        let first = try hash.make(Password.prepared("six green lanterns"))
        let second = try hash.make(Password.prepared("six green lanterns"))
        #expect(first.hasPrefix("$argon2id$v=19$m=8,t=1,p=1$"))
        #expect(first != second)
        #expect(hash.matches(Password.prepared("six green lanterns"), first))
        #expect(!hash.matches(Password.prepared("six green lantern"), first))
        #expect(!hash.matches(Password.prepared("six green lanterns"), "not a hash"))
    }

    @Test("a hash made with other parameters is outdated and still fits")
    func outdated() throws {
        let stored = try PasswordHash.cheap.make(Password.prepared("six green lanterns"))
        let dearer = PasswordHash(passes: 2, memoryBytes: 16 * 1024)
        #expect(!PasswordHash.cheap.isOutdated(stored))
        #expect(dearer.isOutdated(stored))
        #expect(dearer.matches(Password.prepared("six green lanterns"), stored))
    }

    @Test("the standard costs 64 MiB and three passes")
    func standard() throws {
        #expect(try PasswordHash.standard.make([1]).hasPrefix("$argon2id$v=19$m=65536,t=3,p=1$"))
    }

    @Test("more hashes than may wait are refused, the others are all made")
    @Loop func bounded() async throws {
        // The standard cost takes long enough that all five ask before the first is done.
        let worker = PasswordWorker(.standard, width: 1, queueLimit: 2)
        let outcomes = try await AccessDesk.atOnce(5) { _ in
            do {
                _ = try await worker.make("six green lanterns")
                return true
            } catch {
                return (error as? Problem) != .overloaded
            }
        }
        #expect(outcomes.count { $0 } == 3)
        #expect(worker.computations == 3)
        #expect((try? await worker.verify("six green lanterns", against: nil)) == false, "places are free again")
    }
}

extension PasswordHash {
    /// The least libsodium takes, so that tests are quick.
    static let cheap = PasswordHash(passes: 1, memoryBytes: 8192)
}
