/// Plain text of an HTML mail, as a person would write it down.
package enum HTMLText {
    /// The text of `html`, in time proportional to its length and whatever is broken in it.
    ///
    /// Blocks stand on lines of their own, lists have marks, links are "text (url)" where the two differ, quotes stand
    /// behind "> "; styles, scripts, comments and hidden elements leave nothing.
    package static func text(of html: String) -> String {
        String(decoding: HTMLPage(html).text, as: UTF8.self)
    }
}
