import type { Inbox, InboxSettings } from "../../shared/staff";
import { session } from "../session/sessionState";
import { CopyButton } from "../shell/CopyButton";
import { Check, Field } from "../shell/Field";
import { Link } from "../shell/Link";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { ProgramAddress } from "./ProgramAddress";

interface Props { inbox: Inbox; settings: InboxSettings; onChange: (part: Partial<InboxSettings>) => void }

/** How another program brings messages in, and where its answers go. */
export function ProgramSettings({ inbox, settings, onChange }: Props) {
    const address = useStore(session, (state) => state.setup?.public_url) || location.origin;
    const line = callOf(address.replace(/\/$/, ""), inbox.key, settings.platform || "weibo");
    return (
        <>
            <fieldset className="group"><legend>{t("console.program.in")}</legend>
                <p className="muted">{t("console.program.inHint")} <Link className="link" to="/settings/keys">{t("console.program.keys")}</Link></p>
                <div className="snippet is-tall"><code>{line}</code><CopyButton text={line} label={t("console.copy")} /></div>
                <Field label={t("console.program.platform")} value={settings.platform ?? ""} maxLength={40} pattern="[a-z0-9._\-]*" placeholder="weibo" onChange={(platform) => onChange({ platform: platform.toLowerCase() })} hint={t("console.program.platformHint")} />
                <Check label={t("console.program.trusts")} checked={settings.trusts_identities ?? false} onChange={(trusts_identities) => onChange({ trusts_identities })} hint={t("console.program.trustsHint")} />
            </fieldset>
            <ProgramAddress inbox={inbox} />
        </>
    );
}

/** A call that works once the key stands in it. */
function callOf(address: string, inbox: string, platform: string): string {
    const body = {
        inbox, conversation: "test-1", id: "1", platform,
        from: { id: "u-1", name: "Mei Chen", handle: "mei_chen" }, text: "Where is my parcel?",
    };
    return [
        `curl ${address}/api/v1/inbound-messages \\`, "  -H 'Authorization: Bearer YOUR_KEY' \\",
        "  -H 'Content-Type: application/json' \\", `  -d '${JSON.stringify(body)}'`,
    ].join("\n");
}
