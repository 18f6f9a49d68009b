import type { SavedSegment, SegmentField } from "../../shared/apiTypes";
import { locale, t } from "../shell/words";

/** A segment's name; the founding ones are told in the reader's language. */
export function segmentName(segment: Pick<SavedSegment, "name" | "builtin">): string {
    return segment.builtin ? t(`marketing.builtin.${segment.builtin}`) : segment.name;
}

/** What a field is called. */
export function fieldName(field: SegmentField): string {
    const own = field.label as Record<string, string>;
    return own[locale()] ?? own["en"] ?? (field.group === "custom" ? field.key.slice(7) : t(`marketing.field.${field.key}`));
}

/** What one of a field's choices is called; choices of the company's own are as they wrote them. */
export function optionName(field: SegmentField, option: string): string {
    if (field.group === "custom") return option;
    return t(`marketing.option.${field.key.endsWith("_band") ? "band" : field.key.endsWith("consent") ? "consent" : field.key}.${option}`);
}
