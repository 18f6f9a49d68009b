import { createRoot } from "react-dom/client";
import "../shared/base.css";
import "./reports.css";
import { applyTheme } from "./theme";
import { ReportsPage } from "./ReportsPage";

applyTheme();
const place = document.getElementById("app");
if (place) createRoot(place).render(<ReportsPage />);
