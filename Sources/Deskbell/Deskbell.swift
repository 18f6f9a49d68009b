import ArgumentParser
import Foundation

/// The program: reads its words, runs the command, and ends with one sentence when something is in the way.
enum Deskbell {
    static let version = "0.1.0"

    static func start() async {
        do {
            var command = try Commands.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let fault as StartupFault {
            FileHandle.standardError.write(Data("deskbell: \(fault.sentence)\n".utf8))
            exit(1)
        } catch let code as ExitCode {
            exit(code.rawValue)
        } catch let error where Commands.exitCode(for: error) == .success {
            Commands.exit(withError: error)
        } catch {
            let sentence = Commands.message(for: error)
            let text = sentence.isEmpty ? String(describing: error) : sentence
            FileHandle.standardError.write(Data("deskbell: \(text)\n".utf8))
            exit(1)
        }
        exit(0)
    }
}

/// Every command there is.
struct Commands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deskbell", abstract: "Customer service, live chat and customer records in one program.",
        version: Deskbell.version,
        subcommands: [
            Serve.self, Migrate.self, OpenAPI.self, Doctor.self, Version.self, UserCommand.self, Backup.self,
            Restore.self, ModelCommand.self,
            MailCommand.self, MailReaderCommand.self, ImportCommand.self, ExportCommand.self, Train.self, ScoreAll.self,
        ])
}

/// `deskbell version`.
struct Version: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print the version.")

    func run() {
        print("deskbell \(Deskbell.version)")
    }
}

/// Why Deskbell does not start: one sentence that says what to do.
struct StartupFault: Error {
    let sentence: String

    init(_ sentence: String) {
        self.sentence = sentence
    }
}
