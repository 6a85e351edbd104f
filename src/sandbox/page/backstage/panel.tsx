// The backstage panel: controls, the bot's requests, Clerk, and the calls between them.
import { type ComponentType, useId, useState } from "react";
import type { Backstage } from "../../contract/backstage.js";
import { CallsPanel } from "./calls-panel.js";
import { ClerkPanel } from "./clerk-panel.js";
import { ControlsPanel } from "./controls-panel.js";
import { RequestsPanel } from "./requests-panel.js";

const names = ["Controls", "Requests", "Clerk", "Calls"] as const;
type Name = (typeof names)[number];

const panels: Readonly<Record<Name, ComponentType<{ backstage: Backstage }>>> = {
  Controls: ControlsPanel,
  Requests: RequestsPanel,
  Clerk: ClerkPanel,
  Calls: CallsPanel,
};

export function BackstagePanel({ backstage }: { backstage: Backstage }) {
  const id = useId();
  const [open, setOpen] = useState<Name>("Controls");
  const Panel = panels[open];
  return (
    <aside className="backstage" aria-label="Behind the scenes">
      <div
        role="tablist"
        aria-label="Behind the scenes"
        onKeyDown={({ key, currentTarget }) => {
          const here = names.indexOf(open);
          const there = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: -1 }[key];
          const next = there === undefined ? undefined : names.at(there % names.length);
          if (next === undefined) return;
          setOpen(next);
          currentTarget.querySelector<HTMLElement>(`[data-name="${next}"]`)?.focus();
        }}
      >
        {names.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`${id}-${name}`}
            data-name={name}
            aria-selected={name === open}
            aria-controls={`${id}-panel`}
            tabIndex={name === open ? 0 : -1}
            onClick={() => setOpen(name)}
          >
            {name}
          </button>
        ))}
      </div>
      <div
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${open}`}
        className="backstage-body"
        // It scrolls, also for those who use no mouse.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: as above
        tabIndex={0}
      >
        <Panel backstage={backstage} />
      </div>
    </aside>
  );
}
