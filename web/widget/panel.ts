import { createSentences, pickLocale } from "../shared/sentences";
import { speakLater } from "./later";
import { startPanel } from "./panelView";

const query = new URLSearchParams(location.search);
const locale = pickLocale([query.get("locale"), ...navigator.languages]);
document.documentElement.lang = locale;

void (locale === "en" ? import("./texts.en") : import("./texts.zh-Hans")).then(({ default: texts }) => {
    speakLater(texts, locale);
    startPanel(query.get("inbox") ?? "", createSentences({ en: texts, "zh-Hans": texts }, locale));
});
