import type { AnchorHTMLAttributes, MouseEvent } from "react";
import { navigate } from "./router";

/** An ordinary link that stays inside the console; modified clicks open a tab as usual. */
export function Link({ to, onClick, ...rest }: { to: string } & AnchorHTMLAttributes<HTMLAnchorElement>) {
    function follow(event: MouseEvent<HTMLAnchorElement>) {
        onClick?.(event);
        if (event.defaultPrevented || event.button !== 0) return;
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        navigate(to);
    }
    return <a href={to} onClick={follow} {...rest} />;
}
