import { useEffect, useRef, useState } from "react";
import type { Export } from "../../shared/apiTypes";
import { may, session } from "../session/sessionState";
import { get, post, sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { say } from "../shell/toastState";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";

/** The lists that can be written. */
export type ExportName = "customers" | "companies" | "tickets" | "orders" | "products" | "deals" | "quotes" | "contracts" | "activities" | "campaigns" | "posts" | "audit" | `customers-of-${string}`;

/** Writes a whole list as CSV on the server and fetches it once it is there; only for those who may. */
export function ExportButton({ name, filters }: { name: ExportName; filters?: Record<string, string> }) {
    const allowed = useStore(session, (state) => may(state, "imports.manage"));
    const [busy, setBusy] = useState(false);
    const here = useRef(true);
    useEffect(() => { here.current = true; return () => { here.current = false; }; }, []);
    if (!allowed) return null;
    async function run() {
        setBusy(true);
        say(t("console.exports.writing"));
        try {
            let item = await post<Export>("/exports", filters ? { name, filters } : { name });
            while (item.state === "running") {
                await new Promise((resolve) => setTimeout(resolve, 700));
                if (!here.current) return;
                item = await get<Export>(`/exports/${item.id}`);
            }
            if (item.state === "done") location.assign(`/api/v1/exports/${item.id}/file`);
            else say(t("console.exports.failed"), { tone: "danger" });
        } catch (thrown) {
            say(sentenceOf(thrown), { tone: "danger" });
        } finally {
            if (here.current) setBusy(false);
        }
    }
    return <button type="button" className="icon-button" aria-label={t("console.exports.label")} title={t("console.exports.label")} disabled={busy} onClick={() => void run()}><Icon name="download" /></button>;
}
