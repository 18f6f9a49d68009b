import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import texts from "locales:all";
import { createWords, pickLocale } from "../shared/i18n";

const english = texts.en;
const chinese = texts["zh-Hans"];
const base = (key: string) => key.replace(/_(one|other)$/, "");
const names = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

test("both languages say the same things", () => {
    const keys = (language: Record<string, string>) => [...new Set(Object.keys(language).map(base))].sort();
    assert.deepEqual(keys(chinese), keys(english));
});

test("a translation uses the values its English sentence uses", () => {
    const differing = Object.entries(english).filter(([key, text]) => {
        const other = chinese[key] ?? chinese[`${base(key)}_other`] ?? "";
        const optional = (list: string[]) => list.filter((name) => !key.endsWith("_one") || name !== "{count}").join();
        return !key.endsWith("_one") && optional(names(text)) !== optional(names(other));
    });
    assert.deepEqual(differing.map(([key]) => key), []);
});

test("a sentence that counts has its general form in both languages", () => {
    for (const language of [english, chinese]) {
        const missing = Object.keys(language).filter((key) => key.endsWith("_one") && !(`${base(key)}_other` in language));
        assert.deepEqual(missing, []);
    }
});

test("every sentence the widget and the pages ask for exists", () => {
    const missing: string[] = [];
    for (const folder of ["widget", "pages"]) {
        const prefixes = folder === "widget" ? /"((?:widget|card|common)\.\w+)"/g : /"((?:survey|form|card|common)\.\w+)"/g;
        for (const file of readdirSync(`${WEB_ROOT}/${folder}`, { recursive: true })) {
            if (!file.endsWith(".ts")) continue;
            for (const [, key = ""] of readFileSync(`${WEB_ROOT}/${folder}/${file}`, "utf8").matchAll(prefixes)) {
                if (!(key in english) && !(`${key}_other` in english)) missing.push(`${file}: ${key}`);
            }
        }
    }
    assert.deepEqual(missing, []);
});

test("no sentence shouts", () => {
    const loud = Object.entries({ ...english, ...chinese }).filter(([, text]) => /[!！]/.test(text));
    assert.deepEqual(loud, []);
});

test("puts values and plural forms in place", () => {
    const words = createWords({ en: { "a_one": "{count} day", "a_other": "{count} days", b: "Hi {name}" }, "zh-Hans": {} }, "en");
    assert.deepEqual([words.t("a", { count: 1 }), words.t("a", { count: 1_200 })], ["1 day", "1,200 days"]);
    assert.equal(words.t("b", { name: "Mei" }), "Hi Mei");
    assert.equal(words.t("b"), "Hi {name}");
    assert.equal(words.t("missing"), "missing");
});

test("tells lengths and distances of time in the reader's words", () => {
    const en = createWords(texts, "en", "Asia/Shanghai");
    const zh = createWords(texts, "zh-Hans", "Asia/Shanghai");
    assert.deepEqual([10, 180, 7_200, 200_000].map(en.duration), ["1 min", "3 min", "2 hr", "2 days"]);
    const now = Date.parse("2026-11-23T10:00:00Z");
    assert.equal(en.ago("2026-11-23T09:57:00Z", now), "3 minutes ago");
    assert.equal(zh.ago("2026-11-22T09:00:00Z", now), "昨天");
});

test("picks the first language it can speak", () => {
    assert.equal(pickLocale([null, "fr", "zh-TW", "en"]), "zh-Hans");
    assert.equal(pickLocale(["de"]), "en");
});
