import Basics
import Foundation
import Web

/// What a post is from now on.
struct PostDraft: Sendable {
    private(set) var platform: Post.Platform
    private(set) var title = ""
    private(set) var text = ""
    private(set) var url: String?
    private(set) var campaignID: UUID?
    private(set) var ownerID: UUID?
    private(set) var state = Post.State.draft
    private(set) var plannedFor: Date?
    private(set) var postedAt: Date?
    private(set) var postedURL: String?
    private(set) var results = PostResults()
    private let toldFor: Date?

    /// A blank one.
    init(_ platform: Post.Platform, owner: UUID?) {
        self.platform = platform
        ownerID = owner
        toldFor = nil
    }

    /// One that is there.
    init(_ post: Post) {
        platform = post.platform
        title = post.title
        text = post.text
        url = post.url
        campaignID = post.campaign?.id
        ownerID = post.owner?.id
        state = post.state
        plannedFor = post.plannedFor
        postedAt = post.postedAt
        postedURL = post.postedURL
        results = post.results
        toldFor = post.toldFor
    }

    mutating func apply(_ change: PostChange, at now: Date, _ fields: inout Fields) {
        platform = change.platform.applied(to: platform)
        title = fields.text(change.title.applied(to: title), "/title", max: 200, required: false)
        text = fields.text(change.text.applied(to: text), "/text", max: 20_000, required: false)
        fields.check(!title.isEmpty || !text.isEmpty, "/text", "is required without a title")
        url = Self.address(change.url.applied(to: url), "/url", &fields)
        campaignID = change.campaignID.applied(to: campaignID)
        ownerID = change.ownerID.applied(to: ownerID)
        note(change, &fields)
        move(change, at: now, &fields)
    }

    private mutating func note(_ change: PostChange, _ fields: inout Fields) {
        results.viewCount = change.viewCount.applied(to: results.viewCount)
        results.likeCount = change.likeCount.applied(to: results.likeCount)
        results.commentCount = change.commentCount.applied(to: results.commentCount)
        let counts = [
            ("/view_count", results.viewCount), ("/like_count", results.likeCount),
            ("/comment_count", results.commentCount),
        ]
        for (pointer, count) in counts {
            fields.check((0...1_000_000_000_000).contains(count ?? 0), pointer, "must be from 0 to 1000000000000")
        }
    }

    /// Its state and the times and the address that go with it.
    private mutating func move(_ change: PostChange, at now: Date, _ fields: inout Fields) {
        let before = (state: state, plannedFor: plannedFor)
        plannedFor = change.plannedFor.applied(to: plannedFor)
        fields.check(
            change.state.sent != .due || before.state == .due, "/state",
            "comes by itself once the time it is planned for has come")
        state = change.state.applied(to: state)
        if !change.state.isPresent {
            if change.postedURL.sent != nil || change.postedAt.sent != nil {
                state = .posted
            } else if plannedFor != before.plannedFor, before.state != .posted {
                state = plannedFor == nil ? .draft : .planned
            }
        }
        // A time that was told of is not told of again.
        if state == .planned, plannedFor == toldFor, plannedFor != nil { state = .due }
        fields.check(
            state != .planned && state != .due || plannedFor != nil, "/planned_for", "is required for a planned post")
        fields.check(
            state == .posted || change.postedURL.sent == nil, "/posted_url", "belongs to what was posted")
        fields.check(state == .posted || change.postedAt.sent == nil, "/posted_at", "belongs to what was posted")
        postedAt = state == .posted ? change.postedAt.applied(to: postedAt) ?? now : nil
        // The clock of whoever posted may be a little ahead of ours.
        fields.check((postedAt ?? now) < now.addingTimeInterval(300), "/posted_at", "must not lie ahead")
        postedURL =
            state == .posted ? Self.address(change.postedURL.applied(to: postedURL), "/posted_url", &fields) : nil
    }

    private static func address(_ text: String?, _ pointer: String, _ fields: inout Fields) -> String? {
        guard let text = text?.trimmingBlanks, !text.isEmpty else { return nil }
        fields.check(
            text.isWebAddress && text.utf8.count <= 2_000, pointer, "must be a web address of at most 2000 characters")
        return text
    }
}
