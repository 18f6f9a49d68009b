import Foundation

extension String {
    /// Whether it is an address a browser opens: `http` or `https`, with a host.
    package var isWebAddress: Bool {
        (hasPrefix("https://") || hasPrefix("http://")) && URL(string: self)?.host != nil
    }
}
