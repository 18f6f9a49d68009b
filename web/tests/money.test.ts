import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import "./consoleDom";
import { amountText, minorOf } from "../console/orders/money";
import { digitsOf, moneyIn } from "../shared/money";

test("a page and the server agree on every currency's smallest unit", () => {
    const source = readFileSync(`${WEB_ROOT}/../Sources/Basics/MoneyText.swift`, "utf8");
    const [, zero = "", three = ""] = /switch currency \{([^:]+):\s+0\s+case ([^:]+): 3/.exec(source) ?? [];
    const codes = (text: string) => [...text.matchAll(/"([A-Z]{3})"/g)].map(([, code = ""]) => code);
    assert.ok(codes(zero).length > 10 && codes(three).length > 5);
    for (const code of codes(zero)) assert.equal(digitsOf(code), 0, code);
    for (const code of codes(three)) assert.equal(digitsOf(code), 3, code);
    // Browsers show these without hundredths; the server reckons in them.
    for (const code of ["HUF", "COP", "IDR", "PKR", "CNY", "EUR"]) assert.equal(digitsOf(code), 2, code);
});

test("what is typed comes back as it was, and nothing finer than the currency is taken", () => {
    for (const [text, currency, minor] of [["12.345", "KWD", 12_345], ["1,680", "JPY", 1_680], ["168.5", "CNY", 16_850], ["100", "HUF", 10_000]] as const) {
        assert.equal(minorOf(text, currency), minor);
        assert.equal(minorOf(amountText(minor, currency), currency), minor);
    }
    assert.deepEqual([minorOf("1.5", "JPY"), minorOf("1.2345", "KWD"), minorOf("-1", "CNY")], [null, null, null]);
    assert.equal(moneyIn("en", { amount_minor: 12_345, currency: "KWD" }, undefined).replace(/\s/g, " "), "KWD 12.345");
    assert.equal(moneyIn("en", { amount_minor: 10_050, currency: "HUF" }, undefined).replace(/\s/g, " "), "HUF 100.50");
});
