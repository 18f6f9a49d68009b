import { lazy, Suspense, useMemo, useState } from "react";
import type { MailOriginal } from "../../shared/mail";
import type { Message } from "../../shared/wire";
import { Icon } from "../shell/Icon";
import { Unread } from "../shell/Unread";
import { useLate } from "../shell/useLate";
import { useReading } from "../shell/useReading";
import { t } from "../shell/words";
import { fetchOriginal, picturesOf } from "./originals";

const MailFrame = lazy(() => import("./MailFrame"));

/** A mail as its sender laid it out; pictures from elsewhere stay away until asked for. */
export function AsSent({ message }: { message: Message }) {
    const [original, setOriginal] = useState<MailOriginal | null>(null);
    const [remote, setRemote] = useState(false);
    const [blocked, setBlocked] = useState(0);
    const [tooMuch, setTooMuch] = useState(false);
    const unread = useReading(() => fetchOriginal(message), [message.id], { take: setOriginal });
    const late = useLate(!original && !unread);
    const pictures = useMemo(() => original ? picturesOf(original, remote) : null, [original, remote]);
    if (unread) return <Unread of={unread} />;
    if (!original || !pictures) return late ? <p className="muted">{t("console.mail.fetching")}</p> : null;
    if (original.html === null || tooMuch) return <p className="muted">{t(tooMuch ? "console.mail.tooMuch" : "console.mail.noHtml")}</p>;
    return (
        <>
            {blocked > 0 && !remote && (
                <div className="mail-blocked"><Icon name="image" /><span>{t("console.mail.blocked", { count: blocked })}</span>
                    {original.pictures && <button type="button" className="link" onClick={() => setRemote(true)} title={t("console.mail.showPicturesHint")}>{t("console.mail.showPictures")}</button>}</div>
            )}
            {remote && blocked > 0 && <p className="mail-blocked">{t("console.mail.picturesMissing", { count: blocked })}</p>}
            <Suspense fallback={null}>
                <MailFrame html={original.html} label={t("console.mail.frame", { name: message.author.name })} pictures={pictures} onBlocked={setBlocked} onTooMuch={() => setTooMuch(true)} />
            </Suspense>
        </>
    );
}
