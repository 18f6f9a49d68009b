export { default } from "texts:widget@zh-Hans";
