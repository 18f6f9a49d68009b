import ArgumentParser

/// `deskbell model`: tries the models on other people's data, without any database.
struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model", abstract: "Fit and judge the models on a CSV file.",
        subcommands: [Fit.self, Score.self, LifetimeValue.self, Recommend.self])
}
