package import Basics
import EventLoop
import Foundation
import Gateway
import Postgres
import Web

/// The paths of the first visit, open to everybody.
@Loop struct SetupRoutes {
    let context: AppContext
    let version: String
    let firstOwner: FirstOwner
    let signIn: SignIn

    var routes: [Route] {
        [
            .get(
                "/setup", "Whether this Deskbell waits for its first owner", .anyone, output: SetupState.self,
                handler: show),
            .post(
                "/setup", "Creates the first owner and signs in", .anyone, input: SetupInput.self,
                output: SignedIn.self, handler: create),
        ]
    }

    private func show(_ request: Request) async throws -> Response {
        .json(
            SetupState(
                needsOwner: try await UserStore(context.database.connection).isEmpty(), demo: context.isDemo,
                version: version, publicURL: context.publicURL))
    }

    private func create(_ request: Request) async throws -> Response {
        let wish = try request.input(SetupInput.self).checked()
        let (owner, token) = try await firstOwner.create(wish, remoteAddress: request.head.remoteAddress) {
            owner, connection in
            try await signIn.open(for: owner, from: SignIn.Origin(request), connection)
        }
        return Response.created(SignedIn(user: UserView(owner, presence: .offline)))
            .settingSession(token, isSecure: context.isSecure)
    }
}

/// What a page must know before anybody signed in.
package struct SetupState: WireType, JSONWritable {
    package let needsOwner: Bool
    package let demo: Bool
    package let version: String
    package let publicURL: String

    package static var example: SetupState {
        SetupState(needsOwner: true, demo: false, version: "1.0.0", publicURL: "https://help.shop.example")
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("needs_owner", needsOwner)
            json.field("demo", demo)
            json.field("version", version)
            json.field("public_url", publicURL)
        }
    }
}

/// The company and its first owner.
package struct SetupInput: WireType, Decodable {
    package let companyName: String
    package let name: String
    package let email: String
    package let password: String
    package var locale: String?
    package var timeZone: String?

    package static var example: SetupInput {
        SetupInput(
            companyName: "Lantern Shop", name: "Mei Lin", email: "mei@shop.example",
            password: "six green lanterns", locale: "en")
    }

    /// - Throws: `Problem.invalid`.
    func checked() throws -> FirstOwner.Wish {
        var fields = Fields()
        let companyName = fields.text(companyName, "/company_name", max: 200)
        let name = fields.text(name, "/name", max: 100)
        let email = fields.email(email)
        let locale = fields.locale(locale ?? "en")
        let timeZone = fields.timeZone(timeZone ?? "UTC")
        if let fault = Password.fault(password, email: email) { fields.refuse("/password", fault) }
        try fields.throwIfAny()
        return FirstOwner.Wish(
            company: CompanyProfile(name: companyName, timeZone: timeZone, locale: locale, currency: "CNY"),
            name: name, email: email, password: password, locale: locale)
    }
}
