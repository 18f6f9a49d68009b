import { RefObject, useEffect, useState } from "react";
import { Icon } from "./Icon";

interface Props { value: string; label: string; box: RefObject<HTMLInputElement>; onSearch: (text: string) => void }

/** The line one searches a list by; it asks a moment after the last stroke. */
export function SearchBox({ value, label, box, onSearch }: Props) {
    const [text, setText] = useState(value);
    useEffect(() => {
        if (text.trim() === value) return;
        const timer = setTimeout(() => onSearch(text.trim()), 200);
        return () => clearTimeout(timer);
    }, [text, value]);
    return (
        <label className="search"><Icon name="search" />
            <input ref={box} type="search" value={text} placeholder={label} aria-label={label} onChange={(event) => setText(event.target.value)}
                onKeyDown={(event) => { if (event.key === "Escape") { setText(""); event.currentTarget.blur(); } }} /><kbd>/</kbd></label>
    );
}
