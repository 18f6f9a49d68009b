import { useCallback, useEffect, useState } from "react";
import type { Campaign, CampaignAudienceView, CampaignFigures } from "../../shared/apiTypes";
import { may, session } from "../session/sessionState";
import { get, post, sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { Link } from "../shell/Link";
import { navigate } from "../shell/router";
import { Section } from "../shell/Section";
import { exactTime } from "../shell/times";
import { say } from "../shell/toastState";
import { Unread } from "../shell/Unread";
import { UnreadPage } from "../shell/UnreadPage";
import { useReading } from "../shell/useReading";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { CampaignForm } from "./CampaignForm";
import { CampaignNumbers } from "./CampaignNumbers";
import { CampaignPreview } from "./CampaignPreview";
import { campaignArrived, campaigns, moveCampaign, removeCampaign } from "./campaignState";
import { localMinute } from "./postRules";
import { segments } from "./segmentState";
import { segmentName } from "./segmentWords";

/** One campaign: its words while it is a draft, its figures once it has begun. */
export function CampaignPage({ id }: { id: string | null }) {
    const campaign = useStore(campaigns, (state) => state.campaigns?.find((one) => one.id === id) ?? null);
    const segment = useStore(segments, (state) => state.segments?.find((one) => one.id === campaign?.segment_id));
    const mayWrite = useStore(session, (state) => may(state, "marketing.write"));
    const [audience, setAudience] = useState<CampaignAudienceView | null>(null);
    const [figures, setFigures] = useState<CampaignFigures | null>(null);
    const [problem, setProblem] = useState("");
    const state = campaign?.state;
    const begun = state !== undefined && state !== "draft" && state !== "scheduled";
    const running = state === "sending" || state === "scheduled";
    const load = useCallback(async () => {
        if (!id) return;
        const [one, people, numbers] = await Promise.all([
            get<Campaign>(`/campaigns/${id}`), get<CampaignAudienceView>(`/campaigns/${id}/audience`), get<CampaignFigures>(`/campaigns/${id}/figures`)]);
        campaignArrived(one);
        setAudience(people);
        setFigures(numbers);
    }, [id]);
    const unread = useReading(load, [load]);
    useEffect(() => {
        if (!running) return;
        const timer = setInterval(() => void load().catch(() => undefined), 3000);
        return () => clearInterval(timer);
    }, [running, load]);

    async function move(next: string, sendAt?: string) {
        if (!campaign) return;
        setProblem("");
        try { await moveCampaign(campaign, next, sendAt); await load(); } catch (thrown) { setProblem(sentenceOf(thrown)); }
    }
    async function test() {
        try { await post(`/campaigns/${id}/test`); say(t("marketing.campaigns.tested")); } catch (thrown) { setProblem(sentenceOf(thrown)); }
    }
    async function drop() {
        if (!id) return;
        try { await removeCampaign(id); navigate("/marketing/campaigns", { replace: true }); } catch (thrown) { setProblem(sentenceOf(thrown)); }
    }
    if (id && !campaign) return <UnreadPage of={unread} back="/marketing/campaigns" />;
    return (
        <div className="marketing-body">
            <header className="marketing-head">
                <Link to="/marketing/campaigns" className="icon-button only-narrow" aria-label={t("console.back")}><Icon name="chevron-left" /></Link>
                <h1>{campaign?.name ?? t("marketing.campaigns.new")}</h1>
                {campaign && <span className="badge">{t(`marketing.state.${campaign.state}`)}</span>}
            </header>
            <Unread of={unread} />
            {problem && <p className="problem" role="alert">{problem}</p>}
            {campaign?.problem && <p className="problem">{t("marketing.campaigns.stuck", { reason: campaign.problem })}</p>}
            {campaign && mayWrite && <Actions campaign={campaign} onMove={(next, at) => void move(next, at)} onTest={() => void test()} onRemove={() => void drop()} />}
            {campaign?.state === "scheduled" && campaign.send_at && <p>{t("marketing.campaigns.sendsAt", { at: exactTime(campaign.send_at) })}</p>}
            {campaign && begun && <p>{t("marketing.campaigns.segment")} <Link to={`/marketing/segments/${campaign.segment_id}`}>{segment ? segmentName(segment) : t("marketing.why.open")}</Link>{campaign.started_at && <span className="meta"> · {exactTime(campaign.started_at)}</span>}</p>}
            {campaign && begun && figures && audience && <CampaignNumbers campaign={campaign} audience={audience} figures={figures} />}
            {!begun && (mayWrite || campaign) && <CampaignForm key={campaign?.version ?? 0} campaign={campaign} onSaved={() => void load()} />}
            {campaign && audience && <Audience audience={audience} />}
            {campaign && <Section title={t("marketing.campaigns.preview")} name="campaign-preview" open><CampaignPreview id={campaign.id} version={campaign.version} /></Section>}
        </div>
    );
}

/** What can be done with a campaign as it stands. */
function Actions({ campaign, onMove, onTest, onRemove }: { campaign: Campaign; onMove: (state: string, at?: string) => void; onTest: () => void; onRemove: () => void }) {
    const [asked, setAsked] = useState("");
    const [at, setAt] = useState(campaign.send_at ? localMinute(campaign.send_at) : "");
    const { state } = campaign;
    const button = (next: string, label: string, kind?: string) => (
        <button key={next + label} type="button" className="button" data-kind={kind} onClick={() => setAsked(asked === next ? "" : next)}>{label}</button>);
    return (
        <div className="campaign-actions">
            {(state === "draft" || state === "scheduled") && button("sending", t("marketing.campaigns.sendNow"), "primary")}
            {state === "draft" && button("scheduled", t("marketing.campaigns.schedule"))}
            {state === "scheduled" && button("scheduled", t("marketing.campaigns.reschedule"))}
            {state === "scheduled" && button("draft", t("marketing.campaigns.unschedule"))}
            {state === "sending" && button("paused", t("marketing.campaigns.pause"))}
            {state === "paused" && button("sending", t("marketing.campaigns.goOn"), "primary")}
            {(state === "sending" || state === "paused" || state === "scheduled") && button("cancelled", t("marketing.campaigns.cancel"))}
            <button type="button" className="button" onClick={onTest}><Icon name="envelope" />{t("marketing.campaigns.test")}</button>
            {(state === "draft" || state === "scheduled") && button("remove", t("marketing.campaigns.remove"), "quiet")}
            {asked && (
                <form className="confirm" onSubmit={(event) => { event.preventDefault(); setAsked(""); if (asked === "remove") onRemove(); else onMove(asked, asked === "scheduled" ? new Date(at).toISOString() : undefined); }}>
                    {asked === "scheduled"
                        ? <label className="field"><span>{t("marketing.campaigns.when")}</span><input className="input" type="datetime-local" required autoFocus value={at} onChange={(event) => setAt(event.target.value)} /></label>
                        : <span>{t(`marketing.sure.${asked}`)}</span>}
                    <button type="submit" className="button" data-kind={asked === "remove" || asked === "cancelled" ? "danger" : "primary"}>{t("marketing.campaigns.yes")}</button>
                    <button type="button" className="button" data-kind="quiet" onClick={() => setAsked("")}>{t("common.cancel")}</button>
                </form>
            )}
        </div>
    );
}

/** Who gets the mail, and who does not and why. */
function Audience({ audience }: { audience: CampaignAudienceView }) {
    const held = audience.counts.filter((one) => one.decision !== "waiting" && one.decision !== "handed_over");
    const rest = audience.counts.filter((one) => one.decision === "waiting" || one.decision === "handed_over");
    return (
        <section aria-label={t("marketing.audience.title")}>
            <h2>{t("marketing.audience.title")}</h2>
            {audience.counts.length === 0 && <p className="muted">{t("marketing.audience.nobody")}</p>}
            <ul className="plain-list campaign-counts">{[...rest, ...held].map((one) => <li key={one.decision}><b>{one.count}</b> {t(`marketing.decision.${one.decision}`)}</li>)}</ul>
            {audience.held.length > 0 && (
                <Section title={t("marketing.audience.held")} name="campaign-held" count={held.reduce((sum, one) => sum + one.count, 0)}>
                    <ul className="plain-list segment-members">{audience.held.map((one) => (
                        <li key={one.customer_id}><Link to={`/customers/${one.customer_id}`}>{one.name || t("console.customer.nameless")}</Link><span className="meta">{t(`marketing.decision.${one.decision}`)}{one.ticket_number !== null && <> <Link to={`/tickets/${one.ticket_number}`}>#{String(one.ticket_number)}</Link></>}</span></li>
                    ))}</ul>
                    {held.reduce((sum, one) => sum + one.count, 0) > audience.held.length && <p className="meta">{t("marketing.audience.first", { count: audience.held.length })}</p>}
                </Section>
            )}
        </section>
    );
}
