export { default } from "locales:widget@en";
