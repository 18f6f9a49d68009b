import { KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import type { Customer } from "../../shared/staff";
import type { MailPerson } from "../../shared/mail";
import type { Page } from "../../shared/wire";
import { get } from "../shell/http";
import { Icon } from "../shell/Icon";
import { t } from "../shell/words";
import { fitOf } from "../tickets/composerText";
import { isAddress, peopleIn, personName, personWhole } from "./mailText";

interface Props { label: string; people: readonly MailPerson[]; known: readonly MailPerson[]; onChange: (people: MailPerson[]) => void; autoFocus?: boolean; hideLabel?: boolean }

/** People as chips: typed, pasted or picked; Backspace takes the last one back into the field, arrows move between them. */
export function PeopleField({ label, people, known, onChange, autoFocus = false, hideLabel = false }: Props) {
    const [text, setText] = useState("");
    const [at, setAt] = useState(0);
    const [open, setOpen] = useState(false);
    const [found, setFound] = useState<readonly MailPerson[]>([]);
    const box = useRef<HTMLDivElement>(null);
    const id = useId();
    const typed = text.trim();
    useEffect(() => {
        setAt(0);
        if (typed.length < 2) { setFound([]); return; }
        let stale = false;
        const timer = setTimeout(() => {
            get<Page<Customer>>(`/customers?q=${encodeURIComponent(typed)}&limit=5`).then(({ items }) => {
                if (!stale) setFound(items.flatMap((one) => one.emails[0] ? [{ name: one.name, address: one.emails[0].address }] : []));
            }, () => undefined);
        }, 200);
        return () => { stale = true; clearTimeout(timer); };
    }, [typed]);

    const chosen = new Set(people.map(({ address }) => address.toLowerCase()));
    const offered = [...new Map([...known.filter((person) => typed === "" || fitOf(typed, `${person.name} ${person.address}`) > 1), ...(typed ? found : [])]
        .filter(({ address }) => !chosen.has(address.toLowerCase())).map((person) => [person.address.toLowerCase(), person])).values()].slice(0, 6);
    const shown = open && offered.length > 0 && (typed !== "" || known.length > 0);

    function add(more: readonly MailPerson[]) {
        const fresh = more.filter(({ address }) => address !== "" && !chosen.has(address.toLowerCase()));
        if (fresh.length > 0) onChange([...people, ...fresh]);
        setText("");
    }
    function remove(index: number) {
        onChange(people.filter((_, place) => place !== index));
        requestAnimationFrame(() => {
            const chips = box.current?.querySelectorAll<HTMLElement>(".person");
            (chips?.[Math.min(index, chips.length - 1)] ?? box.current?.querySelector("input"))?.focus();
        });
    }
    const input = () => box.current?.querySelector("input");
    function keyed(event: KeyboardEvent<HTMLInputElement>) {
        if (event.nativeEvent.isComposing) return;
        const pick = shown ? offered[at] : undefined;
        if (event.key === "ArrowDown" && shown) setAt(Math.min(offered.length - 1, at + 1));
        else if (event.key === "ArrowUp" && shown) setAt(Math.max(0, at - 1));
        else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) { if (pick && (typed === "" || !typed.includes("@") || personWhole(pick).toLowerCase().includes(typed.toLowerCase()))) add([pick]); else if (typed) add(peopleIn(text)); }
        else if ((event.key === "," || event.key === ";" || event.key === "，" || event.key === "；") && typed.includes("@")) add(peopleIn(text));
        else if (event.key === "Tab" && typed !== "" && !event.shiftKey) { if (pick && !typed.includes("@")) add([pick]); else add(peopleIn(text)); }
        else if (event.key === "Backspace" && text === "" && people.length > 0) {
            const last = people[people.length - 1];
            onChange(people.slice(0, -1));
            if (last) setText(personWhole(last));
        } else if (event.key === "ArrowLeft" && text === "") chip(people.length - 1);
        else if (event.key === "Escape" && open && shown) { event.stopPropagation(); setOpen(false); }
        else return;
        event.preventDefault();
    }
    function chip(index: number) { box.current?.querySelectorAll<HTMLElement>(".person")[index]?.focus(); }
    function chipKeyed(event: KeyboardEvent, index: number) {
        if (event.key === "Delete" || event.key === "Backspace") remove(index);
        else if (event.key === "ArrowLeft") chip(Math.max(0, index - 1));
        else if (event.key === "ArrowRight") { if (index + 1 < people.length) chip(index + 1); else input()?.focus(); }
        else if (event.key === "Enter") {
            const person = people[index];
            onChange(people.filter((_, place) => place !== index));
            if (person) setText(personWhole(person));
            input()?.focus();
        } else return;
        event.preventDefault();
        event.stopPropagation();
    }
    return (
        <div className="people" ref={box} onClick={(event) => { if (event.target === event.currentTarget) input()?.focus(); }}>
            <label htmlFor={id} className={hideLabel ? "visually-hidden" : "people-label"}>{label}</label>
            {people.map((person, index) => {
                const valid = isAddress(person.address);
                return (
                    <span key={person.address} tabIndex={-1} role="group" className={`person${valid ? "" : " is-invalid"}`} title={valid ? personWhole(person) : t("console.mail.invalid", { address: person.address })} aria-label={valid ? personWhole(person) : t("console.mail.invalid", { address: person.address })} onKeyDown={(event) => chipKeyed(event, index)}>
                        {!valid && <Icon name="exclamation-circle" />}<span className="person-name">{personName(person)}</span>
                        <button type="button" tabIndex={-1} aria-label={t("console.removeNamed", { name: personName(person) })} onClick={() => remove(index)}><Icon name="x-lg" /></button>
                    </span>
                );
            })}
            <span className="people-input">
                <input id={id} value={text} autoFocus={autoFocus} autoComplete="off" spellCheck={false} inputMode="email" role="combobox" aria-expanded={shown} aria-controls={`${id}-list`} aria-activedescendant={shown ? `${id}-${at}` : undefined}
                    placeholder={people.length === 0 ? t("console.mail.addPerson") : ""} size={Math.max(12, text.length + 1)}
                    onChange={(event) => { setText(event.target.value); setOpen(true); }} onKeyDown={keyed} onFocus={() => setOpen(true)}
                    onPaste={(event) => { const pasted = event.clipboardData.getData("text"); if (/[,;，；\n]/.test(pasted.trim())) { event.preventDefault(); add(peopleIn(text + pasted)); } }}
                    onBlur={() => { setOpen(false); if (typed) add(peopleIn(text)); }} />
                {shown && (
                    <span className="popover people-list" role="listbox" id={`${id}-list`} aria-label={t("console.mail.known")}>
                        {offered.map((person, index) => (
                            <span key={person.address} role="option" id={`${id}-${index}`} aria-selected={index === at} className={`menu-choice${index === at ? " is-at" : ""}`}
                                onMouseMove={() => setAt(index)} onMouseDown={(event) => { event.preventDefault(); add([person]); }}>
                                <span className="menu-label">{personName(person)}</span>{person.name && <span className="menu-hint">{person.address}</span>}
                            </span>
                        ))}
                    </span>
                )}
            </span>
        </div>
    );
}
