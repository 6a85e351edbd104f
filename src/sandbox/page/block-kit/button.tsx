// A button; a link button opens a tab and sends the press as well.
import { useState } from "react";
import type { Button } from "../../slack/block-kit/elements.js";
import { isSafe } from "../text/safe-address.js";
import { ConfirmDialog } from "./confirm-dialog.js";
import { usePress } from "./press.js";
import { WarningTriangle } from "./warning-triangle.js";

export function ButtonElement({ button, blockId }: { button: Button; blockId: string }) {
  const { state, press } = usePress({ blockId, actionId: button.action_id });
  const [confirming, setConfirming] = useState(false);
  const url = button.url !== undefined && isSafe(button.url) ? button.url : undefined;
  const look = `button ${button.style ?? ""} ${state}`;
  const start = () => (button.confirm === undefined ? void press() : setConfirming(true));
  return (
    <span className="element">
      {url === undefined ? (
        <button
          type="button"
          className={look}
          aria-label={button.accessibility_label}
          aria-busy={state === "waiting"}
          onClick={start}
        >
          {button.text.text}
        </button>
      ) : (
        <a
          className={look}
          href={url}
          target="_blank"
          rel="noopener noreferrer"
          aria-label={button.accessibility_label}
          onClick={(event) => {
            if (button.confirm !== undefined) event.preventDefault();
            start();
          }}
        >
          {button.text.text}
        </a>
      )}
      <WarningTriangle state={state} />
      {confirming && button.confirm !== undefined && (
        <ConfirmDialog
          confirm={button.confirm}
          onNo={() => setConfirming(false)}
          onYes={() => {
            setConfirming(false);
            if (url !== undefined) window.open(url, "_blank", "noopener,noreferrer");
            void press();
          }}
        />
      )}
    </span>
  );
}
