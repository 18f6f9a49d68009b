package import Basics
package import EventLoop
import Foundation
package import Postgres
import Web

/// Every SQL statement about pipelines and their stages.
@Loop package struct PipelineStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Pipelines with their stages in order, the default one first.
    package func pipelines(archived: Bool = false) async throws -> [Pipeline] {
        try await pipelines(where: archived ? "true" : "archived_at IS NULL")
    }

    package func pipeline(_ id: ID<Pipeline>) async throws -> Pipeline? {
        try await pipelines(where: "id = \(id)").first
    }

    func pipeline(ofStage stage: UUID) async throws -> Pipeline? {
        try await pipelines(where: "id = (SELECT pipeline_id FROM pipeline_stages WHERE id = \(stage))").first
    }

    /// Where leads from tickets go.
    package func defaultPipeline() async throws -> Pipeline? {
        try await pipelines(where: "is_default").first
    }

    /// Holds the pipeline to the transaction's end, so that its stages stay as they are.
    func lock(_ id: ID<Pipeline>) async throws {
        try await connection.execute("SELECT id FROM pipelines WHERE id = \(id) FOR UPDATE")
    }

    private func pipelines(where condition: SQL) async throws -> [Pipeline] {
        var pipelines = try await connection.rows(
            Pipeline.init,
            """
            SELECT id, name, known_as, is_default, archived_at, version
            FROM pipelines
            WHERE \(condition)
            ORDER BY is_default DESC, created_at, id
            """)
        let stages = try await connection.rows(
            { row in (try row["pipeline_id"] as UUID, try Self.stage(row)) },
            """
            SELECT pipeline_id, id, name, known_as, kind, win_ratio
            FROM pipeline_stages
            WHERE pipeline_id = ANY (\(pipelines.map(\.id)))
            ORDER BY pipeline_id, position, id
            """)
        let byPipeline = Dictionary(grouping: stages, by: \.0)
        for place in pipelines.indices {
            pipelines[place].stages = byPipeline[pipelines[place].id.uuid, default: []].map(\.1)
        }
        return pipelines
    }

    nonisolated private static func stage(_ row: Row) throws -> Pipeline.Stage {
        Pipeline.Stage(
            id: try row["id"], name: try row["name"], knownAs: try row["known_as"], kind: try row["kind"],
            winRatio: try row["win_ratio"])
    }

    func insert(_ id: ID<Pipeline>, name: String, at now: Date) async throws {
        try await connection.execute(
            """
            WITH made AS (
                INSERT INTO pipelines (id, name, created_at, updated_at) VALUES (\(id), \(name), \(now), \(now))
                RETURNING id
            )
            INSERT INTO pipeline_stages (id, pipeline_id, position, name, known_as, kind, win_ratio)
            SELECT gen_random_uuid(), made.id, ends.position, ends.name, lower(ends.name), ends.kind, ends.win_ratio
            FROM made, (VALUES (1001, 'Won', 'won', 1), (1002, 'Lost', 'lost', 0))
                AS ends (position, name, kind, win_ratio)
            """)
    }

    func update(_ pipeline: Pipeline, name: String, archivedAt: Date?, at now: Date) async throws {
        try await connection.execute(
            """
            UPDATE pipelines
            SET name = \(name), known_as = CASE WHEN name = \(name) THEN known_as END, archived_at = \(archivedAt),
                updated_at = \(now), version = version + 1
            WHERE id = \(pipeline.id)
            """)
    }

    /// Leads from tickets go here from now on.
    func makeDefault(_ id: ID<Pipeline>) async throws {
        try await connection.execute("UPDATE pipelines SET is_default = false WHERE is_default AND id <> \(id)")
        try await connection.execute("UPDATE pipelines SET is_default = true WHERE id = \(id)")
    }

    /// Puts the open stages in this order and takes away those not named.
    ///
    /// - Throws: `Problem` of kind `stage-in-use` when deals, also removed ones, stand in a stage that would go.
    func put(_ stages: [(id: UUID, name: String, winRatio: Double)], of pipeline: ID<Pipeline>) async throws {
        do {
            try await connection.execute(
                """
                DELETE FROM pipeline_stages
                WHERE pipeline_id = \(pipeline) AND kind = 'open' AND NOT id = ANY (\(stages.map(\.id)))
                """)
        } catch let error as DatabaseError where error.constraint == "opportunities_stage_of_pipeline" {
            throw Problem.conflict(
                "stage-in-use", "Deals stand in this stage", "Move them to another stage before you remove it.",
                fields: [Problem.Field("/stages", "leaves out a stage in which deals stand")])
        }
        try await connection.execute(
            """
            INSERT INTO pipeline_stages AS stage (id, pipeline_id, position, name, kind, win_ratio)
            SELECT sent.id, \(pipeline), sent.position, sent.name, 'open', round(sent.win_ratio::numeric, 4)
            FROM unnest(\(stages.map(\.id))::uuid[], \(stages.map(\.name))::text[],
                \(stages.map(\.winRatio))::double precision[]) WITH ORDINALITY AS sent (id, name, win_ratio, position)
            ON CONFLICT (id) DO UPDATE
            SET position = excluded.position, name = excluded.name, win_ratio = excluded.win_ratio,
                known_as = CASE WHEN stage.name = excluded.name THEN stage.known_as END
            """)
    }
}
