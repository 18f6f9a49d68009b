import { useEffect, useState } from "react";
import { t } from "./words";
import { Icon } from "./Icon";
import { hush, toasts } from "./toastState";
import { useStore } from "./useStore";

/** The sentences at the foot of the page, read out politely. */
export function Toasts() {
    const shown = useStore(toasts, (state) => state.shown);
    return (
        <div className="toasts" role="status" aria-live="polite">
            {shown.map((toast) => (
                <div key={toast.id} className={`toast is-${toast.tone}`}>
                    {toast.until && toast.ticking ? <Ticking text={toast.text} until={toast.until} ticking={toast.ticking} /> : <span>{toast.text}</span>}
                    {toast.action && (
                        <button type="button" className="toast-action" onClick={() => { toast.action?.run(); hush(toast.id); }}>
                            {toast.action.label}{toast.action.hint && <kbd>{toast.action.hint}</kbd>}
                        </button>
                    )}
                    <button type="button" className="icon-button" aria-label={t("console.close")} onClick={() => hush(toast.id)}><Icon name="x-lg" /></button>
                </div>
            ))}
        </div>
    );
}

/** A sentence that counts down; read out once, not each second. */
function Ticking({ text, until, ticking }: { text: string; until: number; ticking: (seconds: number) => string }) {
    const [now, setNow] = useState(Date.now());
    useEffect(() => { const timer = setInterval(() => setNow(Date.now()), 250); return () => clearInterval(timer); }, []);
    return <><span className="visually-hidden">{text}</span><span aria-hidden="true">{ticking(Math.max(0, Math.ceil((until - now) / 1000)))}</span></>;
}
