import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import texts from "locales:all";
import "./consoleWords";
import { actionText } from "../console/audit/actionText";

test("everything the server notes in the audit log has words in both languages", () => {
    const sources = join(WEB_ROOT, "../Sources");
    const noted = new Set<string>();
    for (const file of readdirSync(sources, { recursive: true })) {
        if (!file.endsWith(".swift")) continue;
        const text = readFileSync(join(sources, file), "utf8");
        for (const [, one = "", other] of text.matchAll(/\b(?:audit|record|recorded)\(\s*(?:[^()"]|\([^()"]*\))*"([a-z_]+\.[a-z_]+)"(?:\s*:\s*"([a-z_]+\.[a-z_]+)")?/g)) {
            noted.add(one);
            if (other) noted.add(other);
        }
    }
    assert.ok(noted.size > 90, `only ${noted.size} acts were found`);
    const silent = [...noted].filter((action) => actionText(action) === action
        || action.split(".").some((name, place) => !(`console.audit.${place === 0 ? "thing" : "verb"}_${name}` in texts["zh-Hans"]) && !action.startsWith("session.")));
    assert.deepEqual(silent, []);
});
