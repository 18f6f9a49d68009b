import { useState } from "react";
import type { Quote } from "../../shared/apiTypes";
import { EditorDialog } from "../settings/EditorDialog";
import { Check, Field } from "../shell/Field";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { papers, sendQuote } from "./quoteState";

/** Sends a quote by mail, or only makes its link. */
export function SendQuote({ quote, onClose, onSent }: { quote: Quote; onClose: () => void; onSent: (number: string) => void }) {
    const [mails, setMails] = useState(quote.customer.email !== null);
    const [email, setEmail] = useState(quote.mail?.address ?? quote.customer.email ?? "");
    const [message, setMessage] = useState("");
    const number = useStore(papers, (state) => state.quotes[quote.id]?.number ?? null);
    async function save() {
        await sendQuote(quote, { email: mails ? email.trim() : null, message: mails ? message.trim() : null });
    }
    function close() {
        const sent = papers.get().quotes[quote.id]?.number ?? number;
        onClose();
        if (sent && sent !== quote.number) onSent(sent);
    }
    return (
        <EditorDialog title={t("sales.quotes.send")} size="small" onClose={close} onSave={save} saveLabel={t(mails ? "sales.quotes.sendMail" : "sales.quotes.makeLink")}>
            <p className="meta">{t("sales.quotes.sendHint")}</p>
            <Check label={t("sales.quotes.byMail")} checked={mails} onChange={setMails} />
            {mails && <Field label={t("sales.quotes.address")} type="email" value={email} onChange={setEmail} required hint={t("sales.quotes.mailHint")} />}
            {mails && <label className="field"><span>{t("sales.quotes.message")}</span><textarea className="input" rows={4} maxLength={4000} value={message} onChange={(event) => setMessage(event.target.value)} /></label>}
        </EditorDialog>
    );
}
