// Checks and bundles the web apps into web/dist (layout: see writeOutputs). `--no-check` leaves tsc out.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { generatedImports, languages, loadEsbuild, modulePath, root, sentences } from "./toolchain.mjs";

const final = join(root, "dist");
const dist = join(root, ".cache/dist");
const limits = { launcher: 2_000, panel: 15_000, console: 200_000 };

/** Each page: its source, the script where several share one, where it lands, and whether its script may be split into chunks loaded later. */
const pages = [
    { source: "console/index.html", target: "console/index.html", split: true },
    { source: "reports/index.html", target: "reports/index.html", split: true },
    { source: "widget/panel.html", target: "widget/panel.html", split: true },
    { source: "pages/sheet.html", script: "survey.ts", target: "pages/survey.html" },
    { source: "pages/sheet.html", script: "offer.ts", target: "pages/offer.html" },
    { source: "pages/sheet.html", script: "quote.ts", target: "pages/quote.html" },
    { source: "pages/unsubscribe.html", target: "pages/unsubscribe.html" },
    { source: "pages/form.html", target: "pages/form.html" },
    { source: "pages/demo.html", target: "pages/demo.html" },
];

const esbuild = loadEsbuild();
const common = {
    bundle: true,
    minify: true,
    target: ["chrome94", "edge94", "firefox93", "safari16"],
    logLevel: "warning",
    legalComments: "none",
    nodePaths: [modulePath],
    plugins: [generatedImports],
    loader: { ".svg": "file", ".webp": "file", ".png": "file" },
    define: { "process.env.NODE_ENV": '"production"' },
    jsx: "automatic",
    metafile: true,
    write: false,
    outdir: join(dist, "assets"),
    entryNames: "[name].[hash]",
    chunkNames: "[name].[hash]",
    assetNames: "[name].[hash]",
    publicPath: "/assets",
    charset: "utf8",
};

const written = new Map();

function put(path, contents) {
    const bytes = Buffer.from(contents);
    const file = join(dist, path);
    mkdirSync(dirname(file), { recursive: true });
    const gzip = gzipSync(bytes, { level: 9 });
    const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
    writeFileSync(file, bytes);
    writeFileSync(`${file}.gz`, gzip);
    writeFileSync(`${file}.br`, brotli);
    written.set(path, {
        path,
        bytes: bytes.length,
        gzip_bytes: gzip.length,
        brotli_bytes: brotli.length,
        sha256: createHash("sha256").update(bytes).digest("hex"),
        immutable: path.startsWith("assets/"),
    });
    return written.get(path);
}

/** Bundles what one page names, writes the page with hashed addresses, and returns the assets it uses. */
async function buildPage(page) {
    const source = join(root, page.source);
    const folder = dirname(source);
    let html = readFileSync(source, "utf8").replace("{{script}}", page.script ?? "");
    const named = [...html.matchAll(/(?:src|href)="([^"/:]+\.(?:tsx?|css))"/g)].map((match) => match[1]);
    const name = page.source.startsWith("pages/") || page.source.startsWith("widget/")
        ? basename(page.target, ".html")
        : dirname(page.source);
    const result = await esbuild.build({
        ...common,
        entryPoints: named.map((file) => ({ in: join(folder, file), out: name })).map(({ in: path }) => path),
        entryNames: `${name}.[hash]`,
        format: "esm",
        splitting: page.split === true,
    });
    const used = [];
    const scripts = result.outputFiles.filter(({ path }) => path.endsWith(".js")).map(({ text }) => text).join("\n");
    const addresses = new Map();
    for (const output of result.outputFiles) {
        const slim = output.path.endsWith(".css") && !page.target.endsWith("index.html");
        const contents = slim ? slimTokens(output.text, scripts) : output.contents;
        const file = slim ? `assets/${name}.${hash(contents)}.css` : relative(dist, output.path);
        addresses.set(basename(output.path), `/${file}`);
        used.push(put(file, contents));
    }
    for (const [path, output] of Object.entries(result.metafile.outputs)) {
        if (!output.entryPoint) continue;
        const file = named.find((each) => join(root, "..", output.entryPoint).endsWith(`/${each}`)
            || output.entryPoint.endsWith(each));
        const address = addresses.get(basename(path));
        if (file && path.endsWith(extension(file))) html = html.replaceAll(`"${file}"`, `"${address}"`);
        const styles = output.cssBundle;
        if (styles) {
            html = html.replace("</head>", `    <link rel="stylesheet" href="${addresses.get(basename(styles))}">\n</head>`);
        }
    }
    return { files: [put(page.target, html), ...used], first: firstLoad(result.metafile, used) };
}

