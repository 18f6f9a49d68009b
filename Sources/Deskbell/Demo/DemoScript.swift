import Basics
import Foundation

/// The texts of the demo company, from `sql/seed/demo.json`.
struct DemoScript: Decodable, Sendable {
    struct Company: Decodable, Sendable {
        let name: String
        let timeZone: String
        let locale: String
        let currency: String
    }
    struct User: Decodable, Sendable {
        let key: String
        let name: String
        let email: String
        let role: String
        let locale: String
        /// How long this person takes, against the usual 1.
        let pace: Double
        let teams: [String]
    }
    struct Team: Decodable, Sendable {
        let key: String
        let name: String
        let description: String
    }
    struct CannedReply: Decodable, Sendable {
        let shortcut: String
        let locale: String
        let title: String
        let text: String
        let team: String?
        let actions: JSONValue?
    }
    struct Story: Decodable, Sendable {
        struct Turn: Decodable, Sendable {
            enum Author: String, Decodable, Sendable { case customer, agent, note }
            let by: Author
            let text: Sentences
        }
        let key: String
        let weight: Int
        let team: String
        let tags: [String]
        /// From -1 (angry) to 1 (delighted): how the matter itself feels, whatever we do.
        let mood: Double
        let channels: [String]
        let priority: String
        /// The kind of product it is about: "tea", "ware", "pot", or "any".
        let about: String
        let subject: Sentences
        let turns: [Turn]
        /// What the customer writes if it was not solved after all.
        let again: Sentences?
    }
    /// The same thing said in several ways, in two languages.
    struct Sentences: Decodable, Sendable {
        let en: [String]
        let zh: [String]

        func pick(_ isChinese: Bool, _ dice: inout DemoDice) -> String {
            dice.pick(isChinese ? zh : en)
        }
    }

    let company: Company
    let users: [User]
    let teams: [Team]
    let tags: [[String]]
    let cannedReplies: [CannedReply]
    let products: [[String]]
    let companies: [[String]]
    let customersZh: [[String]]
    let customersEn: [[String]]
    let citiesZh: [String]
    let comments: [String: Sentences]
    let customerNotes: Sentences
    let stories: [Story]
    /// English, Chinese, and from how much to how much it is worth.
    let deals: [[String]]
    /// Kind, English, Chinese.
    let activities: [[String]]

    /// - Throws: what `JSONDecoder` throws when the file is not the demo's.
    static func load(_ path: String) throws -> (script: DemoScript, bytes: [UInt8]) {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return (try decoder.decode(DemoScript.self, from: data), Array(data))
    }
}
