import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import firstLoad from "../console/shell/texts.en";
import audit from "texts:audit@en";
import marketing from "texts:marketing@en";
import models from "texts:models@en";
import people from "texts:people@en";
import sales from "texts:sales@en";
import settings from "texts:settings@en";
import today from "texts:today@en";
import webhooks from "texts:webhooks@en";

const chapters: Record<string, Record<string, string>> = { console: firstLoad, audit, marketing, models, people, sales, settings, today, webhooks };
const known = Object.values(chapters).flatMap((texts) => Object.keys(texts));
const stem = (key: string) => key.replace(/_(one|other)$/, "");

/** The file an import names, beside the one that names it. */
function found(from: string, path: string): string | undefined {
    return ["", ".ts", ".tsx"].map((ending) => join(dirname(from), path) + ending).find((file) => /\.tsx?$/.test(file) && existsSync(file));
}

/** Keys a file asks for: whole, or as far as they are written when the rest is worked out. */
function asked(text: string): { key: string; isWhole: boolean }[] {
    const whole = [...text.matchAll(/"([a-z]+(?:\.\w+)+)"/g)].map(([, key = ""]) => ({ key, isWhole: true }));
    const begun = [...text.matchAll(/`([a-z]+(?:\.\w+)*\.\w*)\$\{/g)].map(([, key = ""]) => ({ key, isWhole: false }));
    return [...whole, ...begun];
}

test("each page of the console comes with every sentence it speaks", () => {
    const unspoken = new Set<string>();
    const seen = new Set<string>();
    function visit(file: string, open: string[]): void {
        const state = `${file} ${open.join()}`;
        if (seen.has(state)) return;
        seen.add(state);
        const text = readFileSync(file, "utf8");
        const spoken = open.flatMap((chapter) => Object.keys(chapters[chapter] ?? {}));
        for (const { key, isWhole } of asked(text)) {
            const fits = (one: string) => isWhole ? stem(one) === key || one === key : one.startsWith(key);
            if (known.some(fits) && !spoken.some(fits)) unspoken.add(`${relative(WEB_ROOT, file)}: ${key}`);
        }
        for (const [, path = ""] of text.matchAll(/^(?:import|export) (?!type\b)[^;]*?"(\.[^"]+)";/gms)) {
            const next = found(file, path);
            if (next) visit(next, open);
        }
        for (const [, chapter, path = ""] of text.matchAll(/(?:withChapter\("(\w+)", \(\) => )?import\("(\.[^"]+)"\)/g)) {
            const next = found(file, path);
            if (next) visit(next, chapter ? [...new Set([...open, chapter])].sort() : open);
        }
    }
    visit(join(WEB_ROOT, "console/main.tsx"), ["console"]);
    assert.ok(seen.size > 150, `only ${seen.size} files were looked at`);
    assert.deepEqual([...unspoken].sort(), []);
});
