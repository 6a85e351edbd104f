// Entry point of the workspace page.
import "./no-eval.js";
import { App } from "./app.js";
import { mount } from "./mount.js";
import "./style/base.css";
import "./style/layout.css";
import "./style/workspace.css";
import "./style/thread.css";
import "./style/home.css";
import "./style/blocks.css";
import "./style/fields.css";
import "./style/modal.css";
import "./style/backstage.css";
import "./style/first-steps.css";

mount(<App />);
