import Testing
import Web

@Suite("Router")
struct RouterTests {
    private static let router = Router(
        ["/tickets", "/tickets/counts", "/tickets/{id}", "/tickets/{id}/messages"].map { path in
            Route.get(path, "", .anyone) { _ in .noContent }
        } + [Route.post("/tickets", "", .anyone) { _ in .noContent }])

    private func matched(_ method: String, _ path: String) -> (path: String, parameters: [String: String])? {
        guard case .route(let route, let parameters) = Self.router.match(method: method, path: path) else { return nil }
        return (route.path, parameters)
    }

    @Test("a fixed name wins over a parameter")
    func fixedNameWins() {
        #expect(matched("GET", "/tickets/counts")?.path == "/tickets/counts")
        #expect(matched("GET", "/tickets/1042")?.path == "/tickets/{id}")
    }

    @Test("parameters are percent-decoded")
    func parametersAreDecoded() {
        #expect(matched("GET", "/tickets/%E5%8C%85/messages")?.parameters == ["id": "包"])
    }

    @Test("another method than those of the path is told which there are")
    func otherMethods() {
        guard case .otherMethods(let methods) = Self.router.match(method: "DELETE", path: "/tickets") else {
            Issue.record("DELETE /tickets matched something else")
            return
        }
        #expect(methods == ["GET", "POST"])
    }

    @Test("HEAD is answered by the GET route")
    func headIsGet() {
        #expect(matched("HEAD", "/tickets")?.path == "/tickets")
    }

    @Test("unknown and overlong paths match nothing")
    func unknownPaths() {
        #expect(matched("GET", "/nothing") == nil)
        #expect(matched("GET", String(repeating: "/tickets", count: 40)) == nil)
        #expect(matched("GET", "/tickets/1/messages/2") == nil)
    }
}
