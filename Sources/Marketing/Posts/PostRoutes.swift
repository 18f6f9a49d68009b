import Access
import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Paths about posts on social platforms.
@Loop struct PostRoutes {
    let context: AppContext

    var routes: [Route] {
        [
            .get(
                "/posts", "Posts on social platforms: what has no time yet, then the latest first",
                .permission(.marketingRead),
                query: [
                    QueryParameter(
                        "state", "Only in these states, with commas: \(Self.names(of: Post.State.self))."),
                    QueryParameter("platform", "Only on this one: \(Self.names(of: Post.Platform.self))."),
                    QueryParameter("campaign_id", "Only of this campaign."),
                    QueryParameter("from", "Only what went out, or is to, at this instant or later."),
                    QueryParameter("until", "Only what went out, or is to, before this instant."),
                    QueryParameter("q", "Words of its title or text."),
                ], output: Post.self, page: true, handler: list),
            .post(
                "/posts", "Plans a post, or notes one that is out", .permission(.marketingWrite), input: PostInput.self,
                output: Post.self, handler: create),
            .get("/posts/{id}", "One post", .permission(.marketingRead), output: Post.self, handler: show),
            .patch(
                "/posts/{id}", "Changes a post, marks it as posted, or notes its results", .permission(.marketingWrite),
                input: PostChange.self, output: Post.self, handler: change),
            .delete(
                "/posts/{id}", "Removes a post from the plan; what stands on the platform stays there",
                .permission(.marketingWrite), handler: remove),
        ]
    }

    private static func names<Value: RawRepresentable & CaseIterable>(of type: Value.Type) -> String
    where Value.RawValue == String {
        Value.allCases.map(\.rawValue).joined(separator: ", ")
    }

    private var now: Date { context.clock.now }

    private func list(_ request: Request) async throws -> Response {
        let limit = try request.limit()
        var filter = PostStore.Filter()
        filter.states = try (request.query("state") ?? "").split(separator: ",").map { name in
            guard let state = Post.State(rawValue: String(name)) else {
                throw Problem.invalid("/state", "may hold \(Self.names(of: Post.State.self))")
            }
            return state
        }
        filter.platform = try request.query("platform", as: Post.Platform.self)
        filter.campaignID = (try request.query(id: "campaign_id") as ID<Campaign>?)?.uuid
        filter.from = try request.query(date: "from")
        filter.until = try request.query(date: "until")
        filter.question = request.query("q").map { String($0.trimmingBlanks.prefix(200)) }
        let after = try request.place(of: Post.self)
        let posts = try await PostStore(context.database.connection).posts(filter, after: after, limit: limit + 1)
        return .json(Page(posts, limit: limit) { Cursor(at: $0.moment, id: $0.id) })
    }

    private func create(_ request: Request) async throws -> Response {
        let input = try request.input(PostInput.self)
        let id = ID<Post>.make(at: now, random: context.random)
        var draft = PostDraft(input.platform, owner: request.principal.kind == .user ? request.principal.id : nil)
        var fields = Fields()
        draft.apply(input.change, at: now, &fields)
        try fields.throwIfAny()
        let post = try await context.database.transaction { [draft] connection in
            try await PostStore(connection).insert(id, draft, at: now)
            return try await recorded("post.created", id, old: nil, request, connection)
        }
        return .created(post, version: post.version)
    }

    private func show(_ request: Request) async throws -> Response {
        let post = try await found(request, context.database.connection)
        return .json(post, version: post.version)
    }

    private func change(_ request: Request) async throws -> Response {
        let input = try request.input(PostChange.self)
        let post = try await context.database.transaction { connection in
            let old = try await found(request, connection, locked: true)
            try request.requireMatch(old.version)
            var draft = PostDraft(old)
            var fields = Fields()
            draft.apply(input, at: now, &fields)
            try fields.throwIfAny()
            try await PostStore(connection).update(old.id, draft, at: now)
            return try await recorded("post.changed", old.id, old: old, request, connection)
        }
        return .json(post, version: post.version)
    }

    private func remove(_ request: Request) async throws -> Response {
        try await context.database.transaction { connection in
            let old = try await found(request, connection, locked: true)
            try request.requireMatch(old.version)
            try await PostStore(connection).remove(old.id)
            var changes = AuditChanges()
            changes.note("title", old.heading, nil)
            try await AuditStore(connection, clock: context.clock).record(
                "post.removed", "post", old.id.uuid, changes, by: request)
        }
        return .noContent
    }

    private func found(_ request: Request, _ connection: Connection, locked: Bool = false) async throws -> Post {
        guard let post = try await PostStore(connection).post(request.id(of: "post"), locked: locked) else {
            throw Problem.notFound("post")
        }
        return post
    }

    private func recorded(
        _ action: String, _ id: ID<Post>, old: Post?, _ request: Request, _ connection: Connection
    ) async throws -> Post {
        guard let new = try await PostStore(connection).post(id) else { throw Problem.internalFault }
        var changes = AuditChanges()
        changes.note("title", old?.heading, new.heading)
        changes.note("platform", old?.platform.rawValue, new.platform.rawValue)
        changes.note("state", old?.state.rawValue, new.state.rawValue)
        changes.note("owner", old?.owner?.name, new.owner?.name)
        changes.note("planned_for", old?.plannedFor?.rfc3339, new.plannedFor?.rfc3339)
        changes.note("posted_at", old?.postedAt?.rfc3339, new.postedAt?.rfc3339)
        changes.note("posted_url", old?.postedURL, new.postedURL)
        try await AuditStore(connection, clock: context.clock).record(action, "post", id.uuid, changes, by: request)
        return new
    }
}
