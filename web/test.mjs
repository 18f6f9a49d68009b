// Bundles web/tests/*.test.ts(x) on the fly and runs them on Node's own runner. `node web/test.mjs [name]` picks some.
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { generatedImports, loadEsbuild, modulePath, root } from "./toolchain.mjs";

const wanted = process.argv[2] ?? "";
const cache = join(root, ".cache/tests");
rmSync(cache, { recursive: true, force: true });
mkdirSync(cache, { recursive: true });
const names = readdirSync(join(root, "tests")).filter((name) => /\.test\.tsx?$/.test(name) && name.includes(wanted));
await loadEsbuild().build({
    entryPoints: names.map((name) => join(root, "tests", name)),
    outdir: cache,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    format: "cjs",
    target: ["node18"],
    external: ["jsdom"],
    nodePaths: [modulePath],
    plugins: [generatedImports],
    jsx: "automatic",
    loader: { ".css": "text", ".html": "text" },
    sourcemap: "inline",
    logLevel: "warning",
    define: { WEB_ROOT: JSON.stringify(root) },
});
const run = spawnSync(process.execPath, ["--enable-source-maps", "--test", cache], {
    stdio: "inherit",
    env: { ...process.env, NODE_PATH: modulePath, TZ: "Asia/Shanghai" },
});
process.exit(run.status ?? 1);
