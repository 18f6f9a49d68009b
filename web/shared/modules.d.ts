/** The sentences under the named prefixes, by language ("locales:common,widget"; "locales:all" for everything). */
declare module "locales:*" {
    const texts: Record<"en" | "zh-Hans", Record<string, string>>;
    export default texts;
}

/** The sentences in one language, so that people load only theirs ("texts:widget@en"). */
declare module "texts:*" {
    const texts: Record<string, string>;
    export default texts;
}

/** Outlines of the named bootstrap-icons as path data on a 16 by 16 grid; "E" in front means the even-odd rule. */
declare module "icons:*" {
    const icons: Record<string, string[]>;
    export default icons;
}

/** A style sheet as minified text, for parts that bring their own style when fetched. */
declare module "css:*" {
    const css: string;
    export default css;
}

declare module "*.css";
