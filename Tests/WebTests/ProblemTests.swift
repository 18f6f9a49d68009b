import Basics
import Foundation
import Gateway
import Postgres
import Testing
import Web

@Suite("Problems")
struct ProblemTests {
    private let instance = UUID(uuidString: "0190A000-0000-7000-8000-000000000001") ?? UUID()

    @Test("a problem is an RFC 9457 document with its kind, its status and the fields at fault")
    func document() throws {
        var problem = Problem.invalid("/email", "must be an e-mail address")
        problem.members = ["newest_seq": .number(7)]
        let response = ProblemDocument(problem, instance: instance).response
        guard case .bytes(let bytes) = response.body else {
            Issue.record("a problem without a body")
            return
        }
        #expect(response.status == 422)
        #expect(response.headers.contains { $0 == ("Content-Type", "application/problem+json") })
        #expect(response.headers.contains { $0 == ("Cache-Control", "no-store") })
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{"type":"/problems/invalid-input","title":"Some of the input cannot be accepted","status":422,"#
                + #""detail":"/email must be an e-mail address","instance":"urn:uuid:0190a000-0000-7000-8000-000000000001","#
                + #""errors":[{"pointer":"/email","detail":"must be an e-mail address"}],"newest_seq":7}"#)
    }

    @Test("a problem that passes says when")
    func retryAfter() {
        let response = ProblemDocument(.tooMany(retryAfterSeconds: 3), instance: instance).response
        #expect(response.status == 429)
        #expect(response.headers.contains { $0 == ("Retry-After", "3") })
    }

    @Test("a database that is away is 503, whatever way it shows")
    func databaseAway() {
        for error in [
            DatabaseError(.connectionLost, "gone"), DatabaseError(.unreachable, "gone"),
            DatabaseError(.server, "terminating connection", sqlState: "57P01"),
            DatabaseError(.server, "cannot write in a standby", sqlState: "25006"),
        ] {
            #expect(ProblemMapping.problem(for: error, place: "test", instance: instance) == .databaseAway)
        }
    }

    @Test("what is our fault tells nothing of its cause")
    func ours() {
        let error = DatabaseError(.server, "duplicate key", sqlState: "23505", statement: "INSERT INTO secrets")
        #expect(ProblemMapping.problem(for: error, place: "test", instance: instance) == .internalFault)
    }
}
