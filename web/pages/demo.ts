import { pickLocale } from "../shared/sentences";

const locale = pickLocale([new URLSearchParams(location.search).get("locale"), ...navigator.languages]);
document.documentElement.lang = locale;

const language = document.querySelector<HTMLAnchorElement>("#language");
if (language) {
    language.textContent = locale === "en" ? "中文" : "English";
    language.lang = locale === "en" ? "zh-Hans" : "en";
    language.href = `?locale=${language.lang}`;
}
