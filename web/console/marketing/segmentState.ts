import { createStore } from "../../shared/store";
import type { SavedSegment, SegmentField, SegmentPreview } from "../../shared/apiTypes";
import type { Page } from "../../shared/wire";
import { request } from "../../shared/api";
import { get, post, remove } from "../shell/http";

/** One question a rule asks of a customer; the value is whatever its field takes. */
export interface Condition { field: string; operator: string; value?: unknown }

/** Conditions and groups of which all, any, or none must fit. */
export interface Group { match: "all" | "any" | "none"; rules: readonly Rule[] }

/** A rule as the server keeps it. */
export type Rule = Condition | Group;

/** Saved segments and what a rule may ask for. */
export interface SegmentState { segments: readonly SavedSegment[] | null; fields: readonly SegmentField[] }

/** What is known of segments. */
export const segments = createStore<SegmentState>({ segments: null, fields: [] });

/** Whether this part of a rule is a group. */
export function isGroup(rule: Rule): rule is Group { return "rules" in rule; }

/** The whole rule as a group, which the editor starts from. */
export function asGroup(rule: unknown): Group {
    const known = rule as Rule;
    return isGroup(known) ? known : { match: "all", rules: [known] };
}

/** Loads the list of segments. */
export async function fetchSegments(): Promise<void> {
    const { items } = await get<Page<SavedSegment>>("/segments");
    segments.update((state) => ({ ...state, segments: items }));
}

/** Loads the fields once. */
export async function fetchFields(): Promise<void> {
    if (segments.get().fields.length > 0) return;
    const { items } = await get<Page<SegmentField>>("/segments/fields");
    segments.update((state) => ({ ...state, fields: items }));
}

/** Counts whom a rule holds and names the newest of them. */
export function preview(rule: Rule): Promise<SegmentPreview> {
    return post<SegmentPreview>("/segments/preview", { rule });
}

/** Saves a rule under a name; without a segment a new one. */
export async function saveSegment(segment: SavedSegment | null, name: string, rule: Rule): Promise<SavedSegment> {
    const body = { name, rule };
    const saved = segment
        ? await request<SavedSegment>("PUT", `/segments/${segment.id}`, { body, ifMatch: `"${segment.version}"` })
        : await post<SavedSegment>("/segments", body);
    await fetchSegments();
    return saved;
}

/** Forgets a segment. */
export async function removeSegment(id: string): Promise<void> {
    await remove(`/segments/${id}`);
    await fetchSegments();
}
