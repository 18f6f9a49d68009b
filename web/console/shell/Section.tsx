import { ReactNode, useState } from "react";
import { Icon } from "./Icon";

const closed = new Set<string>();
const opened = new Set<string>();

/** A part of a pane that folds away; it stays as one left it while the page lives. */
export function Section({ title, name, count, open = false, children }: { title: string; name: string; count?: number; open?: boolean; children: ReactNode }) {
    const [shown, setShown] = useState(opened.has(name) || (open && !closed.has(name)));
    function toggle() {
        (shown ? closed : opened).add(name);
        (shown ? opened : closed).delete(name);
        setShown(!shown);
    }
    return (
        <section className="fold">
            <h3><button type="button" aria-expanded={shown} onClick={toggle}><Icon name={shown ? "chevron-down" : "chevron-right"} />{title}{count ? <span className="meta">{count}</span> : null}</button></h3>
            {shown && <div className="fold-body">{children}</div>}
        </section>
    );
}
