import { FormEvent, useEffect, useState } from "react";
import type { BulkChange, BulkPreview } from "../../shared/apiTypes";
import { ConsentPurpose, consentPurposes } from "../../shared/staff";
import { session } from "../session/sessionState";
import { directory } from "../settings/directoryState";
import { Dialog } from "../shell/Dialog";
import { Field, Select } from "../shell/Field";
import { get, post, sentenceOf } from "../shell/http";
import { say } from "../shell/toastState";
import { doneUntil } from "../shell/undo";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";

type Chosen = { ids: string[] } | { filter: Record<string, string> };
type What = "add_tags" | "remove_tags" | "owner_id" | "vip" | "consent";
const whats: readonly What[] = ["add_tags", "remove_tags", "owner_id", "vip", "consent"];

/** One change to all who were picked: says how many it reaches before, works in the background, and can be taken back for a minute. */
export function BulkDialog({ chosen, onClose, onDone }: { chosen: Chosen; onClose: () => void; onDone: () => void }) {
    const { users, tags } = useStore(directory, (state) => state);
    const alone = useStore(session, (state) => state.workAlone);
    const [what, setWhat] = useState<What>("add_tags");
    const [tag, setTag] = useState("");
    const [owner, setOwner] = useState("");
    const [vip, setVip] = useState("yes");
    const [purpose, setPurpose] = useState<ConsentPurpose>("email_marketing");
    const [granted, setGranted] = useState("yes");
    const [source, setSource] = useState("");
    const [preview, setPreview] = useState<BulkPreview | null>(null);
    const [problem, setProblem] = useState("");
    const change = changeOf();
    const body = JSON.stringify({ ...chosen, change });

    useEffect(() => {
        setPreview(null);
        setProblem("");
        if (!change) return;
        let left = false;
        const timer = setTimeout(() => post<BulkPreview>("/customers/bulk-changes/preview", JSON.parse(body)).then(
            (found) => { if (!left) setPreview(found); }, (reason) => { if (!left) setProblem(sentenceOf(reason)); }), 250);
        return () => { left = true; clearTimeout(timer); };
    }, [body]);

    function changeOf(): object | null {
        switch (what) {
            case "add_tags": case "remove_tags": return tag.trim() ? { [what]: tag.split(/[,，、]/).map((one) => one.trim()).filter(Boolean) } : null;
            case "owner_id": return { owner_id: owner };
            case "vip": return { vip: vip === "yes" };
            case "consent": return source.trim() ? { consent: { purpose, granted: granted === "yes", source: source.trim() } } : null;
        }
    }
    async function run(event: FormEvent) {
        event.preventDefault();
        if (!change) return;
        try {
            const item = await post<BulkChange>("/customers/bulk-changes", JSON.parse(body));
            onDone();
            await follow(item, onDone);
        } catch (reason) {
            setProblem(sentenceOf(reason));
        }
    }
    return (
        <Dialog title={t("people.bulk.title")} size="small" onClose={onClose}>
            <form className="form" onSubmit={(event) => void run(event)}>
                <Select label={t("people.bulk.what")} value={what} onChange={(next) => setWhat(next as What)} options={whats.filter((one) => one !== "owner_id" || !alone).map((one) => [one, t(`people.bulk.${one}`)])} />
                {(what === "add_tags" || what === "remove_tags") && (
                    <><Field label={t("console.filter.tag")} value={tag} onChange={setTag} list="bulk-tags" required autoFocus hint={t("people.bulk.tagHint")} />
                        <datalist id="bulk-tags">{tags.map((one) => <option key={one.id} value={one.name} />)}</datalist></>
                )}
                {what === "owner_id" && <Select label={t("console.customer.owner")} value={owner} onChange={setOwner} options={[["", t("console.ticket.nobody")], ...users.filter((user) => user.active).map((user) => [user.id, user.name] as [string, string])]} />}
                {what === "vip" && <Select label="VIP" value={vip} onChange={setVip} options={[["yes", t("people.bulk.yes")], ["no", t("people.bulk.no")]]} />}
                {what === "consent" && (
                    <><Select label={t("people.consent.purpose")} value={purpose} onChange={(next) => setPurpose(next as ConsentPurpose)} options={consentPurposes.map((one) => [one, t(`console.consent.${one}`)])} />
                        <Select label={t("people.consent.answer")} value={granted} onChange={setGranted} options={[["yes", t("console.customer.consentYes")], ["no", t("console.customer.consentNo")]]} />
                        <Field label={t("people.consent.source")} value={source} onChange={setSource} required maxLength={200} placeholder={t("people.consent.sourceHint")} /></>
                )}
                <p className="meta" role="status">{preview ? t("people.bulk.preview", { count: preview.change_count, all: preview.count }) : change ? "…" : t("people.bulk.choose")}</p>
                {problem && <p className="problem" role="alert">{problem}</p>}
                <footer className="form-foot"><button type="button" className="button" data-kind="quiet" onClick={onClose}>{t("common.cancel")}</button>
                    <button type="submit" className="button" data-kind="primary" disabled={!preview || preview.change_count === 0}>{t("people.bulk.run", { count: preview?.change_count ?? 0 })}</button></footer>
            </form>
        </Dialog>
    );
}

/** Waits for the end, says how it went, and offers the way back as long as the server does. */
async function follow(item: BulkChange, changed: () => void): Promise<void> {
    try {
        const ended = await end(item, "running");
        changed();
        if (ended.state !== "done") return;
        const sentence = t("people.bulk.done", { count: ended.changed_count }) + (ended.skipped_count > 0 ? ` ${t("people.bulk.skipped", { count: ended.skipped_count })}` : "");
        doneUntil(ended.undo_until ? Date.parse(ended.undo_until) : Date.now() + 55_000, () => sentence, () => void takeBack(item.id, changed));
    } catch (reason) {
        say(sentenceOf(reason), { tone: "danger" });
    }
}

async function takeBack(id: string, changed: () => void): Promise<void> {
    try {
        const ended = await end(await post<BulkChange>(`/customers/bulk-changes/${id}/undo`), "undoing");
        changed();
        say(t("people.bulk.undone", { count: ended.restored_count, all: ended.changed_count }));
    } catch (reason) {
        say(sentenceOf(reason), { tone: "danger" });
    }
}

async function end(item: BulkChange, state: string): Promise<BulkChange> {
    let now = item;
    while (now.state === state) {
        await new Promise((resolve) => setTimeout(resolve, 400));
        now = await get<BulkChange>(`/customers/bulk-changes/${item.id}`);
    }
    return now;
}
