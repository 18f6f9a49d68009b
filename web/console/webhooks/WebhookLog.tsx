import { useCallback, useEffect, useState } from "react";
import type { Webhook, WebhookDelivery, WebhookDeliveryDetail } from "../../shared/apiTypes";
import type { Page } from "../../shared/wire";
import { Dialog } from "../shell/Dialog";
import { Select } from "../shell/Field";
import { get, post, sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { Moment } from "../shell/Moment";
import { say } from "../shell/toastState";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { t } from "../shell/words";

/** What one address was told, newest first; anything settled can be sent again. */
export function WebhookLog({ webhook, onBack }: { webhook: Webhook; onBack: () => void }) {
    const [state, setState] = useState("");
    const [page, setPage] = useState<Page<WebhookDelivery> | null>(null);
    const [open, setOpen] = useState<WebhookDelivery | null>(null);
    const read = useCallback(async (cursor?: string) => {
        const query = new URLSearchParams({ limit: "50", ...(state ? { state } : {}), ...(cursor ? { cursor } : {}) });
        try {
            const next = await get<Page<WebhookDelivery>>(`/webhooks/${webhook.id}/deliveries?${query}`);
            setPage((known) => cursor && known ? { items: [...known.items, ...next.items], next_cursor: next.next_cursor } : next);
        } catch (problem) {
            say(sentenceOf(problem), { tone: "danger" });
        }
    }, [webhook.id, state]);
    useEffect(() => { void read(); }, [read]);
    const waiting = page?.items.some((one) => one.state === "waiting") ?? false;
    useEffect(() => {
        if (!waiting) return;
        const timer = setInterval(() => void read(), 3_000);
        return () => clearInterval(timer);
    }, [waiting, read]);
    return (
        <>
            <header className="page-title"><div><h1>{webhook.name}</h1><p className="muted">{webhook.url}</p></div>
                <span className="title-actions"><button type="button" className="button" onClick={onBack}><Icon name="chevron-left" />{t("console.settings.webhooks")}</button></span></header>
            <div className="filter-line">
                <Select label={t("webhooks.state")} value={state} onChange={setState} options={[["", t("webhooks.state_any")], ...["waiting", "delivered", "failed"].map((one): [string, string] => [one, t(`webhooks.state_${one}`)])]} />
            </div>
            {page?.items.length === 0 && <p className="empty-line">{t("webhooks.logEmpty")}</p>}
            <ul className="setting-list">
                {page?.items.map((one) => (
                    <li key={one.id}>
                        <button type="button" className="setting-line" onClick={() => setOpen(one)}>
                            <strong>{t(`webhooks.kind_${one.kind.replace(".", "_")}`)}</strong>
                            <span className="meta">{one.last_fault || (one.last_status ?? "")}</span>
                            <span className={`badge${one.state === "failed" ? " is-warning" : ""}`}>{t(`webhooks.state_${one.state}`)}</span>
                            <Moment at={one.created_at} className="meta" />
                        </button>
                    </li>
                ))}
            </ul>
            {page?.next_cursor && <button type="button" className="button" onClick={() => void read(page.next_cursor ?? undefined)}>{t("webhooks.more")}</button>}
            {open && <Delivery webhook={webhook} delivery={open} onClose={() => setOpen(null)} onReplayed={() => { setOpen(null); void read(); }} />}
        </>
    );
}

function Delivery({ webhook, delivery, onClose, onReplayed }: { webhook: Webhook; delivery: WebhookDelivery; onClose: () => void; onReplayed: () => void }) {
    const path = `/webhooks/${webhook.id}/deliveries/${delivery.id}`;
    const [detail, setDetail] = useState<WebhookDeliveryDetail | null>(null);
    const unread = useReading(() => get<WebhookDeliveryDetail>(path), [path], { take: setDetail });
    async function replay() {
        try {
            await post(`${path}/replay`, {});
            onReplayed();
        } catch (problem) {
            say(sentenceOf(problem), { tone: "danger" });
        }
    }
    return (
        <Dialog title={t(`webhooks.kind_${delivery.kind.replace(".", "_")}`)} size="wide" onClose={onClose}>
            <div className="form">
                <Unread of={unread} />
                <ol className="webhook-tries">
                    {detail?.log.map((attempt) => (
                        <li key={attempt.number}><Moment at={attempt.at} /> · {attempt.status ?? t("webhooks.noAnswer")} · {t("webhooks.milliseconds", { count: attempt.milliseconds })}{attempt.fault && ` · ${attempt.fault}`}</li>
                    ))}
                </ol>
                {detail?.body && <pre className="webhook-body">{JSON.stringify(JSON.parse(detail.body), null, 2)}</pre>}
                {delivery.state !== "waiting" && <footer className="form-foot"><button type="button" className="button" data-kind="primary" onClick={() => void replay()}>{t("webhooks.replay")}</button></footer>}
            </div>
        </Dialog>
    );
}
