/** The sentences under the named prefixes, by language ("locales:common,widget"; "locales:all" for everything). */
declare module "locales:*" {
    const texts: Record<"en" | "zh-Hans", Record<string, string>>;
    export default texts;
}

/** Outlines of the named bootstrap-icons as path data on a 16 by 16 grid; "E" in front means the even-odd rule. */
declare module "icons:*" {
    const icons: Record<string, string[]>;
    export default icons;
}

declare module "*.css";
