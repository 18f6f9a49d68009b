export { default } from "locales:widget@zh-Hans";
