import assert from "node:assert/strict";
import { test } from "node:test";
import { createSentences } from "../shared/sentences";
import type { Locale } from "../shared/sentences";
import { knownParts } from "../reports/knownParts";
import texts from "locales:reports.answer-rate";

const values = { answered_count: 97, sent_count: 197, low_answer_ratio: "50%", typical_answer_ratio: "0%", low_csat_ratio: "90%" };

test("what nobody knows is left out of a sentence, never told as a dash", () => {
    const told = (locale: Locale) => knownParts(createSentences(texts, locale).t("reports.answer-rate.of", values));
    assert.equal(told("en"), "97 of 197 answered · low risk 50% · usual 0% · 90% of low risk satisfied");
    assert.equal(told("zh-Hans"), "197 份中 97 份已答复 · 低风险 50% · 一般风险 0% · 低风险满意 90%");
});
