// The warning beside a button or menu that the app did not acknowledge in time.
import { Icon } from "../icons.js";
import type { PressState } from "./press.js";

export function WarningTriangle({ state }: { state: PressState }) {
  return (
    <span role="status">
      {state === "unanswered" && (
        <span
          role="img"
          className="warning-triangle"
          title="This app did not respond."
          aria-label="This app did not respond."
        >
          <Icon name="warning" />
        </span>
      )}
    </span>
  );
}
