/// The folder an ERP exchanges files by: `in/`, `work/`, `done/`, `failed/` and `out/`.
package struct DropConfiguration: Sendable, Equatable {
    package let folder: String
    /// A file nobody has written to for so long is taken to be complete.
    package let quietSeconds: Double
    /// How often what changed is written into `out/`; 0 writes nothing.
    package let exportSeconds: Double

    package init(folder: String, quietSeconds: Double = 10, exportSeconds: Double = 3600) {
        self.folder = folder
        self.quietSeconds = quietSeconds
        self.exportSeconds = exportSeconds
    }
}
