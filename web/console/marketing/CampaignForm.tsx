import { FormEvent, useState } from "react";
import { asProblem } from "../../shared/api";
import type { Campaign, CampaignInput } from "../../shared/apiTypes";
import { directory } from "../settings/directoryState";
import { Check, Field, Select } from "../shell/Field";
import { sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { Link } from "../shell/Link";
import { navigate } from "../shell/router";
import { say } from "../shell/toastState";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { useStore } from "../shell/useStore";
import { locale, t } from "../shell/words";
import { Content, saveCampaign, Texts } from "./campaignState";
import { fetchSegments, segments } from "./segmentState";
import { segmentName } from "./segmentWords";

const blank: Content = { a: {}, b: null };

/** The words of a campaign, to whom and how fast. */
export function CampaignForm({ campaign, onSaved }: { campaign: Campaign | null; onSaved: (campaign: Campaign) => void }) {
    const known = useStore(segments, (state) => state.segments);
    const inboxes = useStore(directory, (state) => state.inboxes).filter((one) => one.kind === "email" && (one.enabled || one.id === campaign?.inbox_id));
    const [name, setName] = useState(campaign?.name ?? "");
    const [segment, setSegment] = useState(campaign?.segment_id ?? "");
    const [inbox, setInbox] = useState(campaign?.inbox_id ?? "");
    const [content, setContent] = useState<Content>((campaign?.content as unknown as Content) ?? blank);
    const [throttle, setThrottle] = useState(String(campaign?.throttle ?? 60));
    const [days, setDays] = useState(String(campaign?.window_days ?? 14));
    const [complaining, setComplaining] = useState(campaign?.to_complaining ?? false);
    const [leaving, setLeaving] = useState(campaign?.to_leaving ?? false);
    const [problem, setProblem] = useState("");
    const unread = useReading(fetchSegments, []);

    async function save(event: FormEvent) {
        event.preventDefault();
        setProblem("");
        const body = {
            name, segment_id: segment || known?.[0]?.id, inbox_id: inbox || inboxes[0]?.id, content, throttle: Number(throttle),
            window_days: Number(days), to_complaining: complaining, to_leaving: leaving,
        } as unknown as CampaignInput;
        try {
            const saved = await saveCampaign(campaign, body);
            say(t("marketing.campaigns.saved"));
            onSaved(saved);
            navigate(`/marketing/campaigns/${saved.id}`, { replace: true });
        } catch (thrown) {
            const first = asProblem(thrown).document.errors?.[0];
            setProblem(first ? t("marketing.campaigns.fault", { place: placeOf(first.pointer), detail: first.detail }) : sentenceOf(thrown));
        }
    }
    if (inboxes.length === 0) return <div className="empty"><Icon name="envelope" /><p>{t("marketing.campaigns.noMailbox")}</p><Link to="/settings/inboxes" className="button" data-kind="primary">{t("marketing.campaigns.connect")}</Link></div>;
    return (
        <form className="form" onSubmit={(event) => void save(event)}>
            <Field label={t("marketing.campaigns.name")} value={name} onChange={setName} required maxLength={120} autoFocus={!campaign} />
            <div className="field-row">
                <Select label={t("marketing.campaigns.segment")} value={segment || (known?.[0]?.id ?? "")} onChange={setSegment} options={(known ?? []).map((one): [string, string] => [one.id, segmentName(one)])} />
                <Select label={t("marketing.campaigns.mailbox")} value={inbox || (inboxes[0]?.id ?? "")} onChange={setInbox} options={inboxes.map((one): [string, string] => [one.id, one.name])} />
            </div>
            <TextsField label={t(content.b ? "marketing.campaigns.textA" : "marketing.campaigns.text")} texts={content.a} onChange={(a) => setContent({ ...content, a })} />
            <p className="hint">{t("marketing.campaigns.variables", { names: "{{name}} {{company}} {{email}}", fallback: locale() === "en" ? "{{name|there}}" : "{{name|朋友}}" })}</p>
            <Check label={t("marketing.campaigns.compare")} hint={t("marketing.campaigns.compareHint")} checked={content.b !== null} onChange={(on) => setContent({ ...content, b: on ? content.a : null })} />
            {content.b && <TextsField label={t("marketing.campaigns.textB")} texts={content.b} onChange={(b) => setContent({ ...content, b })} />}
            <div className="field-row">
                <Field label={t("marketing.campaigns.throttle")} hint={t("marketing.campaigns.throttleHint")} type="number" min={1} max={60000} required value={throttle} onChange={setThrottle} />
                <Field label={t("marketing.campaigns.window")} hint={t("marketing.campaigns.windowHint")} type="number" min={1} max={90} required value={days} onChange={setDays} />
            </div>
            <Check label={t("marketing.campaigns.toComplaining")} checked={complaining} onChange={setComplaining} />
            <Check label={t("marketing.campaigns.toLeaving")} checked={leaving} onChange={setLeaving} />
            <Unread of={unread} />
            {problem && <p className="problem" role="alert">{problem}</p>}
            <footer className="form-foot"><button type="submit" className="button" data-kind="primary">{t("console.save")}</button></footer>
        </form>
    );
}

const languages = { en: "English", "zh-Hans": "中文" } as const;

/** Where on the page a fault is: "English · Text" for `/content/a/en/body`. */
function placeOf(pointer: string): string {
    const [, part, variant, language, field] = pointer.split("/");
    const fields: Record<string, string> = { name: "name", segment_id: "segment", inbox_id: "mailbox", throttle: "throttle", window_days: "window", subject: "subject", body: "body" };
    const named = fields[field ?? part ?? ""];
    const names = [variant === "b" ? t("marketing.campaigns.textB") : "", language === "en" || language === "zh-Hans" ? languages[language] : "", named ? t(`marketing.campaigns.${named}`) : ""];
    return names.filter(Boolean).join(" · ") || t("marketing.campaigns.text");
}

/** A subject and a body in both languages, the reader's own first; who reads a language left out gets the other. */
function TextsField({ label, texts, onChange }: { label: string; texts: Texts; onChange: (texts: Texts) => void }) {
    const order = locale() === "en" ? ["en", "zh-Hans"] as const : ["zh-Hans", "en"] as const;
    const isBlank = (key: "en" | "zh-Hans") => !texts[key]?.subject.trim() && !texts[key]?.body.trim();
    const missing = order.filter(isBlank);
    return (
        <fieldset className="campaign-texts"><legend>{label}</legend>
            <div className="field-row">{order.map((key) => {
                const text = texts[key] ?? { subject: "", body: "" };
                return (
                    <div key={key} className="campaign-text">
                        <label className="field"><span>{t("marketing.campaigns.subject")} <small className="hint">{languages[key]}</small></span>
                            <input className="input" lang={key} maxLength={200} value={text.subject} onChange={(event) => onChange({ ...texts, [key]: { ...text, subject: event.target.value } })} /></label>
                        <label className="field"><span>{t("marketing.campaigns.body")} <small className="hint">{languages[key]}</small></span>
                            <textarea className="input" lang={key} rows={7} value={text.body} onChange={(event) => onChange({ ...texts, [key]: { ...text, body: event.target.value } })} /></label>
                    </div>
                );
            })}</div>
            {missing.length === 1 && missing[0] && <p className="hint">{t("marketing.campaigns.oneLanguage", { missing: languages[missing[0]], other: languages[missing[0] === "en" ? "zh-Hans" : "en"] })}</p>}
        </fieldset>
    );
}
