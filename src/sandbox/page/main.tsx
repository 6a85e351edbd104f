// Puts the workspace on the page.
import "./no-eval.js";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.js";
import "./style/base.css";
import "./style/layout.css";
import "./style/workspace.css";
import "./style/blocks.css";
import "./style/fields.css";
import "./style/modal.css";
import "./style/backstage.css";

const place = document.getElementById("page");
if (place !== null) {
  createRoot(place).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
