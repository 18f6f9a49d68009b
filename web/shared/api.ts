import type { ProblemDocument } from "./wire";

/** A refusal by the server, or (kind "unreachable", status 0) no answer at all. */
export class ApiProblem extends Error {
    readonly kind: string;
    readonly status: number;
    constructor(readonly document: ProblemDocument) {
        super(document.detail || document.title);
        this.kind = document.type.slice(document.type.lastIndexOf("/") + 1);
        this.status = document.status;
    }

    /** Whether the same request may succeed later without the person changing anything. */
    get passing(): boolean {
        return this.status === 0 || this.status === 429 || this.status >= 500;
    }

    /** What is wrong with one input, by its JSON pointer ("/email"). */
    at(pointer: string): string | undefined {
        return this.document.errors?.find((each) => each.pointer === pointer)?.detail;
    }
}

export interface RequestOptions {
    body?: unknown;
    headers?: Record<string, string>;
    /** The version a change is based on; a newer one on the server answers 412. */
    ifMatch?: string;
    idempotencyKey?: string;
    signal?: AbortSignal;
}

/** The problem behind anything thrown while asking the server. */
export function asProblem(thrown: unknown): ApiProblem {
    if (thrown instanceof ApiProblem) return thrown;
    return new ApiProblem({ type: "/problems/unreachable", title: "Unreachable", status: 0 });
}

/** Asks `/api/v1{path}` and returns the decoded JSON (null for an empty answer). Throws `ApiProblem`. */
export async function request<Answer>(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    return decode((await ask(method, path, options))[0]) as Answer;
}

/** Like `request`, with the answer's status, and its ETag for a later `ifMatch`. */
export async function requestWithTag<Answer>(
    method: string, path: string, options: RequestOptions = {},
): Promise<{ value: Answer; etag: string | null; status: number }> {
    const [text, response] = await ask(method, path, options);
    return { value: decode(text) as Answer, etag: response.headers.get("ETag"), status: response.status };
}

async function ask(method: string, path: string, options: RequestOptions): Promise<[text: string, response: Response]> {
    const { body, ifMatch, idempotencyKey, signal } = options;
    const headers: Record<string, string> = { Accept: "application/json", ...options.headers };
    const form = body instanceof FormData;
    if (body !== undefined && !form) headers["Content-Type"] = "application/json";
    if (ifMatch) headers["If-Match"] = ifMatch;
    if (idempotencyKey) headers["Idempotency-Key"] = idempotencyKey;
    let response: Response;
    let text: string;
    try {
        response = await fetch(`/api/v1${path}`, {
            method, headers, body: form ? body : body === undefined ? null : JSON.stringify(body), signal: signal ?? null,
        });
        text = await response.text();
    } catch (thrown) {
        throw signal?.aborted ? thrown : asProblem(thrown);
    }
    if (!response.ok) throw new ApiProblem(problemFrom(text, response.status));
    return [text, response];
}

/** The problem document in an answer's text, or one made of its status. */
export function problemFrom(text: string, status: number): ProblemDocument {
    const found = decode(text) as ProblemDocument | null;
    if (found && typeof found.type === "string") return { ...found, status };
    return { type: "/problems/unexpected", title: `HTTP ${status}`, status };
}

/** The JSON in an answer's text; null when there is none. */
export function decode(text: string): unknown {
    if (text === "") return null;
    try {
        return JSON.parse(text);
    } catch {
        return null;
    }
}
