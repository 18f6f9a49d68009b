import ArgumentParser

/// `deskbell import …`: brings in what another program has kept.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Bring in what another program has kept.",
        subcommands: [
            ImportMbox.self, ImportCustomers.self, ImportCompanies.self, ImportOrders.self, ImportProducts.self,
            ImportShipments.self,
        ])
}
