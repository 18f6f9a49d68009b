import Basics
package import Channels

/// Who gets the next answer unless somebody chooses otherwise.
package enum ReplyRecipients {
    /// Whoever wrote last, at the address they want answers at, and everybody they wrote to with us.
    ///
    /// The customer is always among them, and we never are: an answer to our own mailbox would come back as a message.
    package static func proposed(_ thread: MailThread, isOwn: (String) -> Bool) -> MailRecipients {
        guard let last = thread.lastMail else {
            return MailRecipients(to: thread.customer.map { isOwn($0.address) ? [] : [$0] } ?? [])
        }
        let asked = last.replyTo.filter { !isOwn($0.address) }
        let to = asked.isEmpty ? [last.from].filter { !isOwn($0.address) } : asked
        var others = (last.to + last.cc).filter { !isOwn($0.address) && $0.key != last.from.key }
        if let customer = thread.customer, !isOwn(customer.address), customer.key != last.from.key,
            !to.contains(where: { $0.key == customer.key })
        {
            others.append(customer)
        }
        let result = MailRecipients(to: to, cc: others).without([])
        return MailRecipients(to: result.to, cc: Array(result.cc.prefix(50)))
    }
}
