package import Basics
import Web

/// The settings of one inbox: how its tickets are worked, and what its kind of entrance needs.
package struct InboxSettings: Sendable, Equatable {
    package private(set) var work: WorkSettings
    /// Of a chat inbox.
    package private(set) var chat: ChatSettings?
    /// Of a form inbox.
    package private(set) var form: FormSettings?
    /// Of an e-mail inbox.
    package private(set) var mail: MailSettings?
    /// Of an inbox for other programs.
    package private(set) var program: ProgramSettings?

    /// The settings a new inbox of this kind begins with.
    package init(defaultsOf kind: ChannelKind) {
        work = WorkSettings()
        chat = kind == .chat ? ChatSettings() : nil
        form = kind == .form ? FormSettings() : nil
        mail = kind == .email ? MailSettings() : nil
        program = kind == .api ? ProgramSettings() : nil
    }

    /// Settings as stored: what an older version left out gets its default.
    init(stored: JSONValue, kind: ChannelKind) {
        var reader = SettingsReader(stored, pointer: "")
        self.init(kind, &reader)
    }

    /// Settings a client sent, each replacing the whole setting of its name.
    ///
    /// - Throws: `Problem.invalid` with pointers below `/settings`.
    init(sent: JSONValue, over current: InboxSettings, kind: ChannelKind) throws {
        guard case .object(let changes) = sent, case .object(let stored) = current.value else {
            throw Problem.invalid("/settings", "must be an object")
        }
        var reader = SettingsReader(
            .object(stored.merging(changes, uniquingKeysWith: { $1 })), pointer: "/settings")
        self.init(kind, &reader)
        reader.refuseUnknown()
        try reader.faults.throwIfAny()
    }

    private init(_ kind: ChannelKind, _ reader: inout SettingsReader) {
        work = WorkSettings(&reader)
        chat = kind == .chat ? ChatSettings(&reader) : nil
        form = kind == .form ? FormSettings(&reader) : nil
        mail = kind == .email ? MailSettings(&reader) : nil
        program = kind == .api ? ProgramSettings(&reader) : nil
    }

    package var value: JSONValue {
        let own = chat?.values ?? form?.values ?? mail.map { ["mail": $0.value] } ?? program?.values ?? [:]
        return .object(work.values.merging(own, uniquingKeysWith: { $1 }))
    }
}
