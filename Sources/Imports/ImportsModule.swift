package import EventLoop
package import Jobs
package import Web

/// Tables on their way in and out: reading files, mapping columns, progress, taking back, exporting.
///
/// What a record is, its own module knows (`ImportKind`, `ListExport`).
@Loop package final class ImportsModule: Module {
    package let name = "imports"
    private let context: AppContext
    private let runner: ImportRunner

    private let writer: ExportWriter
    private let lists: [any ListExport]
    private let drop: DropConfiguration?
    private let tell: DropNotice.Tell

    /// - Parameters:
    ///   - drop: The folder files are exchanged by; without it there is none.
    ///   - tell: Tells the owners of files that could not be taken.
    package init(
        context: AppContext, kinds: [any ImportKind], lists: [any ListExport], drop: DropConfiguration? = nil,
        tell: @escaping DropNotice.Tell = { _, _ in }
    ) {
        self.context = context
        self.lists = lists
        self.drop = drop
        self.tell = tell
        writer = ExportWriter(context: context, lists: lists)
        runner = ImportRunner(context: context, kinds: kinds)
    }

    package var routes: [Route] {
        ImportRoutes(context: context, runner: runner).routes
            + ExportRoutes(context: context, writer: writer).routes
    }

    package func registerJobs(_ queue: JobQueue) {
        ImportJobs(context: context, runner: runner).register(queue)
        ExportJobs(context: context, writer: writer).register(queue)
        guard let drop else { return }
        DropJobs(context: context, runner: runner, configuration: drop, tell: tell).register(queue)
        DropExportJobs(context: context, writer: writer, configuration: drop, lists: lists).register(queue)
    }
}
