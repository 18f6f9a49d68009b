import { useEffect } from "react";
import { t } from "../shell/words";
import { DoorPage } from "./DoorPage";
import { openSession } from "./sessionState";

/** No answer from the server; the page asks again by itself. */
export function Unreachable() {
    useEffect(() => {
        const timer = setInterval(() => void openSession(), 3000);
        return () => clearInterval(timer);
    }, []);
    return (
        <DoorPage title={t("console.unreachable.title")} lead={t("console.unreachable.lead")}>
            <button type="button" className="button" onClick={() => void openSession()}>{t("console.tryAgain")}</button>
        </DoorPage>
    );
}
