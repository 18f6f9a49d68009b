import css from "css:./extras.css";
import texts from "locales:card,common,offer";

// What most visitors never meet: fetched when first needed, to keep the first load small.
export { texts };
export { CardStack } from "./cardStack";
export { emojiPicker } from "./emoji";
export { fetchNews } from "./polling";
export { Uploads } from "./uploads";

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
