package import Basics
package import Postgres

/// What every module is handed at construction.
package struct AppContext: Sendable {
    package let database: Database
    package let clock: WallClock
    package let random: Randomness
    /// Where attachments and other files of the company lie.
    package let dataDirectory: String
    /// The built web applications (`web/dist`).
    package let webRoot: String
    /// How the outside reaches us, without a slash at the end, such as `https://help.example.com`.
    package let publicURL: String
    package let secrets: MasterKey
    package let isDemo: Bool

    package init(
        database: Database, clock: WallClock = .system, random: Randomness = .system, dataDirectory: String,
        webRoot: String, publicURL: String, secrets: MasterKey, isDemo: Bool = false
    ) {
        self.database = database
        self.clock = clock
        self.random = random
        self.dataDirectory = dataDirectory
        self.webRoot = webRoot
        self.publicURL = publicURL
        self.secrets = secrets
        self.isDemo = isDemo
    }

    package var isSecure: Bool { publicURL.hasPrefix("https://") }
}
