import ArgumentParser

/// Programs that measure Deskbell against floors measured in the same run; BENCHMARKS.md says what they found.
///
/// Build both with `swift build -c release` and run as root or as a user with PostgreSQL's programs installed.
@main struct Benchmarks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "Benchmarks", abstract: "Measure Deskbell against floors measured in the same run.",
        subcommands: [
            ChatBenchmark.self, OverloadBenchmark.self, TicketBenchmark.self, ListBenchmark.self, MemoryBenchmark.self,
            StartBenchmark.self, FeatureBenchmark.self, ForesightBenchmark.self, ImportBenchmark.self,
            ReportBenchmark.self, SegmentBenchmark.self,
        ])
}

/// What every benchmark is told.
struct RigOptions: ParsableArguments {
    @Option(help: "The deskbell program to measure.")
    var program = ".build/release/deskbell"

    @Option(help: "Seconds per measurement.")
    var seconds = 4.0
}
