// The story of `npm run sandbox -- --story`: the real bot between an emulated Slack and an emulated Clerk.
import { ids } from "../cast.js";
import type { Sandbox } from "../sandbox.js";
import { Narrator } from "./narrator.js";

type Scene = (narrator: Narrator, sandbox: Sandbox) => Promise<void>;

const scenes: Readonly<Record<string, Scene>> = {
  "Alice asks, Carol approves, Alice signs in as Bob and revokes": async (narrator, { clerk, clock }) => {
    await narrator.types("alice", "/impersonate @bob ticket 4821, cannot see invoices");
    const card = await narrator.card(/wants to sign in as Bob Brown.*\[Approve\]/s);
    await narrator.directMessage("alice", /You asked to sign in as Bob Brown/);
    await narrator.clicks("carol", card, "Approve");
    const message = await narrator.directMessage("alice", /\[Open as Bob Brown\]/);
    await narrator.card(/@alice has the link, not opened yet/);
    const url = await narrator.clicks("alice", message, "Open as Bob Brown");
    const browser = clerk.browser({ city: "Paris", country: "FR", browserName: "Chrome" });
    narrator.opensLink(browser, url);
    narrator.opensLink(clerk.browser(), url);
    clock.advance(2_000);
    await narrator.card(/In use since/);
    const inUse = await narrator.directMessage("alice", /In use since/);
    await narrator.clicks("alice", inUse, "Revoke");
    await narrator.card(/@alice revoked access .* Clerk confirmed it/);
    await narrator.directMessage("alice", /You revoked access .* Clerk confirmed it/);
    narrator.holds(
      "Clerk has revoked the session",
      clerk.sessions.every(({ status }) => status === "revoked"),
    );
  },

  "Carol denies with a note": async (narrator, { clerk }) => {
    const before = clerk.actorTokens.length;
    await narrator.types("alice", "/impersonate beth@customer.example for 45m wants a refund");
    const card = await narrator.card(/Beth Blake for 45 minutes.*\[Deny\]/s);
    await narrator.clicks("carol", card, "Deny");
    await narrator.submits("carol", { note: "The invoices page is enough for this." });
    await narrator.card(/@carol denied this/);
    await narrator.directMessage("alice", /@carol denied your request/);
    narrator.holds("nothing was created in Clerk", clerk.actorTokens.length === before);
  },

  "Alice can't approve her own request, so she cancels it": async (narrator, { clerk }) => {
    const before = clerk.actorTokens.length;
    await narrator.types("alice", "/impersonate @beth just a quick look");
    const card = await narrator.card(/just a quick look.*\[Approve\]/s);
    await narrator.clicks("alice", card, "Approve");
    await narrator.ephemeral("alice", ids.approvals, /You can't decide on your own request/);
    const asked = await narrator.directMessage("alice", /just a quick look.*\[Cancel request\]/s);
    await narrator.clicks("alice", asked, "Cancel request");
    await narrator.card(/@alice canceled this request/);
    narrator.holds("nothing was created in Clerk", clerk.actorTokens.length === before);
  },

  "Dave approves, and Carol revokes before Alice opens the link": async (narrator, { clerk, slack }) => {
    await narrator.types("alice", "/impersonate user_2bob ticket 4822");
    const card = await narrator.card(/ticket 4822.*\[Approve\]/s);
    await narrator.clicks("dave", card, "Approve");
    const message = await narrator.directMessage("alice", /@dave approved.*\[Open as Bob Brown\]/s);
    const issued = await narrator.card(/ticket 4822.*has the link, not opened yet/s);
    await narrator.clicks("carol", issued, "Revoke");
    await narrator.card(/@carol revoked access .* The link was never opened/);
    await narrator.directMessage("alice", /You were allowed to sign in as Bob Brown/);
    await narrator.isDeleted("alice", message);
    narrator.holds(
      "the message with the link is gone",
      slack
        .as(ids.alice)
        .directMessages()
        .every((each) => !/Open as/.test(slack.as(ids.alice).reads(each))),
    );
    narrator.holds("Clerk has revoked the actor token", clerk.actorTokens.at(-1)?.status === "revoked");
  },
};

/** Rejects at the first step that fails. */
export async function tellStory(sandbox: Sandbox, print: (text: string) => void): Promise<void> {
  const narrator = new Narrator(sandbox, print);
  for (const [title, scene] of Object.entries(scenes)) {
    narrator.scene(title);
    await scene(narrator, sandbox);
  }
}
