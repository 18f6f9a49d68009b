import Access
import Basics
import EventLoop
import Postgres
import TestSupport
import Testing
import Web

@Suite("The first owner", .serialized)
struct SetupTests {
    private func setup(_ email: String) -> String {
        """
        {"company_name": "Lantern Shop", "name": "Mei Lin", "email": "\(email)", "password": "six green lanterns",
         "locale": "zh-Hans"}
        """
    }

    @Test("the first visit creates the owner and the company, and signs in")
    @Loop func creates() async throws {
        try await AccessDesk.open { desk async throws in
            let before = try await desk.call("GET", "/setup").json
            #expect(
                before
                    == .object([
                        "needs_owner": .bool(true), "demo": .bool(false), "version": .string("1.2.3"),
                        "public_url": .string("http://127.0.0.1:8080"),
                    ]))
            let answer = try await desk.call("POST", "/setup", json: setup("mei@shop.example"))
            #expect(answer.status == 201)
            #expect(answer.json["user"]?["role"] == .string("owner"))
            let session = try await desk.call("GET", "/session", token: answer.sessionToken).json
            #expect(session["user"]?["email"] == .string("mei@shop.example"))
            #expect(session["company"]?["name"] == .string("Lantern Shop"))
            #expect(session["company"]?["locale"] == .string("zh-Hans"))
            #expect(session["work_alone"] == .bool(true))
            #expect(session["permissions"]?.array?.count == Permission.allCases.count)
            #expect(try await desk.call("GET", "/setup").json["needs_owner"] == .bool(false))
        }
    }

    @Test("of ten who set up at the same time exactly one becomes the owner")
    @Loop func race() async throws {
        try await AccessDesk.open { desk async throws in
            let statuses = try await AccessDesk.atOnce(10) { number in
                try await desk.call("POST", "/setup", json: setup("mei\(number)@shop.example")).status
            }
            #expect(statuses.sorted() == [201] + [Int](repeating: 409, count: 9))
            #expect(try await desk.number("SELECT count(*) AS answer FROM users") == 1)
        }
    }

    @Test("once there is an owner, setting up is refused without hashing anything")
    @Loop func refused() async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            let before = desk.passwords.computations
            let answer = try await desk.call("POST", "/setup", json: setup("eve@evil.example"))
            #expect(answer.status == 409)
            #expect(answer.problem == "owner-exists")
            #expect(desk.passwords.computations == before)
        }
    }

    @Test("every field at fault is named")
    @Loop func invalid() async throws {
        try await AccessDesk.open { desk async throws in
            let answer = try await desk.call(
                "POST", "/setup",
                json: #"{"company_name": " ", "name": "", "email": "mei", "password": "short", "locale": "xx"}"#)
            #expect(answer.status == 422)
            let pointers = answer.json["errors"]?.array?.compactMap { $0["pointer"]?.string } ?? []
            #expect(Set(pointers) == ["/company_name", "/name", "/email", "/password", "/locale"])
            #expect(try await desk.number("SELECT count(*) AS answer FROM users") == 0)
        }
    }

    @Test("the environment creates the owner once, and never beside other people")
    @Loop func environment() async throws {
        try await AccessDesk.open { desk async throws in
            #expect(try await create(desk, nil, nil) == false)
            await #expect(throws: Problem.self) { try await create(desk, "mei@shop.example", nil) }
            #expect(try await create(desk, "mei@shop.example", "six green lanterns"))
            #expect(try await create(desk, "other@shop.example", "six green lanterns") == false)
            #expect(try await desk.signIn("mei@shop.example").status == 201)
            #expect(try await desk.number("SELECT count(*) AS answer FROM users") == 1)
        }
    }

    @Loop private func create(_ desk: AccessDesk, _ email: String?, _ password: String?) async throws -> Bool {
        try await AccessModule.createOwnerIfNone(
            desk.context, email: email, password: password, passwords: desk.passwords)
    }

    @Test("adding a person whose address is in use is a conflict, whatever its letters' case")
    @Loop func addTwice() async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            await #expect(throws: Problem.self) { try await desk.add("MEI@shop.example", .agent) }
            #expect(try await desk.add("bo@shop.example", .agent).role == .agent)
        }
    }
}
