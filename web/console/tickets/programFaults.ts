import { t } from "../shell/words";

/** In plain words why an address did not take what it was told, and what to do. */
export function faultWords(status: number | null, fault: string): string {
    if (fault === "") return "";
    if (status !== null) {
        const kind = status < 400 ? "redirect" : status === 401 || status === 403 ? "forbidden" : status === 404 ? "missing" : status === 410 ? "gone" : status === 429 || status >= 500 ? "busy" : "refused";
        return t(`console.program.fault_${kind}`, { status: String(status) });
    }
    if (fault.includes("private network")) return t("console.program.fault_private");
    return t("console.program.fault_silent", { reason: fault });
}
