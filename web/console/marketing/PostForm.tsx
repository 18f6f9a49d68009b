import { FormEvent, useState } from "react";
import type { Post, PostInput } from "../../shared/apiTypes";
import { session } from "../session/sessionState";
import { directory } from "../settings/directoryState";
import { Check, Field, Select } from "../shell/Field";
import { sentenceOf } from "../shell/http";
import { navigate, usePlace } from "../shell/router";
import { say } from "../shell/toastState";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { campaigns, fetchCampaigns } from "./campaignState";
import { lengthOn, localMinute, Platform, platforms } from "./postRules";
import { addPost, changePost } from "./postState";

/** The words of a post, where and when it goes out, and what came of it once it is. */
export function PostForm({ post, mayWrite }: { post: Post | null; mayWrite: boolean }) {
    const day = usePlace().query.get("on");
    const known = useStore(campaigns, (state) => state.campaigns);
    const people = useStore(directory, (state) => state.users);
    const alone = useStore(session, (state) => state.workAlone);
    const me = useStore(session, (state) => state.user?.id);
    const [chosen, setChosen] = useState<readonly Platform[]>(post ? [post.platform] : []);
    const [values, setValues] = useState({
        title: post?.title ?? "", text: post?.text ?? "", url: post?.url ?? "", campaign: post?.campaign?.id ?? "", owner: post ? post.owner?.id ?? "" : me ?? "",
        planned: post?.planned_for ? localMinute(post.planned_for) : day ? `${day}T10:00` : "", postedURL: post?.posted_url ?? "",
        views: String(post?.view_count ?? ""), likes: String(post?.like_count ?? ""), comments: String(post?.comment_count ?? ""),
    });
    const [problem, setProblem] = useState("");
    const [busy, setBusy] = useState(false);
    const isOut = post?.state === "posted";
    const set = (change: Partial<typeof values>) => setValues({ ...values, ...change });
    const unread = useReading(fetchCampaigns, []);

    async function save(event: FormEvent) {
        event.preventDefault();
        setProblem("");
        if (chosen.length === 0) { setProblem(t("marketing.post.where")); return; }
        setBusy(true);
        const number = (text: string) => text.trim() === "" ? null : Number(text);
        const body = {
            title: values.title, text: values.text, url: values.url || null, campaign_id: values.campaign || null, owner_id: values.owner || null,
            planned_for: values.planned ? new Date(values.planned).toISOString() : null,
        };
        const results = { view_count: number(values.views), like_count: number(values.likes), comment_count: number(values.comments) };
        try {
            if (post) {
                await changePost(post.id, { ...body, platform: chosen[0] ?? post.platform, ...(isOut ? { ...results, posted_url: values.postedURL || null } : {}) }, post.version);
            } else {
                const made = [];
                for (const platform of chosen) made.push(await addPost({ ...body, platform } as PostInput));
                navigate(made.length === 1 ? `/marketing/posts/${made[0]?.id}` : "/marketing/posts", { replace: true });
            }
            say(t("marketing.post.saved"));
        } catch (thrown) {
            setProblem(sentenceOf(thrown));
            setBusy(false);
        }
    }
    const lengths = chosen.map((platform) => ({ platform, on: lengthOn(platform, values.url ? `${values.text}\n\n${values.url}` : values.text) }));
    return (
        <form className="form post-form" onSubmit={(event) => void save(event)}>
            <fieldset disabled={!mayWrite}>
                {post ? <Select label={t("marketing.post.platform")} value={chosen[0] ?? "other"} onChange={(platform) => setChosen([platform as Platform])} options={platforms.map((one): [string, string] => [one, t(`console.platform.${one}`)])} />
                    : <fieldset className="field"><legend>{t("marketing.post.platforms")}</legend><div className="post-platforms">{platforms.map((one) => (
                        <Check key={one} label={t(`console.platform.${one}`)} checked={chosen.includes(one)} onChange={(on) => setChosen(on ? platforms.filter((each) => each === one || chosen.includes(each)) : chosen.filter((each) => each !== one))} />))}</div>
                        <small className="hint">{t("marketing.post.platformsHint")}</small></fieldset>}
                <Field label={t("marketing.post.title")} value={values.title} maxLength={200} onChange={(title) => set({ title })} />
                <div className="field"><label className="field"><span>{t("marketing.post.text")}</span>
                    <textarea className="input" rows={8} maxLength={20_000} value={values.text} onChange={(event) => set({ text: event.target.value })} /></label>
                    <small className="hint post-lengths" aria-live="polite">{lengths.map(({ platform, on }) => on && (
                        <span key={platform} className={on.length > on.limit ? "is-over" : undefined}>{t(on.length > on.limit ? "marketing.post.tooLong" : "marketing.post.length", { platform: t(`console.platform.${platform}`), length: on.length, limit: on.limit })}</span>))}</small></div>
                <div className="field-row">
                    <Field label={t("marketing.post.url")} type="url" inputMode="url" placeholder="https://" maxLength={2000} value={values.url} onChange={(url) => set({ url })} />
                    <Field label={t("marketing.post.plannedFor")} type="datetime-local" value={values.planned} onChange={(planned) => set({ planned })} hint={!isOut && t("marketing.post.plannedHint")} />
                </div>
                <div className="field-row">
                    <Select label={t("marketing.post.campaign")} value={values.campaign} onChange={(campaign) => set({ campaign })} options={[["", t("marketing.post.noCampaign")], ...(known ?? []).map((one): [string, string] => [one.id, one.name])]} />
                    {!alone && <Select label={t("marketing.post.owner")} value={values.owner} onChange={(owner) => set({ owner })} options={[["", t("marketing.post.nobody")], ...people.map((one): [string, string] => [one.id, one.name])]} />}
                </div>
                {isOut && <Field label={t("marketing.post.address")} type="url" inputMode="url" placeholder="https://" maxLength={2000} value={values.postedURL} onChange={(postedURL) => set({ postedURL })} />}
                {isOut && <fieldset className="field"><legend>{t("marketing.post.results")}</legend>
                    <div className="field-row">{(["views", "likes", "comments"] as const).map((name) => (
                        <Field key={name} label={t(`marketing.post.${name}`)} type="number" min={0} value={values[name]} onChange={(value) => set({ [name]: value })} />))}</div></fieldset>}
                <Unread of={unread} />
                {problem && <p className="problem" role="alert">{problem}</p>}
                {mayWrite && <footer className="form-foot"><button type="submit" className="button" data-kind="primary" disabled={busy}>{t(post ? "console.save" : values.planned ? "marketing.post.plan" : "marketing.post.keep")}</button></footer>}
            </fieldset>
        </form>
    );
}
