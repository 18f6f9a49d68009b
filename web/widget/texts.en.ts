export { default } from "texts:widget@en";
