import assert from "node:assert/strict";
import { test } from "node:test";
import { basisPointsOf, shareText } from "../console/sales/shares";

test("a share is written in per cent and kept in basis points", () => {
    assert.deepEqual(["13", "7.5", "0,25", "", " 100 "].map(basisPointsOf), [1_300, 750, 25, 0, 10_000]);
    assert.deepEqual(["100.01", "7.555", "-1", "x", "1e2"].map(basisPointsOf), [null, null, null, null, null]);
    assert.deepEqual([1_300, 750, 25, 0].map(shareText), ["13", "7.5", "0.25", ""]);
});
