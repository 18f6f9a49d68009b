import Basics
package import Foundation

/// Something that happened, for everybody who follows its topic.
///
/// Publish it only after the commit.
package struct LiveNews: Sendable {
    /// What a live frame can tell.
    package enum Kind: String, Sendable {
        case messageCreated = "message.created"
        case ticketUpdated = "ticket.updated"
        case typing
        case read
        case presence
        /// How a mail of the ticket stands; staff only.
        case delivery
        /// How likely the ticket's customer is dissatisfied; staff only.
        case predictionUpdated = "prediction.updated"
        /// Something one person is told of, with a page that opens.
        case notice
        case surveyOffered = "survey.offered"
        case resync
    }

    package let topic: Topic
    package let kind: Kind
    /// The ticket's sequence number; `nil` for what may be dropped.
    package let seq: Int?
    /// `data` as staff see it, JSON; `nil` when staff do not get it.
    package let staffData: [UInt8]?
    /// `data` as the visitor sees it, JSON; `nil` when visitors do not get it, as with every private note.
    package let visitorData: [UInt8]?
    /// Who is responsible, which decides whether an agent of limited scope may hear of it.
    package let assigneeID: UUID?
    package let teamID: UUID?
    /// Whom alone it is for, whatever they may see else.
    package let personID: UUID?

    package init(
        topic: Topic, kind: Kind, seq: Int? = nil, staffData: [UInt8]?, visitorData: [UInt8]? = nil,
        assigneeID: UUID? = nil, teamID: UUID? = nil, personID: UUID? = nil
    ) {
        self.topic = topic
        self.kind = kind
        self.seq = seq
        self.staffData = staffData
        self.visitorData = visitorData
        self.assigneeID = assigneeID
        self.teamID = teamID
        self.personID = personID
    }

    /// Too much was missed to send it again: fetch the topic over HTTP.
    static func resync(_ topic: Topic) -> LiveNews {
        let data = Array(#"{"reason":"too-much-missed"}"#.utf8)
        return LiveNews(topic: topic, kind: .resync, staffData: data, visitorData: data)
    }

    /// The data `principal` may have, or `nil` when this is not for them.
    func data(for principal: Principal) -> [UInt8]? {
        if principal.kind == .visitor { return visitorData }
        if let personID { return principal.kind == .user && principal.id == personID ? staffData : nil }
        return principal.sees(assignee: assigneeID, team: teamID) ? staffData : nil
    }
}

/// The frames a server sends (CONTRACT.md, live connection).
enum ServerFrame {
    static func news(_ kind: LiveNews.Kind, topic: Topic, seq: Int?, data: [UInt8]) -> [UInt8] {
        var json = JSONWriter(capacity: data.count + 128)
        json.object { json in
            json.field("kind", kind.rawValue)
            json.field("topic", topic)
            if let seq { json.field("seq", seq) }
            json.field("data", JSONBytes(data))
        }
        return json.bytes
    }

    static func ack(_ ref: String, _ data: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.field("kind", "ack")
            json.field("ref", ref)
            json.object("data") { json in data(&json) }
        }
        return json.bytes
    }

    static func problem(_ ref: String?, _ problem: Problem, instance: UUID = UUID()) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.field("kind", "problem")
            json.field("ref", ref)
            json.field("data", ProblemDocument(problem, instance: instance))
        }
        return json.bytes
    }
}
