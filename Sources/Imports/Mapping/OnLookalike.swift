import Basics
import Postgres

/// What becomes of a row about somebody new who looks like somebody already here.
package enum OnLookalike: String, CaseIterable, Sendable, JSONWritable, SQLText {
    /// It is made all the same.
    case create
    /// The row is left out and stands in the error file.
    case skip
}
