// The dangerous moment: a link was made, and the store fails before, while or after it is handed over.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { curtain, holdsALink, raise } from "../flows/stage.js";
import { FailingStore } from "./failing-store.js";
import { onStore } from "./store-journey.js";

afterEach(curtain);

test.each([
  ["its id can't be stored", "amend", 0],
  ["it is out and that can't be stored", "move", 1],
])(
  "a link was made, and %s: The link was never opened at once, no message holds it, and carol is told",
  async (_, write, posts) => {
    const store = new FailingStore();
    const stage = await raise({ runBot: onStore(store) });
    const card = await stage.ask();
    // The first move is the approval's own.
    stage.clerk.on((event) => {
      if (event.kind === "call_answered" && event.call.path.endsWith("/actor_tokens")) store.failFromNext(write);
    });
    await stage.carol.clicks(card, "Approve");
    await stage.told(ids.carol, ids.approvals, /lost its database in the middle of this\. The decision stands/);
    expect(stage.clerk.actorTokens.map(({ status }) => status)).toEqual(["revoked"]);
    expect(stage.slack.calls.filter(({ args }) => holdsALink(args))).toHaveLength(posts);
    const held = stage.slack.messages.filter((message) => !message.deleted && holdsALink(message));
    expect(held).toEqual([]);
    store.heal();
    stage.clock.advance(60_000);
    await stage.card(/\[Retry\]/);
    await stage.directMessage(/was approved, but you did not get a link/);
  },
);
