import ArgumentParser
import Channels

/// `deskbell mail …`: what can be done with mails from the shell.
struct MailCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mail", abstract: "Work with e-mail from the shell.", subcommands: [MailParseCommand.self])
}

/// `deskbell mail-reader`: the helper that the server starts to read mails; people have no use for it.
struct MailReaderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mail-reader", abstract: "Read mails for the server.", shouldDisplay: false)

    func run() {
        MailReaderChild.run()
    }
}
