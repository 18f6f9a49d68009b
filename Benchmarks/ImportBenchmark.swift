import ArgumentParser
import EventLoop
import Foundation

/// Customers out of a CSV file by `deskbell import customers`, and the same file once more, and the list out again.
struct ImportBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Import 10,000 customers from CSV, import them again, export them.")

    @OptionGroup var rig: RigOptions

    @Option(help: "How many customers, of a tenth as many companies.")
    var customers = 10_000

    func run() async throws {
        try await Rig.use(rig.program) { rig in
            try await rig.serve()
            let file = NSTemporaryDirectory() + "/deskbell-import-\(getpid()).csv"
            let list = file + ".out"
            defer { for path in [file, list] { try? FileManager.default.removeItem(atPath: path) } }
            try Self.table(customers).write(toFile: file, atomically: true, encoding: .utf8)
            say("| what | seconds | goal |")
            say("|---|---|---|")
            for (what, words) in [
                ("\(customers) new customers", ["import", "customers", file]),
                ("the same file again, nothing changed", ["import", "customers", file]),
                ("all of them out again", ["export", "customers", "--output", list]),
            ] {
                let started = ContinuousClock.now
                try rig.command(words)
                let goal = what.hasSuffix("new customers") ? "10" : ""
                say("| \(what) | \(String(format: "%.2f", started.seconds)) | \(goal) |")
            }
        }
    }

    private static func table(_ count: Int) -> String {
        var text = "external_id,name,email,phone,company,city,country,tags,vip\n"
        for number in 0..<count {
            text += "S-\(number),陈美 \(number),customer\(number)@shop.example,+86 138 \(10_000_000 + number),"
            text +=
                "Company \(number % max(1, count / 10)),上海,CN,wholesale; tea,\(number.isMultiple(of: 50) ? "yes" : "no")\n"
        }
        return text
    }
}
