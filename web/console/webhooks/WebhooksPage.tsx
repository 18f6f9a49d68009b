import { useState } from "react";
import type { Webhook } from "../../shared/apiTypes";
import type { Page } from "../../shared/wire";
import { CopyButton } from "../shell/CopyButton";
import { Dialog } from "../shell/Dialog";
import { get, remove, sentenceOf } from "../shell/http";
import { say } from "../shell/toastState";
import { useReading } from "../shell/useReading";
import { t } from "../shell/words";
import { ListPage } from "../settings/ListPage";
import { WebhookEditor } from "./WebhookEditor";
import { WebhookLog } from "./WebhookLog";

/** Addresses of the company that are told what happens here, and what became of each piece of news. */
export default function WebhooksPage() {
    const [webhooks, setWebhooks] = useState<readonly Webhook[] | null>(null);
    const [made, setMade] = useState<Webhook | null>(null);
    const [read, setRead] = useState<Webhook | null>(null);
    const unread = useReading(() => get<Page<Webhook>>("/webhooks"), [], { take: (page) => setWebhooks(page.items) });

    function changed(webhook: Webhook) {
        setWebhooks((all) => all?.some((one) => one.id === webhook.id) ? all.map((one) => one.id === webhook.id ? webhook : one) : [...all ?? [], webhook]);
        if (webhook.secret) setMade(webhook);
    }
    async function drop(webhook: Webhook) {
        try {
            await remove(`/webhooks/${webhook.id}`);
            setWebhooks((all) => all && all.filter((one) => one.id !== webhook.id));
        } catch (problem) {
            say(t("console.notRemoved", { reason: sentenceOf(problem) }), { tone: "danger" });
        }
    }
    if (read) return <WebhookLog webhook={read} onBack={() => setRead(null)} />;
    return (
        <>
            <ListPage title={t("console.settings.webhooks")} lead={t("webhooks.lead")} items={webhooks} unread={unread} addLabel={t("webhooks.add")} emptyText={t("webhooks.empty")}
                onRemove={drop} removeLabel={(webhook) => t("console.removeNamed", { name: webhook.name })}
                line={(webhook) => <><strong>{webhook.name}</strong><span className="meta">{webhook.url}</span><Health webhook={webhook} /></>}
                editor={(webhook, close) => <WebhookEditor webhook={webhook} onClose={close} onChanged={changed} onLog={setRead} />} />
            {made?.secret && (
                <Dialog title={t("webhooks.secret")} size="small" onClose={() => setMade(null)}>
                    <div className="form"><p>{t("webhooks.secretOnce")}</p><div className="snippet"><code>{made.secret}</code><CopyButton text={made.secret} label={t("console.copy")} /></div><p className="muted">{t("webhooks.secretHow")}</p></div>
                </Dialog>
            )}
        </>
    );
}

function Health({ webhook }: { webhook: Webhook }) {
    return (
        <span className={`badge${webhook.health === "failing" || webhook.failed_count > 0 ? " is-warning" : ""}`}>
            {t(`webhooks.health_${webhook.health}`)}{webhook.waiting_count > 0 && ` · ${t("webhooks.waiting", { count: webhook.waiting_count })}`}
        </span>
    );
}
