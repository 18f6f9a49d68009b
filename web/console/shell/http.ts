import { ApiProblem, asProblem, request, RequestOptions } from "../../shared/api";
import { t } from "./words";

let written: (path: string) => void = () => undefined;

/** Has `listener` called after everything this page has changed on the server. */
export function onWritten(listener: (path: string) => void): void {
    written = listener;
}

async function write<Answer>(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    const answer = await request<Answer>(method, path, options);
    written(path);
    return answer;
}

/** Reads; the answer is decoded JSON. Throws `ApiProblem`, like its neighbours below. */
export function get<Answer>(path: string): Promise<Answer> {
    return request<Answer>("GET", path);
}

/** Makes something. */
export function post<Answer>(path: string, body?: unknown): Promise<Answer> {
    return write<Answer>("POST", path, body === undefined ? {} : { body });
}

/** Puts a whole thing in its place; a `version` makes the server refuse when someone else changed the thing meanwhile. */
export function put<Answer>(path: string, body?: unknown, version?: number): Promise<Answer> {
    return write<Answer>("PUT", path, { ...(body === undefined ? {} : { body }), ...(version === undefined ? {} : { ifMatch: `"${version}"` }) });
}

/** Changes some fields; a `version` makes the server refuse when someone else changed the thing meanwhile. */
export function patch<Answer>(path: string, body: unknown, version?: number): Promise<Answer> {
    return write<Answer>("PATCH", path, version === undefined ? { body } : { body, ifMatch: `"${version}"` });
}

/** Removes something. */
export function remove<Answer>(path: string): Promise<Answer> {
    return write<Answer>("DELETE", path);
}

/** A refusal the page makes by itself, before asking the server; its message is the sentence. */
export class Refusal extends Error {}

/** What happened, in a sentence a person can act on; never a code alone. */
export function sentenceOf(thrown: unknown): string {
    if (thrown instanceof Refusal) return thrown.message;
    const problem = asProblem(thrown);
    if (problem.status === 0) return t("console.problem.offline");
    const first = problem.document.errors?.[0]?.detail;
    if (problem.status === 412) return t("console.problem.stale");
    if (problem.status === 429) return t("console.problem.tooMany");
    if (problem.status >= 500) return t("console.problem.server");
    return first ?? problem.document.detail ?? problem.document.title;
}

export { ApiProblem };
