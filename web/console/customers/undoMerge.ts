import type { CustomerMerge } from "../../shared/apiTypes";
import { fetchCustomer } from "./customerState";
import { post, sentenceOf } from "../shell/http";
import { say } from "../shell/toastState";
import { t } from "../shell/words";
import { fieldName, tableName } from "./peopleWords";

/** Parts what a merge joined and says what could not be put back. */
export async function undoMerge(merge: CustomerMerge): Promise<boolean> {
    try {
        const undone = await post<CustomerMerge>(`/customers/merges/${merge.id}/undo`);
        await Promise.allSettled([fetchCustomer(merge.kept.id), fetchCustomer(merge.merged_id)]);
        const left = undone.conflicts.map((one) => one.kind === "rows_gone"
            ? t("people.undo.rows_gone", { count: one.count, table: tableName(one.subject) }) : t("people.undo.field_changed", { field: fieldName(one.subject) }));
        say([t("people.undo.done", { name: merge.merged_name || t("console.customer.nameless") }), ...left].join(" "));
        return true;
    } catch (problem) {
        say(sentenceOf(problem), { tone: "danger" });
        return false;
    }
}
