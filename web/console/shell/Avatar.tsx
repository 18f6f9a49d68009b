/** A person's mark: one or two letters on a colour that stays theirs. */
export function Avatar({ name, size = "m", state }: { name: string; size?: "s" | "m" | "l"; state?: string | undefined }) {
    return (
        <span className={`avatar avatar-${size} hue-${hueOf(name)}`} aria-hidden="true">
            {lettersOf(name)}
            {state && <span className={`avatar-state is-${state}`} />}
        </span>
    );
}

/** The letters shown: the last character of a Chinese given name is telling enough, else initials. */
export function lettersOf(name: string): string {
    const whole = name.trim();
    if (!whole) return "?";
    const chinese = /[\u3400-\u9fff]+/.exec(whole)?.[0];
    if (chinese) return chinese.slice(-1);
    const words = whole.split(/[\s@._-]+/).filter(Boolean);
    return ((words[0]?.[0] ?? "?") + (words.length > 1 ? words[words.length - 1]?.[0] ?? "" : "")).toUpperCase();
}

function hueOf(name: string): number {
    let sum = 0;
    for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 997;
    return sum % 6;
}
