import { useState } from "react";
import { t } from "../shell/words";
import { foldAt, foldQuote, linkPieces } from "../shell/autoLink";
import type { Attachment } from "../../shared/wire";
import { replyPieces } from "../mail/pictures";
import { AttachmentView } from "./AttachmentView";

/** Plain text with its links alive, its pictures in their places, and a quoted earlier mail folded away. */
export function MessageText({ text, mentions = [], foldsAt, files = [] }: { text: string; mentions?: readonly string[]; foldsAt?: number | null; files?: readonly Attachment[] }) {
    const [open, setOpen] = useState(false);
    const { body, quote } = foldsAt === undefined ? foldQuote(text) : foldAt(text, foldsAt);
    return (
        <div className="message-text" dir="auto">
            {replyPieces(body, files).map((piece, index) => piece.picture ? <AttachmentView key={index} file={piece.picture} /> : <Linked key={index} text={piece.text} mentions={mentions} />)}
            {quote && (
                <>
                    <button type="button" className="quote-toggle" aria-expanded={open} aria-label={t("console.thread.quote")} onClick={() => setOpen(!open)}>•••</button>
                    {open && <blockquote><Linked text={quote} mentions={[]} /></blockquote>}
                </>
            )}
        </div>
    );
}

function Linked({ text, mentions }: { text: string; mentions: readonly string[] }) {
    return (
        <>
            {linkPieces(text).map((piece, index) => piece.href
                ? <a key={index} href={piece.href} target="_blank" rel="noreferrer noopener nofollow">{piece.text}</a>
                : <Mentioned key={index} text={piece.text} names={mentions} />)}
        </>
    );
}

function Mentioned({ text, names }: { text: string; names: readonly string[] }) {
    if (names.length === 0) return <>{text}</>;
    const escaped = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
    return (
        <>
            {text.split(new RegExp(`(@(?:${escaped}))`)).map((piece, index) => index % 2 === 1
                ? <strong key={index} className="mention">{piece}</strong> : piece)}
        </>
    );
}
