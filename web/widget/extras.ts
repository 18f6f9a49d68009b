import css from "css:./extras.css";
import texts from "locales:card,common";

// What most visitors never meet: fetched when first needed, to keep the first load small.
export { texts };
export { DetailsCard } from "./detailsCard";
export { emojiPicker } from "./emoji";
export { fetchNews } from "./polling";
export { RatingCard } from "./ratingCard";
export { Uploads } from "./uploads";

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
