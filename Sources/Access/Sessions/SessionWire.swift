package import Basics
package import Web

/// An e-mail address and its password.
package struct SignInInput: WireType, Decodable {
    package let email: String
    package let password: String

    package static var example: SignInInput {
        SignInInput(email: "mei@shop.example", password: "six green lanterns")
    }
}

/// Who signed in.
package struct SignedIn: WireType, JSONWritable {
    package let user: UserView

    package static var example: SignedIn { SignedIn(user: .example) }

    package func write(to json: inout JSONWriter) {
        json.object { json in json.field("user", user) }
    }
}

/// What a console needs to know to begin.
package struct SessionView: WireType, JSONWritable {
    package let user: UserView
    package let company: CompanyProfile
    package let permissions: Set<Permission>
    /// Whether this person is the only one, so that nothing need be handed to anybody.
    package let workAlone: Bool

    package static var example: SessionView {
        SessionView(user: .example, company: .example, permissions: UserRole.agent.permissions, workAlone: false)
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("user", user)
            json.field("company", company)
            json.field("permissions", Permission.allCases.filter(permissions.contains))
            json.field("work_alone", workAlone)
        }
    }
}

/// What people change about themselves.
package struct ProfilePatch: WireType, Decodable {
    package var name: Patch<String> = .absent
    package var locale: Patch<String> = .absent
    package var timeZone: Patch<String> = .absent
    package var currentPassword: String?
    package var newPassword: String?

    package static var example: ProfilePatch {
        ProfilePatch(locale: .value("zh-Hans"), timeZone: .value("Asia/Shanghai"))
    }

    /// - Throws: `Problem.invalid`.
    func applied(to user: User) throws -> User {
        try UserPatch(name: name, locale: locale, timeZone: timeZone).applied(to: user)
    }
}
