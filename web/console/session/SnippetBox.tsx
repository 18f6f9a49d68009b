import { t } from "../shell/words";
import { CopyButton } from "../shell/CopyButton";
import { useStore } from "../shell/useStore";
import { session } from "./sessionState";

/** The line that puts the chat on a shop's page, with its copy button. */
export function SnippetBox({ inboxKey }: { inboxKey: string }) {
    const address = useStore(session, (state) => state.setup?.public_url) || location.origin;
    const line = `<script async src="${address.replace(/\/$/, "")}/widget.js" data-inbox="${inboxKey}"></script>`;
    return (
        <div className="snippet">
            <code>{line}</code>
            <CopyButton text={line} label={t("console.snippet.copy")} />
        </div>
    );
}
