import { ReactNode } from "react";
import { locale, speak } from "../shell/words";
import { Icon } from "../shell/Icon";

/** The page before the desk: a title, a few fields, and the language. */
export function DoorPage({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
    const other = locale() === "en" ? "zh-Hans" : "en";
    return (
        <div className="door">
            <main className="door-card">
                <p className="door-mark"><Icon name="bell-fill" />Deskbell</p>
                <h1>{title}</h1>
                {lead && <p className="muted">{lead}</p>}
                {children}
            </main>
            <button type="button" className="link muted" lang={other} onClick={() => void speak(other)}>{other === "en" ? "English" : "中文"}</button>
        </div>
    );
}
