import { createRoot } from "react-dom/client";
import "../shared/base.css";
import "./reports.css";
import { applyTheme, lightOnPaper } from "./theme";
import { ReportsPage } from "./ReportsPage";

applyTheme();
lightOnPaper();
const place = document.getElementById("app");
if (place) createRoot(place).render(<ReportsPage />);
