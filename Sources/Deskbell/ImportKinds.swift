import Commerce
import Customers
import EventLoop
import Helpdesk
import Imports
import Web

/// Every kind of record that can be imported, for the server and the command line.
@Loop enum ImportKinds {
    static func all(_ context: AppContext) -> [any ImportKind] {
        [
            CustomerImport(context: context), ProductImport(context: context), OrderImport(context: context),
            ShipmentImport(context: context),
        ]
    }

    /// Every list that can be exported.
    static func lists(segment: SegmentMembers?) -> [any ListExport] {
        [CustomerExport(segment: segment), TicketExport(), OrderExport(), ProductExport()]
    }
}
