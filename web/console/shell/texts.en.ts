export { default } from "locales:console,common@en";
