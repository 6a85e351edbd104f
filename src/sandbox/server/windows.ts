// Whose window a form belongs to: as in Slack, it opens where its person pressed or typed, and in no other window of theirs.
import type { SlackWorkspace } from "../slack/workspace.js";

export class Windows {
  readonly #lastActing = new Map<string, string | undefined>();
  readonly #owners = new Map<string, string | undefined>();

  constructor(slack: SlackWorkspace) {
    slack.on((event) => {
      if (event.kind === "view_opened") this.#owners.set(event.view.viewId, this.#lastActing.get(event.view.userId));
    });
  }

  /** Set before the window's person acts; undefined where the window is not known. */
  acts(userId: string, window: string | undefined): void {
    this.#lastActing.set(userId, window);
  }

  /** What nobody's window asked for is shown in all of them, and everything to a viewer that names none. */
  shows(window: string | undefined, viewId: string): boolean {
    const owner = this.#owners.get(viewId);
    return window === undefined || owner === undefined || owner === window;
  }
}
