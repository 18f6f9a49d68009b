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
    return (await requestWithTag<Answer>(method, path, options)).value;
}

/** Like `request`, with the answer's ETag for a later `ifMatch`. */
export async function requestWithTag<Answer>(
    method: string, path: string, options: RequestOptions = {},
): Promise<{ value: Answer; etag: string | null }> {
    const headers: Record<string, string> = { Accept: "application/json", ...options.headers };
    const init: RequestInit = { method, headers, credentials: "same-origin" };
    if (options.body instanceof FormData) {
        init.body = options.body;
    } else if (options.body !== undefined) {
        headers["Content-Type"] = "application/json";
        init.body = JSON.stringify(options.body);
    }
    if (options.ifMatch) headers["If-Match"] = options.ifMatch;
    if (options.idempotencyKey) headers["Idempotency-Key"] = options.idempotencyKey;
    if (options.signal) init.signal = options.signal;
    let response: Response;
    let text: string;
    try {
        response = await fetch(`/api/v1${path}`, init);
        text = await response.text();
    } catch (thrown) {
        if (options.signal?.aborted) throw thrown;
        throw asProblem(thrown);
    }
    if (!response.ok) throw new ApiProblem(problemFrom(text, response.status));
    return { value: decode(text) as Answer, etag: response.headers.get("ETag") };
}

/** Uploads one file, telling `progress` the share sent (0 to 1). Aborting the signal rejects. */
export function upload<Answer>(
    path: string,
    file: File,
    options: { headers?: Record<string, string>; signal?: AbortSignal; progress?: (share: number) => void } = {},
): Promise<Answer> {
    return new Promise((resolve, reject) => {
        const call = new XMLHttpRequest();
        call.open("POST", `/api/v1${path}`);
        for (const [name, value] of Object.entries(options.headers ?? {})) call.setRequestHeader(name, value);
        call.upload.onprogress = (event) => {
            if (event.lengthComputable) options.progress?.(event.loaded / event.total);
        };
        call.onload = () => {
            if (call.status < 300) resolve(decode(call.responseText) as Answer);
            else reject(new ApiProblem(problemFrom(call.responseText, call.status)));
        };
        call.onerror = call.onabort = () => reject(asProblem(null));
        options.signal?.addEventListener("abort", () => call.abort());
        const body = new FormData();
        body.append("file", file, file.name);
        call.send(body);
    });
}

function problemFrom(text: string, status: number): ProblemDocument {
    const found = decode(text) as ProblemDocument | null;
    if (found && typeof found.type === "string") return { ...found, status };
    return { type: "/problems/unexpected", title: `HTTP ${status}`, status };
}

function decode(text: string): unknown {
    if (text === "") return null;
    try {
        return JSON.parse(text);
    } catch {
        return null;
    }
}
