// The app's Home tab, which the app publishes for each person, and tells it when somebody looks.
import { useEffect } from "react";
import { Blocks } from "../block-kit/blocks.js";
import { Place } from "../block-kit/place.js";
import { Boundary } from "../boundary.js";
import { ask } from "../connection/ask.js";
import { thisWindow } from "../connection/this-window.js";
import { useSeen } from "./seen.js";

export type Tab = "home" | "messages";

/** Tells the app that this tab was opened. Nothing is shown where it does not answer, as in Slack. */
export function useOpened(tab: Tab | undefined): void {
  const { me } = useSeen();
  useEffect(() => {
    if (tab !== undefined) ask("open_home", { as: me, tab, window: thisWindow }).catch(() => {});
  }, [tab, me]);
}

export function AppHome() {
  const { app } = useSeen();
  return (
    <section className="app-home" aria-label={`${app.name}'s Home`}>
      {app.home === undefined ? (
        <p className="empty">{app.name} has not published anything here yet.</p>
      ) : (
        <Boundary instead={<p className="placeholder">This Home could not be shown.</p>}>
          <Place value={{ viewId: app.home.viewId }}>
            <Blocks blocks={app.home.blocks} />
          </Place>
        </Boundary>
      )}
    </section>
  );
}
