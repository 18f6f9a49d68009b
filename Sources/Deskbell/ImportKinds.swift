import Customers
import EventLoop
import Imports
import Web

/// Every kind of record that can be imported, for the server and the command line.
@Loop enum ImportKinds {
    static func all(_ context: AppContext) -> [any ImportKind] {
        [CustomerImport(context: context)]
    }
}
