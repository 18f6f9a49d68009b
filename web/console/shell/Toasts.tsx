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
                    <span>{toast.text}</span>
                    {toast.action && (
                        <button type="button" className="toast-action" onClick={() => { toast.action?.run(); hush(toast.id); }}>
                            {toast.action.label}
                        </button>
                    )}
                    <button type="button" className="icon-button" aria-label={t("console.close")} onClick={() => hush(toast.id)}><Icon name="x-lg" /></button>
                </div>
            ))}
        </div>
    );
}
