// The story that `npm run sandbox -- --story` tells: the real bot between an emulated Slack and an emulated Clerk.
import { ids } from "../cast.js";
import type { Sandbox } from "../sandbox.js";
import { Teller } from "./teller.js";

type Scene = (teller: Teller, sandbox: Sandbox) => Promise<void>;

const scenes: Readonly<Record<string, Scene>> = {
  "Alice asks, Carol approves, Alice works as Bob and revokes": async (teller, { clerk, clock }) => {
    await teller.types("alice", "/impersonate @bob ticket 4821, cannot see invoices");
    const card = await teller.card(/asks to sign in as Bob Brown.*\[Approve\]/s);
    await teller.directMessage("alice", /You asked to sign in as Bob Brown/);
    await teller.clicks("carol", card, "Approve");
    const message = await teller.directMessage("alice", /\[Open as Bob Brown\]/);
    await teller.card(/@alice has the link, not used yet/);
    const url = await teller.clicks("alice", message, "Open as Bob Brown");
    const browser = clerk.browser({ city: "Paris", country: "FR", browserName: "Chrome" });
    teller.opensLink(browser, url);
    teller.opensLink(clerk.browser(), url);
    clock.advance(2_000);
    await teller.card(/In use since/);
    const inUse = await teller.directMessage("alice", /In use since/);
    await teller.clicks("alice", inUse, "Revoke");
    await teller.card(/@alice revoked access .* Clerk confirmed it/);
    await teller.directMessage("alice", /@alice revoked access .* Clerk confirmed it/);
    teller.holds(
      "the session that came of the link is revoked at Clerk",
      clerk.sessions.every(({ status }) => status === "revoked"),
    );
  },

  "Carol denies, with a note": async (teller, { clerk }) => {
    const before = clerk.actorTokens.length;
    await teller.types("alice", "/impersonate beth@customer.example for 45m wants a refund");
    const card = await teller.card(/Beth Blake .* for 45 minutes.*\[Deny\]/s);
    await teller.clicks("carol", card, "Deny");
    await teller.submits("carol", { note: "The invoices page is enough for this." });
    await teller.card(/@carol denied this/);
    await teller.directMessage("alice", /@carol denied your request/);
    teller.holds("Clerk was asked for nothing", clerk.actorTokens.length === before);
  },

  "Alice can't approve her own request, and takes it back": async (teller, { clerk }) => {
    const before = clerk.actorTokens.length;
    await teller.types("alice", "/impersonate @beth just a quick look");
    const card = await teller.card(/just a quick look.*\[Approve\]/s);
    await teller.clicks("alice", card, "Approve");
    await teller.told("alice", ids.approvals, /You can't approve or deny your own request/);
    const asked = await teller.directMessage("alice", /just a quick look.*\[Cancel request\]/s);
    await teller.clicks("alice", asked, "Cancel request");
    await teller.card(/@alice cancelled this request/);
    teller.holds("Clerk was asked for nothing", clerk.actorTokens.length === before);
  },

  "Dave approves, and Carol revokes before the link is used": async (teller, { clerk }) => {
    await teller.types("alice", "/impersonate user_2bob ticket 4822");
    const card = await teller.card(/ticket 4822.*\[Approve\]/s);
    await teller.clicks("dave", card, "Approve");
    const message = await teller.directMessage("alice", /@dave approved.*\[Open as Bob Brown\]/s);
    const issued = await teller.card(/ticket 4822.*has the link, not used yet/s);
    await teller.clicks("carol", issued, "Revoke");
    await teller.card(/@carol revoked access .* The link was never used, and it is dead/);
    await teller.directMessage("alice", /Your access as Bob Brown .* is over/);
    teller.holds("the link has left the message", !/Open as/.test(teller.reads("alice", message)));
    teller.holds("the actor token is revoked at Clerk", clerk.actorTokens.at(-1)?.status === "revoked");
  },
};

/** Rejects at the first step that does not go as expected. */
export async function tellStory(sandbox: Sandbox, print: (text: string) => void): Promise<void> {
  const teller = new Teller(sandbox, print);
  for (const [title, scene] of Object.entries(scenes)) {
    teller.scene(title);
    await scene(teller, sandbox);
  }
}
