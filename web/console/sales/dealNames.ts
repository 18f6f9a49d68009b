import type { LostReason, Pipeline } from "../../shared/apiTypes";
import { t } from "../shell/words";
import { deals } from "./dealState";

/** What a pipeline is called. */
export function pipelineName(pipeline: Pipeline): string {
    return pipeline.known_as ? t(`sales.pipeline.${pipeline.known_as}`) : pipeline.name;
}

/** What a reason is called. */
export function reasonName(reason: { id: string; name: string }): string {
    const known = deals.get().reasons.find((one) => one.id === reason.id);
    return known ? knownReason({ ...known, name: reason.name }) : reason.name;
}

/** What a reason of the list is called, in the reader's language while it has the name it came with. */
export function knownReason(reason: LostReason): string {
    return reason.known_as ? t(`sales.reason.${reason.known_as}`) : reason.name;
}
