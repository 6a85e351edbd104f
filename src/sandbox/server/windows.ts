// Which window a form belongs to: as in Slack, it opens only in the window where the person pressed or typed.
import type { SlackWorkspace } from "../slack/workspace.js";

export class Windows {
  readonly #lastActing = new Map<string, string | undefined>();
  readonly #owners = new Map<string, string | undefined>();

  constructor(slack: SlackWorkspace) {
    slack.on((event) => {
      if (event.kind === "view_opened") this.#owners.set(event.view.viewId, this.#lastActing.get(event.view.userId));
    });
  }

  /** Called before a person acts; `window` is undefined if unknown. */
  acts(userId: string, window: string | undefined): void {
    this.#lastActing.set(userId, window);
  }

  /** A form without an owner shows in all windows; a viewer without a window sees every form. */
  shows(window: string | undefined, viewId: string): boolean {
    const owner = this.#owners.get(viewId);
    return window === undefined || owner === undefined || owner === window;
  }
}
