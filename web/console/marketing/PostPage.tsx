import { useState } from "react";
import type { Post } from "../../shared/apiTypes";
import { useNow } from "../shell/clock";
import { CopyButton } from "../shell/CopyButton";
import { Icon } from "../shell/Icon";
import { useKeys } from "../shell/keys";
import { Link } from "../shell/Link";
import { navigate } from "../shell/router";
import { sentenceOf } from "../shell/http";
import { exactTime } from "../shell/times";
import { done } from "../shell/undo";
import { UnreadPage } from "../shell/UnreadPage";
import { useReading } from "../shell/useReading";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { PostForm } from "./PostForm";
import { asOf, headingOf, wordsOf } from "./postRules";
import { changePost, fetchPost, posts, removePost } from "./postState";

/** One post: its words to copy, the note that it is out, what came of it. */
export function PostPage({ id, mayWrite }: { id: string | null; mayWrite: boolean }) {
    const known = useStore(posts, (state) => (id && state.byId?.[id]) || null);
    const now = useNow();
    const post = known && asOf(known, now);
    const [problem, setProblem] = useState("");
    const unread = useReading(async () => { if (id) await fetchPost(id); }, [id]);
    if (id && !post) return <UnreadPage of={unread} back="/marketing/posts" />;

    async function attempt(run: () => Promise<void>) {
        setProblem("");
        try { await run(); } catch (thrown) { setProblem(sentenceOf(thrown)); }
    }
    return (
        <div className="marketing-body">
            <header className="marketing-head">
                <Link to="/marketing/posts" className="icon-button only-narrow" aria-label={t("console.back")}><Icon name="chevron-left" /></Link>
                <h1>{post ? headingOf(post) : t("marketing.posts.new")}</h1>
                {post && <span className="badge">{t(`marketing.post.${post.state}`)}</span>}
            </header>
            {problem && <p className="problem" role="alert">{problem}</p>}
            {post?.posted_at && <p>{t("marketing.post.postedAt", { platform: t(`console.platform.${post.platform}`), at: exactTime(post.posted_at) })}
                {post.posted_url && <> <a className="post-address" href={post.posted_url} target="_blank" rel="noreferrer">{post.posted_url}</a></>}</p>}
            {post?.state === "due" && <p>{t("marketing.post.dueHint")}</p>}
            {post && <Acts post={post} mayWrite={mayWrite} attempt={(run) => void attempt(run)} />}
            {(post || mayWrite) && <PostForm key={post ? `${post.id} ${post.version}` : "new"} post={post} mayWrite={mayWrite} />}
        </div>
    );
}

/** What one does with a post: copy it, mark it as posted, skip it, remove it. */
function Acts({ post, mayWrite, attempt }: { post: Post; mayWrite: boolean; attempt: (run: () => Promise<void>) => void }) {
    const [asked, setAsked] = useState<"posted" | "remove" | null>(null);
    const [address, setAddress] = useState("");
    const isOut = post.state === "posted";
    const open = () => setAsked(asked === "posted" ? null : "posted");
    useKeys(mayWrite && !isOut ? { e: open } : {});
    function mark() {
        setAsked(null);
        attempt(async () => {
            await changePost(post.id, { state: "posted", ...(address.trim() ? { posted_url: address.trim() } : {}) });
            back(t("marketing.post.marked", { title: headingOf(post) }));
        });
    }
    /** Tells what was done; `z` makes it what it was. */
    function back(sentence: string) {
        const before = post.state === "due" ? "planned" : post.state;
        done(sentence, () => attempt(() => changePost(post.id, { state: before })));
    }
    return (
        <div className="campaign-actions">
            <CopyButton text={wordsOf(post)} label={t("marketing.post.copy")} />
            {mayWrite && !isOut && <button type="button" className="button" data-kind={post.state === "due" ? "primary" : undefined} aria-expanded={asked === "posted"} title={`${t("marketing.post.mark")} (e)`} onClick={open}><Icon name="check2" />{t("marketing.post.mark")}</button>}
            {mayWrite && !isOut && post.state !== "skipped" && <button type="button" className="button" onClick={() => attempt(async () => { await changePost(post.id, { state: "skipped" }); back(t("marketing.post.skippedNow", { title: headingOf(post) })); })}>{t("marketing.post.skip")}</button>}
            {mayWrite && <button type="button" className="button" data-kind="quiet" onClick={() => setAsked(asked === "remove" ? null : "remove")}>{t("marketing.post.remove")}</button>}
            {asked && (
                <form className="confirm" onSubmit={(event) => { event.preventDefault(); if (asked === "posted") mark(); else attempt(async () => { await removePost(post.id); navigate("/marketing/posts", { replace: true }); }); }}>
                    {asked === "posted"
                        ? <label className="field post-address-field"><span>{t("marketing.post.address")}</span><input className="input" type="url" inputMode="url" placeholder="https://" maxLength={2000} autoFocus value={address} onChange={(event) => setAddress(event.target.value)} onKeyDown={(event) => { if (event.key === "Escape") setAsked(null); }} /></label>
                        : <span>{t("marketing.post.sure")}</span>}
                    <button type="submit" className="button" data-kind={asked === "posted" ? "primary" : "danger"}>{t(asked === "posted" ? "marketing.post.mark" : "marketing.post.remove")}</button>
                    <button type="button" className="button" data-kind="quiet" onClick={() => setAsked(null)}>{t("common.cancel")}</button>
                </form>
            )}
        </div>
    );
}
