import assert from "node:assert/strict";
import { test } from "node:test";
import css from "../shared/tokens.css";

type Colours = Map<string, string>;

/** The declarations between the first brace after `selector` and the brace that closes it. */
function block(selector: string): Colours {
    const start = (css as string).indexOf("{", (css as string).indexOf(selector)) + 1;
    const body = (css as string).slice(start, (css as string).indexOf("}", start));
    return new Map([...body.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name = "", value = ""]) => [name, value]));
}

const raw = block(":root {");
const light = block(':root,\n[data-theme="light"]');
const dark = block('\n[data-theme="dark"]');

function hex(theme: Colours, name: string): string {
    const value = theme.get(name) ?? raw.get(name) ?? "";
    const reference = /^var\((--[\w-]+)\)$/.exec(value)?.[1];
    return reference ? hex(theme, reference) : value;
}

/** WCAG 2.2 contrast ratio of two "#rrggbb" colours. */
function contrast(one: string, other: string): number {
    const luminance = (colour: string) => {
        const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
            const share = parseInt(colour.slice(at, at + 2), 16) / 255;
            return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
}

const grounds = ["--color-surface", "--color-surface-raised", "--color-surface-sunken"];
const readable: [text: string, ground: string][] = [
    ...grounds.flatMap((ground) => ["text", "text-muted", "accent", "positive", "warning", "danger"]
        .map((text): [string, string] => [`--color-${text}`, ground])),
    ["--color-text", "--color-surface-hover"], ["--color-text-muted", "--color-surface-hover"],
    ...[...light.keys()].filter((name) => name.startsWith("--color-on-")).map((name): [string, string] =>
        [name, name.replace("-on-", "-")]),
];

for (const [name, theme] of [["light", light], ["dark", dark]] as const) {
    test(`every text is readable on its ground in the ${name} theme (4.5:1)`, () => {
        assert.ok(readable.length > 25);
        const weak = readable
            .map(([text, ground]) => ({ text, ground, ratio: contrast(hex(theme, text), hex(theme, ground)) }))
            .filter(({ ratio }) => !(ratio >= 4.5));
        assert.deepEqual(weak, []);
    });

    test(`the border of an input stands out in the ${name} theme (3:1)`, () => {
        assert.ok(contrast(hex(theme, "--color-border-strong"), hex(theme, "--color-surface")) >= 3);
    });
}

test("both themes give every meaning", () => {
    assert.deepEqual([...dark.keys()], [...light.keys()]);
});

test("the theme of the system and the chosen dark theme are one", () => {
    assert.deepEqual([...block(':root:not([data-theme="light"])')], [...dark]);
});
