package import EventLoop
package import Web

/// People and companies, their addresses, consent, notes and history, and the fields the company adds.
@Loop package final class CustomersModule: Module {
    package let name = "customers"
    /// Handed to the entrances by the assembly.
    package let directory: CustomerDirectory
    private let context: AppContext

    package init(context: AppContext) {
        self.context = context
        directory = CustomerDirectory(context: context)
    }

    package var routes: [Route] {
        CustomerRoutes(context: context).routes
            + CustomerNoteRoutes(context: context).routes
            + TimelineRoutes(context: context).routes
            + ClientCompanyRoutes(context: context).routes
            + CustomFieldRoutes(context: context).routes
    }
}
