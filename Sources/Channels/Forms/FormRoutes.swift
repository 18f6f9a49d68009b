import Basics
import EventLoop
import Foundation
import Gateway
import Postgres
import Web

/// A form as the page that shows it needs it.
struct FormDescription: WireType, JSONWritable {
    let title: JSONValue
    let intro: JSONValue
    let fields: JSONValue
    let thanks: JSONValue
    let locale: String

    init(_ form: FormSettings, locale: String) {
        title = form.title.value
        intro = form.intro.value
        fields = .array(form.fields.map(\.value))
        thanks = form.thanks.value
        self.locale = locale
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("title", title)
            json.field("intro", intro)
            json.field("fields", fields)
            json.field("thanks", thanks)
            json.field("locale", locale)
        }
    }

    static var example: FormDescription { FormDescription(FormSettings(), locale: "en") }
}

/// The answer to a submission.
struct FormReceipt: WireType, JSONWritable {
    let ticketNumber: Int?
    let thanks: String

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("ticket_number", ticketNumber)
            json.field("thanks", thanks)
        }
    }

    static var example: FormReceipt { FormReceipt(ticketNumber: 1042, thanks: "Thank you.") }
}

/// Public paths of forms.
@Loop struct FormRoutes {
    let context: AppContext
    let receive: ReceiveInbound
    let limits: EntranceLimits

    var routes: [Route] {
        [
            .get(
                "/forms/{key}", "What a form asks", .anyone, query: [QueryParameter("locale", "en or zh-Hans.")],
                output: FormDescription.self, handler: describe),
            .post(
                "/forms/{key}/submissions", "Sends a form: JSON, urlencoded or multipart", .anyone,
                output: FormReceipt.self,
                body: .form(
                    limitBytes: 5 * AttachmentUpload.fileLimitBytes, fileLimitBytes: AttachmentUpload.fileLimitBytes),
                handler: submit),
        ]
    }

    private func describe(_ request: Request) async throws -> Response {
        let (_, form) = try await found(request)
        return .json(FormDescription(form, locale: locale(request)))
    }

    private func submit(_ request: Request) async throws -> Response {
        let (inbox, form) = try await found(request)
        let isBrowser = (request.head.headers["accept"] ?? "").lowercased().contains("text/html")
        var answers: [String: String] = [:]
        do {
            let raw = try RawAnswers(request)
            answers = raw.texts
            let locale = Words.closest(to: raw.texts["locale"] ?? locale(request))
            let number = try await accept(raw, inbox, form, locale, request)
            return isBrowser
                ? FormPages.thanks(form, number: number, locale: locale)
                : .json(FormReceipt(ticketNumber: number, thanks: form.thanks.text(locale)), status: 201)
        } catch let problem as Problem where isBrowser {
            let locale = Words.closest(to: answers["locale"] ?? locale(request))
            return FormPages.faults(form, key: inbox.key, answers: answers, problem: problem, locale: locale)
        }
    }

    /// - Returns: The number of the ticket; `nil` for a program caught by the field no person sees.
    private func accept(
        _ raw: RawAnswers, _ inbox: Inbox, _ form: FormSettings, _ locale: String, _ request: Request
    ) async throws -> Int? {
        try limits.submissions.take(request.head.remoteAddress)
        var fields = Fields()
        let submission = FormSubmission(raw, to: form, locale: locale, &fields)
        if submission.isTrapped { return nil }
        try fields.throwIfAny()
        var files: [UUID] = []
        let upload = AttachmentUpload(context: context)
        for part in submission.files {
            files.append(try await upload.store(part, ownerKind: .form, ownerID: nil).id.uuid)
        }
        let receipt = try await receive(
            InboundMessage(
                channel: .form, inboxID: inbox.id.uuid,
                author: InboundAuthor(
                    name: submission.values["name"]?.string, email: submission.values["email"]?.string,
                    phone: submission.values["phone"]?.string),
                subject: submission.values["subject"]?.string, text: submission.texts["message"] ?? "",
                attachmentIDs: files, formFields: .object(submission.values), customFields: submission.customFields,
                locale: locale, receivedAt: context.clock.now))
        try await FormSubmissionStore(context.database.connection).insert(
            inboxID: inbox.id, receipt, fields: .object(submission.values), at: context.clock.now,
            random: context.random)
        return receipt.ticketNumber
    }

    private func found(_ request: Request) async throws -> (Inbox, FormSettings) {
        let inbox = try await InboxStore(context.database.connection).inbox(key: request.parameter("key"))
        guard let inbox, inbox.enabled, let form = inbox.settings.form else { throw Problem.notFound("form") }
        return (inbox, form)
    }

    private func locale(_ request: Request) -> String {
        Words.closest(to: request.query("locale") ?? request.head.headers["accept-language"])
    }
}
