// The app's global shortcuts, behind the button at the left of the composer.
import { useState } from "react";
import { ask } from "../connection/ask.js";
import { useAttempt } from "../connection/attempt.js";
import { thisWindow } from "../connection/this-window.js";
import { Icon } from "../icons.js";
import { useSeen } from "../workspace/seen.js";

export function ShortcutMenu() {
  const { shortcuts, app, me } = useSeen();
  const attempt = useAttempt();
  const [open, setOpen] = useState(false);
  const [failed, setFailed] = useState("");
  if (shortcuts.length === 0) return null;
  const run = async ({ callbackId, name }: (typeof shortcuts)[number]) => {
    setOpen(false);
    setFailed("");
    const answer = await attempt(() => ask("shortcut", { as: me, callbackId, window: thisWindow }));
    if (answer?.outcome === "failed") setFailed(`${app.name} did not respond to “${name}”.`);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only the buttons are interactive; it closes when focus leaves them
    <span
      className="shortcuts"
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) setOpen(false);
      }}
      onKeyDown={({ key }) => {
        if (key === "Escape") setOpen(false);
      }}
    >
      <button
        type="button"
        className="quiet"
        aria-label="Shortcuts"
        aria-expanded={open}
        onClick={() => {
          setFailed("");
          setOpen(!open);
        }}
      >
        <Icon name="plus" />
      </button>
      {open && (
        <span className="offers above">
          {shortcuts.map((shortcut) => (
            <button key={shortcut.callbackId} type="button" onClick={() => void run(shortcut)}>
              <Icon name="bolt" /> <b>{shortcut.name}</b>
              <span className="shortcut-about">
                {app.name} · {shortcut.description}
              </span>
            </button>
          ))}
        </span>
      )}
      <span role="status">{failed !== "" && <span className="shortcut-failed">{failed}</span>}</span>
    </span>
  );
}
