export { default } from "texts:console,common@en";
