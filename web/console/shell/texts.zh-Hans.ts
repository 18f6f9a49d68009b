export { default } from "locales:console,common@zh-Hans";
