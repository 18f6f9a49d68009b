import { ChangeEvent, useRef, useState } from "react";
import { upload } from "../../shared/upload";
import { sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { t } from "../shell/words";

/** The picture at the head of quotes: shown as it will stand, chosen from a file, or taken off. */
export function LogoField({ url, onChange }: { url: string | null; onChange: (id: string | null, url: string | null) => void }) {
    const [problem, setProblem] = useState("");
    const [busy, setBusy] = useState(false);
    const field = useRef<HTMLInputElement>(null);
    async function take(event: ChangeEvent<HTMLInputElement>) {
        const file = event.target.files?.[0];
        event.target.value = "";
        if (!file) return;
        if (!["image/png", "image/jpeg"].includes(file.type) || file.size > 1_048_576) { setProblem(t("sales.settings.logoKind")); return; }
        setBusy(true);
        setProblem("");
        try {
            const made = await upload<{ id: string; url: string }>("/attachments", file);
            onChange(made.id, made.url);
        } catch (reason) {
            setProblem(sentenceOf(reason));
        } finally {
            setBusy(false);
        }
    }
    return (
        <div className="field logo-field" role="group" aria-label={t("sales.settings.logo")}><span>{t("sales.settings.logo")}</span>
            {url && <img src={url} alt={t("sales.settings.logo")} />}
            <input ref={field} type="file" hidden accept="image/png,image/jpeg" aria-label={t("sales.settings.chooseLogo")} onChange={(event) => void take(event)} />
            <span className="logo-acts"><button type="button" className="button" disabled={busy} onClick={() => field.current?.click()}><Icon name="image" />{t("sales.settings.chooseLogo")}</button>
                {url && <button type="button" className="button" data-kind="quiet" onClick={() => onChange(null, null)}>{t("sales.settings.noLogo")}</button>}</span>
            <small className="hint">{t("sales.settings.logoHint")}</small>
            {problem && <p className="problem" role="alert">{problem}</p>}
        </div>
    );
}
