import { createRoot } from "react-dom/client";
import "../shared/base.css";
import "./console.css";
import { openSession } from "./session/sessionState";
import { App } from "./shell/App";
import { speak } from "./shell/words";
import { saveAll } from "./tickets/composerState";

const place = document.getElementById("app");
const spoken = speak();
void openSession();
void spoken.then(() => { if (place) createRoot(place).render(<App />); });
addEventListener("pagehide", saveAll);
