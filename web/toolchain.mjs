// Finds Debian's esbuild and tsc, and teaches esbuild the imports that are made while building:
// "locales:common,widget" (the sentences under those prefixes; "texts:widget@en" for one language only), "icons:send,x-lg"
// (outlines cut from bootstrap-icons), and "css:./x.css" (a style sheet as text).
import { createRequire } from "node:module";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(fileURLToPath(import.meta.url));
export const modulePath = "/usr/share/nodejs";
const iconFolder = "/usr/share/bootstrap-icons/svg";
export const languages = ["en", "zh-Hans"];

/** esbuild's JavaScript interface; Debian keeps it outside the folders Node searches. */
export function loadEsbuild() {
    const binary = ["/usr/bin/esbuild", "/usr/local/bin/esbuild"].find(existsSync);
    if (binary) process.env.ESBUILD_BINARY_PATH ??= binary;
    const architecture = process.arch === "arm64" ? "aarch64" : "x86_64";
    const require = createRequire(import.meta.url);
    for (const place of ["esbuild", `/usr/lib/${architecture}-linux-gnu/nodejs/esbuild`, `${modulePath}/esbuild`]) {
        try {
            return require(place);
        } catch (problem) {
            if (problem.code !== "MODULE_NOT_FOUND") throw problem;
        }
    }
    throw new Error("esbuild is missing. Install it: apt-get install esbuild");
}

/** Sentences that come with pages loaded later, under the names that pages ask for. */
const chapters = {
    settings: [
        "console.canned", "console.chat", "console.fields", "console.form", "console.hours", "console.imports",
        "console.mailbox", "console.profile", "console.rules", "console.segments", "settings.parcels",
    ],
    models: ["console.at_risk", "console.model"],
    audit: ["console.audit"],
};

/** The sentences of one language that start with one of `names`, of a chapter by its name, or of all of them for "all". */
export function sentences(language, names) {
    const all = JSON.parse(readFileSync(join(root, "shared/locales", `${language}.json`), "utf8"));
    if (names.includes("all")) return all;
    const startsWith = (key, prefixes) => prefixes.some((prefix) => key.startsWith(`${prefix}.`));
    const told = (key) => Object.values(chapters).some((prefixes) => startsWith(key, prefixes));
    return Object.fromEntries(Object.entries(all).filter(([key]) => names.some((name) =>
        chapters[name] ? startsWith(key, chapters[name]) : startsWith(key, [name]) && !told(key))));
}

/** Each outline of an icon as path data; circles are rewritten as arcs so that one element kind is enough. */
function outlines(name) {
    const file = join(iconFolder, `${name}.svg`);
    if (!existsSync(file)) throw new Error(`no icon named ${name} in ${iconFolder}`);
    const svg = readFileSync(file, "utf8");
    const paths = [];
    for (const [, kind, attributes] of svg.matchAll(/<(path|circle)\s([^>]*?)\/>/g)) {
        const read = (key) => new RegExp(`(?:^|\\s)${key}="([^"]+)"`).exec(attributes)?.[1];
        if (kind === "path") {
            paths.push((read("fill-rule") === "evenodd" ? "E" : "") + read("d"));
        } else {
            const [x, y, r] = ["cx", "cy", "r"].map((key) => Number(read(key)));
            paths.push(`M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`);
        }
    }
    return paths;
}

export const generatedImports = {
    name: "generated-imports",
    setup(build) {
        build.onResolve({ filter: /^css:/ }, ({ path, resolveDir }) => ({
            path: join(resolveDir, path.slice("css:".length)), namespace: "css-text",
        }));
        build.onLoad({ filter: /.*/, namespace: "css-text" }, async ({ path }) => {
            const { outputFiles } = await build.esbuild.build({ entryPoints: [path], bundle: true, minify: true, write: false });
            return { contents: outputFiles[0].text, loader: "text" };
        });
        build.onResolve({ filter: /^(locales|texts|icons):/ }, ({ path }) => ({ path, namespace: "generated" }));
        build.onLoad({ filter: /^locales:/, namespace: "generated" }, ({ path }) => {
            const prefixes = path.slice("locales:".length).split(",");
            const texts = Object.fromEntries(languages.map((language) => [language, sentences(language, prefixes)]));
            return { contents: JSON.stringify(texts), loader: "json" };
        });
        build.onLoad({ filter: /^texts:/, namespace: "generated" }, ({ path }) => {
            const [names, language] = path.slice("texts:".length).split("@");
            return { contents: JSON.stringify(sentences(language, names.split(","))), loader: "json" };
        });
        build.onLoad({ filter: /^icons:/, namespace: "generated" }, ({ path }) => {
            const names = path.slice("icons:".length).split(",");
            return { contents: JSON.stringify(Object.fromEntries(names.map((n) => [n, outlines(n)]))), loader: "json" };
        });
    },
};
