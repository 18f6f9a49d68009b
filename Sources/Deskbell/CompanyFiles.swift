import Channels
import Customers
import Foundation
import Postgres
import Web

/// The files of the data folder, for whoever erases some of them.
enum CompanyFiles {
    /// Removes attachments and mails, each named `folder/hash`.
    static func remover(dataDirectory: String) -> ErasureDesk.RemoveFiles {
        { names in
            for name in names {
                let parts = name.split(separator: "/").map(String.init)
                guard parts.count == 2, ["attachments", "mails"].contains(parts[0]) else { continue }
                ContentFiles(root: "\(dataDirectory)/\(parts[0])").remove(parts[1])
            }
        }
    }
}

extension ErasureDesk {
    /// The desk of a node.
    init(context: AppContext) {
        self.init(context: context, removeFiles: CompanyFiles.remover(dataDirectory: context.dataDirectory))
    }
}
