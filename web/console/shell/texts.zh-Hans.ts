export { default } from "texts:console,common@zh-Hans";
