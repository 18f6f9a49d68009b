import "./consoleDom";
import texts from "locales:all";
import { taught } from "../console/shell/words";

// The page of the tests speaks English from the start.
taught("en", texts.en);
