import { ChangeEvent, useRef, useState } from "react";
import type { Contract, ContractInput } from "../../shared/apiTypes";
import { upload } from "../../shared/upload";
import { moneyText } from "../orders/money";
import { EditableText } from "../shell/EditableText";
import { sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { Link } from "../shell/Link";
import { navigate } from "../shell/router";
import { say } from "../shell/toastState";
import { UnreadPage } from "../shell/UnreadPage";
import { useReading } from "../shell/useReading";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { ContractDialog } from "./ContractDialog";
import { ContractMark, isDue } from "./ContractsPage";
import { fetchContract, finishReminder, fullDay, papers, renewContract, saveContract } from "./quoteState";

/** One contract: its days, value, renewal and files. */
export function ContractPage({ name }: { name: string }) {
    const contract = useStore(papers, (state) => Object.values(state.contracts).find((one) => one.id === name || String(one.number) === name));
    const [editing, setEditing] = useState(false);
    const unread = useReading(() => fetchContract(name), [name]);
    if (!contract) return <UnreadPage of={unread} missing={t("sales.contracts.failed")} back={`/sales/contracts${location.search}`} />;

    async function attempt(act: () => Promise<unknown>) {
        try {
            await act();
        } catch (problem) {
            say(sentenceOf(problem), { tone: "danger" });
        }
    }
    async function renew() {
        if (contract) navigate(`/sales/contracts/${(await renewContract(contract)).number}`);
    }
    const change = (input: ContractInput) => void attempt(() => saveContract(contract, input));
    const facts: [string, string][] = [
        [t("sales.contracts.value"), moneyText(contract.value)],
        [t("sales.contracts.starts"), fullDay(contract.starts_on)],
        [t("sales.contracts.ends"), contract.ends_on ? fullDay(contract.ends_on) : t("sales.contracts.openEnd")],
        ...(contract.notice_by ? [[t("sales.contracts.noticeBy"), fullDay(contract.notice_by)] as [string, string]] : []),
        [t("sales.contracts.renewal"), contract.auto_renew ? t("sales.contracts.renews", { count: contract.renewal_months }) : t("sales.contracts.doesNotRenew")],
        [t("sales.owner"), contract.owner?.name ?? t("sales.nobody")],
        ...(contract.ends_on ? [[t("sales.contracts.reminder"), t("sales.contracts.reminderDays", { count: contract.reminder_days })] as [string, string]] : []),
    ];
    return (
        <div className="order-page">
            <header className="page-head">
                <button type="button" className="icon-button only-narrow" aria-label={t("console.back")} onClick={() => navigate(`/sales/contracts${location.search}`)}><Icon name="chevron-left" /></button>
                <button type="button" className="button" onClick={() => setEditing(true)}><Icon name="pencil" />{t("sales.contracts.change")}</button>
                {contract.status === "draft" && <button type="button" className="button" data-kind="primary" onClick={() => change({ status: "active" })}>{t("sales.contracts.activate")}</button>}
                {contract.status === "active" && <button type="button" className="button" onClick={() => change({ status: "ended" })}>{t("sales.contracts.end")}</button>}
                {(contract.status === "draft" || contract.status === "active") && <button type="button" className="button" data-kind="quiet" onClick={() => change({ status: "cancelled" })}>{t("sales.contracts.cancel")}</button>}
                {(contract.status === "active" || contract.status === "ended") && contract.ends_on && contract.renewed_by_number === null && <button type="button" className="button" onClick={() => void attempt(renew)}><Icon name="journal-plus" />{t("sales.contracts.renew")}</button>}
                {contract.status === "ended" && <button type="button" className="button" onClick={() => change({ status: "active" })}>{t("sales.contracts.reopen")}</button>}
            </header>
            <div className="order-body">
                <div className="order-title"><h1>{contract.title}</h1><ContractMark contract={contract} />
                    <p className="meta">#{String(contract.number)} · <Link to={`/customers/${contract.customer.id}`}>{contract.customer.name || t("console.customer.nameless")}</Link>{contract.quote_number && <> · <Link to={`/sales/quotes/${contract.quote_number}`}>{contract.quote_number}</Link></>}
                    {contract.renews_number !== null && <> · <Link to={`/sales/contracts/${contract.renews_number}`}>{t("sales.contracts.follows", { number: String(contract.renews_number) })}</Link></>}
                    {contract.renewed_by_number !== null && <> · <Link to={`/sales/contracts/${contract.renewed_by_number}`}>{t("sales.contracts.renewedBy", { number: String(contract.renewed_by_number) })}</Link></>}</p></div>
                {isDue(contract) && contract.ends_on && (
                    <p className="notice contract-due"><span>{t("sales.contracts.dueHint", { day: fullDay(contract.ends_on) })}</span>
                        <button type="button" className="button" onClick={() => void attempt(() => finishReminder(contract))}><Icon name="check2" />{t("sales.contracts.seenTo")}</button></p>
                )}
                <dl className="contract-facts">{facts.map(([key, value]) => <div key={key}><dt className="meta">{key}</dt><dd>{value}</dd></div>)}</dl>
                <Files contract={contract} />
                <section><h2>{t("console.composer.note")}</h2><EditableText value={contract.note} label={t("console.composer.note")} placeholder={t("sales.contracts.notePlaceholder")} onSave={(note) => change({ note })} /></section>
            </div>
            {editing && <ContractDialog contract={contract} onClose={() => setEditing(false)} onSaved={() => undefined} />}
        </div>
    );
}

interface ContractFile { id: string; name: string; url: string }

/** The signed paper and what belongs to it. */
function Files({ contract }: { contract: Contract }) {
    const [busy, setBusy] = useState(false);
    const field = useRef<HTMLInputElement>(null);
    const files = contract.attachments as unknown as readonly ContractFile[];
    const ids = files.map((file) => file.id);
    async function put(attachment_ids: string[]) {
        try {
            await saveContract(contract, { attachment_ids });
        } catch (problem) {
            say(sentenceOf(problem), { tone: "danger" });
        }
    }
    async function take(event: ChangeEvent<HTMLInputElement>) {
        const file = event.target.files?.[0];
        if (!file) return;
        setBusy(true);
        try {
            const made = await upload<{ id: string }>("/attachments", file);
            await put([...ids, made.id]);
        } catch (problem) {
            say(sentenceOf(problem), { tone: "danger" });
        } finally {
            setBusy(false);
            event.target.value = "";
        }
    }
    return (
        <section><h2>{t("sales.contracts.files")}</h2>
            {files.length === 0 && <p className="meta">{t("sales.contracts.noFiles")}</p>}
            <ul className="plain-list">{files.map((file) => (
                <li key={file.id} className="order-fact"><a href={file.url} target="_blank" rel="noreferrer"><Icon name="paperclip" /> {file.name}</a>
                    <button type="button" className="icon-button" aria-label={t("console.removeNamed", { name: file.name })} onClick={() => void put(ids.filter((id) => id !== file.id))}><Icon name="trash" /></button></li>
            ))}</ul>
            <input ref={field} type="file" hidden aria-label={t("sales.contracts.addFile")} onChange={(event) => void take(event)} />
            <button type="button" className="button" disabled={busy} onClick={() => field.current?.click()}><Icon name="paperclip" />{t("sales.contracts.addFile")}</button>
        </section>
    );
}
