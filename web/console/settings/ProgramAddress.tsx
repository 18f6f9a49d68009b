import { useCallback, useEffect, useState } from "react";
import type { Webhook, WebhookDelivery } from "../../shared/apiTypes";
import type { Inbox } from "../../shared/staff";
import type { Page } from "../../shared/wire";
import { may, session } from "../session/sessionState";
import { CopyButton } from "../shell/CopyButton";
import { Field } from "../shell/Field";
import { get, patch, post } from "../shell/http";
import { Icon } from "../shell/Icon";
import { Moment } from "../shell/Moment";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { faultWords } from "../tickets/programFaults";
import { useSave } from "./useSave";

/** Where answers of an inbox for other programs go: its address, its secret, a trial, and what was told lately. */
export function ProgramAddress({ inbox }: { inbox: Inbox }) {
    const mayManage = useStore(session, (state) => may(state, "webhooks.manage"));
    const [webhook, setWebhook] = useState<Webhook | null>(null);
    const [url, setUrl] = useState("");
    const [told, setTold] = useState<readonly WebhookDelivery[]>([]);
    const [loaded, setLoaded] = useState(false);
    const { problem, busy, save } = useSave();
    useEffect(() => {
        if (!mayManage) return;
        void save(async () => {
            const { items } = await get<Page<Webhook>>("/webhooks");
            const found = items.find((one) => one.inbox_id === inbox.id && one.kinds.includes("message.sent")) ?? null;
            setWebhook(found);
            setUrl(found?.url ?? "");
            setLoaded(true);
        }, "");
    }, [inbox.id, mayManage]); // eslint-disable-line react-hooks/exhaustive-deps
    const id = webhook?.id;
    const read = useCallback(async () => {
        if (id) setTold((await get<Page<WebhookDelivery>>(`/webhooks/${id}/deliveries?limit=5`)).items);
    }, [id]);
    useEffect(() => { void read().catch(() => setTold([])); }, [read]);
    const moving = told[0]?.state === "waiting";
    useEffect(() => {
        if (!moving) return;
        const timer = setInterval(() => void read().catch(() => undefined), 1_000);
        return () => clearInterval(timer);
    }, [moving, read]);

    async function keep() {
        const address = url.trim();
        const secret = webhook?.secret;
        const kept = webhook
            ? await patch<Webhook>(`/webhooks/${webhook.id}`, { url: address, active: true }, webhook.version)
            : await post<Webhook>("/webhooks", { name: inbox.name, url: address, kinds: ["message.sent", "survey.offered"], inbox_id: inbox.id });
        setWebhook(secret ? { ...kept, secret } : kept);
    }
    async function renew() {
        if (webhook) setWebhook(await post<Webhook>(`/webhooks/${webhook.id}/secret`, {}));
    }
    async function test() {
        if (!webhook) return;
        const sent = await post<WebhookDelivery>(`/webhooks/${webhook.id}/trial`, {});
        setTold((before) => [sent, ...before].slice(0, 5));
    }
    if (!mayManage) return <p className="muted">{t("console.program.ownerOnly")}</p>;
    const changed = url.trim() !== (webhook?.url ?? "");
    return (
        <fieldset className="group program-address"><legend>{t("console.program.out")}</legend>
            <Field label={t("console.program.address")} type="url" value={url} placeholder="https://" onChange={setUrl} hint={t("console.program.addressHint")} />
            {problem && <p className="problem" role="alert">{problem}</p>}
            <p className="program-acts">
                <button type="button" className="button" disabled={busy || !loaded || !url.trim() || (!changed && webhook?.active)} onClick={() => void save(keep)}>{t(webhook && !webhook.active ? "console.program.switchOn" : "console.program.keep")}</button>
                {webhook && <button type="button" className="button" disabled={busy || changed || !webhook.active} onClick={() => void save(test, "")}>{t("console.program.test")}</button>}
                {webhook && <button type="button" className="button" data-kind="quiet" disabled={busy} onClick={() => void save(renew, "")}>{t("console.program.renew")}</button>}
            </p>
            {webhook && !webhook.active && <p className="notice is-warning"><span>{t("console.program.isOff")}</span></p>}
            {webhook?.secret && (
                <div className="field"><span className="label">{t("console.program.secret")}</span>
                    <div className="snippet"><code>{webhook.secret}</code><CopyButton text={webhook.secret} label={t("console.copy")} /></div>
                    <small className="hint">{t("console.program.secretHint")}</small></div>
            )}
            {told.length > 0 && <ul className="program-log" aria-label={t("console.program.lately")} aria-live="polite">{told.map((one) => <Told key={one.id} delivery={one} />)}</ul>}
        </fieldset>
    );
}

function Told({ delivery }: { delivery: WebhookDelivery }) {
    const fault = delivery.last_fault || delivery.last_status ? faultWords(delivery.last_status, delivery.last_fault) : "";
    const isBad = delivery.state !== "delivered" && fault !== "";
    return (
        <li className={isBad ? "is-bad" : ""}>
            <Icon name={delivery.state === "delivered" ? "check2" : isBad ? "exclamation-circle" : "clock"} />
            <span>{t(`console.program.kind_${delivery.kind.replace(".", "_")}`)}: {t(`console.program.state_${delivery.state}`)}{isBad && <> · {fault}</>}</span>
            <Moment at={delivery.created_at} className="meta" />
        </li>
    );
}