/** The assets a page loads at once: entries, what they import, and the larger of the two languages. */
function firstLoad({ outputs }, used) {
    const paths = new Set();
    const add = (path) => {
        if (paths.has(path)) return;
        paths.add(path);
        for (const each of outputs[path].imports) if (each.kind === "import-statement") add(each.path);
    };
    for (const [path, output] of Object.entries(outputs)) {
        if (output.entryPoint && !output.entryPoint.startsWith("generated:") && !later(outputs, path)) add(path);
    }
    const size = (path) => outputs[path].bytes;
    const languageChunks = Object.keys(outputs)
        .filter((path) => /texts\.[\w-]+\.ts$/.test(outputs[path].entryPoint ?? ""))
        .sort((a, b) => size(b) - size(a));
    if (languageChunks[0]) add(languageChunks[0]);
    const scripts = new Set([...paths].map((path) => basename(path)));
    return used.filter(({ path }) => path.endsWith(".css") || scripts.has(basename(path)));
}

function later(outputs, path) {
    return Object.values(outputs).some(({ imports }) =>
        imports.some((each) => each.kind === "dynamic-import" && each.path === path));
}

/** Makes the tokens as small as a page outside the console needs: raw colours are put in place, what neither the style
 * nor the scripts (which may bring style) use is left out, and so is the switch of theme these pages do not have. */
function slimTokens(css, scripts) {
    const raw = new Map([...css.matchAll(/(--[\w-]+): ?(#[0-9a-f]{6})(?=[;}])/g)].map(([, name, value]) => [name, value]));
    css = css.replace(/var\((--[\w-]+)\)/g, (whole, name) => raw.get(name) ?? whole);
    css = css.replace(/\[data-theme=dark\]\{[^}]*\}/, "").replace(":root,[data-theme=light]", ":root")
        .replace(':root:not([data-theme="light"])', ":root").replace(/(--[\w-]+): /g, "$1:");
    for (;;) {
        const used = (name) => css.includes(`var(${name})`) || scripts.includes(`var(${name})`);
        const fewer = css.replace(/(--[\w-]+):[^;{}]+;?/g, (whole, name) => used(name) ? whole : "");
        if (fewer === css) return css;
        css = fewer;
    }
}

function hash(contents) {
    return createHash("sha256").update(contents).digest("hex").slice(0, 8);
}

function extension(file) {
    return file.endsWith(".css") ? ".css" : ".js";
}

/** The loader has no room for the locale files: its few sentences are placed in it as one constant. */
async function buildLauncher() {
    const texts = Object.fromEntries(languages.map((language) => [
        language,
        Object.fromEntries(Object.entries(sentences(language, ["launcher"])).map(([key, text]) => [key.slice(9), text])),
    ]));
    const result = await esbuild.build({
        ...common,
        entryPoints: [join(root, "widget/launcher.ts")],
        format: "iife",
        define: { ...common.define, LAUNCHER_TEXTS: JSON.stringify(texts) },
    });
    return put("widget.js", result.outputFiles[0].contents);
}

const failures = [];

function weigh(what, files, limit) {
    const bytes = files.reduce((sum, file) => sum + file.gzip_bytes, 0);
    const verdict = bytes > limit ? "TOO BIG" : "ok";
    console.log(`${what.padEnd(28)} ${String(bytes).padStart(7)} of ${limit} bytes gzip  ${verdict}`);
    if (bytes > limit) failures.push(what);
}

if (!process.argv.includes("--no-check")) {
    execFileSync("tsc", ["--project", join(root, "tsconfig.json")], { stdio: "inherit" });
}
rmSync(dist, { recursive: true, force: true });
if (existsSync(join(root, "widget/launcher.ts"))) weigh("launcher", [await buildLauncher()], limits.launcher);
for (const page of pages) {
    if (!existsSync(join(root, page.source))) continue;
    const { files, first } = await buildPage(page);
    const isScript = (file) => file.path.endsWith(".js");
    if (page.source.startsWith("widget/")) {
        weigh("panel (page, script, style)", [files[0], ...first], limits.panel);
        const all = files.reduce((sum, file) => sum + file.gzip_bytes, 0);
        console.log(`${"panel with all parts".padEnd(28)} ${String(all).padStart(7)} bytes gzip`);
    }
    if (page.source.startsWith("console/")) {
        weigh("console scripts, first load", first.filter(isScript), limits.console);
        const later = files.filter((file) => isScript(file) && !first.includes(file));
        const all = later.reduce((sum, file) => sum + file.gzip_bytes, 0);
        console.log(`${"console, later parts".padEnd(28)} ${String(all).padStart(7)} bytes gzip, both languages`);
    }
}
// Served under their own names at the top, such as the manifest that makes the console installable.
for (const file of readdirSync(join(root, "root"))) put(`root/${file}`, readFileSync(join(root, "root", file)));
mkdirSync(dist, { recursive: true });
writeFileSync(join(dist, "manifest.json"), `${JSON.stringify({ files: [...written.values()] }, null, 2)}\n`);
if (failures.length > 0) {
    console.error(`Too big: ${failures.join(", ")}.`);
    process.exit(1);
}
rmSync(final, { recursive: true, force: true });
renameSync(dist, final);
console.log(`${written.size} files in web/dist`);
