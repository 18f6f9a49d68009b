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

    package init(context: AppContext, kinds: [any ImportKind], lists: [any ListExport]) {
        self.context = context
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
    }
}
