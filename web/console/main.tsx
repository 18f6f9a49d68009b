import { createRoot } from "react-dom/client";
import "../shared/base.css";
import "./console.css";
import { openSession } from "./session/sessionState";
import { App } from "./shell/App";
import { saveAll } from "./tickets/composerState";

const place = document.getElementById("app");
if (place) createRoot(place).render(<App />);
void openSession();
addEventListener("pagehide", saveAll);
