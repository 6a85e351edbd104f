// Sees every token that Clerk makes and every word that goes through Slack, also what is gone again a moment later.
import type { ClerkInstance } from "../../../src/sandbox/clerk/instance.js";
import type { ActorToken } from "../../../src/sandbox/clerk/state.js";
import type { SeenMessage } from "../../../src/sandbox/slack/person.js";
import type { SlackWorkspace } from "../../../src/sandbox/slack/workspace.js";
import type { Ledger } from "../ledger.js";

export interface Birth {
  readonly token: ActorToken;
  readonly requestId: string;
  /** The approval that it was made for. */
  readonly attempt: number;
}

export class Witness {
  readonly births: Birth[] = [];
  /** Messages as they were when they were posted or edited. */
  readonly said: { readonly how: "posted" | "edited"; readonly message: SeenMessage }[] = [];

  constructor(slack: SlackWorkspace, clerk: ClerkInstance, ledger: Ledger) {
    slack.on((event) => {
      if (event.kind === "message_posted") this.said.push({ how: "posted", message: event.message });
      if (event.kind === "message_edited") this.said.push({ how: "edited", message: event.message });
    });
    clerk.on((event) => {
      if (event.kind !== "actor_token_created") return;
      const { actorToken: token } = event;
      const requestId = String(token.actor.request_id);
      const attempt = ledger.requests().find(({ id }) => id === requestId)?.attempt ?? 0;
      this.births.push({ token, requestId, attempt });
    });
  }

  postsOf({ ticket }: ActorToken): SeenMessage[] {
    return this.said
      .filter(({ how, message }) => how === "posted" && JSON.stringify(message).includes(ticket))
      .map(({ message }) => message);
  }
}
