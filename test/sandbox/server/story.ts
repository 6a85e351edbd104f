// The story as seen in people's windows: alice asks, carol approves, and the link is used.
import { ids } from "../../../src/sandbox/cast.js";
import type { ShownRequest } from "../../../src/sandbox/contract/backstage.js";
import { buttonIn, type OpenWindow } from "./open-window.js";
import type { PageClient } from "./page-client.js";

export const asked = /wants to sign in as/;
export const linkReady = /The link is for you alone and works once/;

/** The subjects of alice's requests. While a request for one is open, the next is for the other. */
export const bob = { name: "Bob Brown", line: "/impersonate @bob ticket 4821, cannot see invoices" };
export const beth = { name: "Beth Blake", line: "/impersonate beth@customer.example cannot log in" };

/** Waits until no request for this user is open, so that alice can make another. */
export async function closedFor({ name }: typeof bob, window: OpenWindow): Promise<void> {
  const open = ["pending", "approved", "issued", "active", "revoking"];
  const isOpen = ({ status, subjectName }: ShownRequest) => subjectName === name && open.includes(status);
  await window.until(`no open request for ${name}`, () => !window.backstage.requests.some(isOpen));
}

/** alice has asked, and carol sees the card. */
export async function askedFor(page: PageClient, { line, name } = bob) {
  const [alice, carol] = [await page.window(ids.alice), await page.window(ids.carol)];
  const all = [...carol.conversation(ids.approvals).messages, ...alice.conversation(ids.general).messages];
  const earlier = all.map(({ ts }) => ts);
  await alice.types(ids.general, line);
  const isCard = (text: string) => asked.test(text) && text.includes(name);
  const card = await carol.until(`a new card for ${name}`, () =>
    carol.conversation(ids.approvals).messages.find(({ ts, text }) => isCard(text) && !earlier.includes(ts)),
  );
  // The bot's last message; afterwards it is idle.
  await alice.until("that it was asked", () =>
    alice.conversation(ids.general).messages.some(({ ts, text }) => /^Asked /.test(text) && !earlier.includes(ts)),
  );
  return { alice, carol, card };
}

/** The same, and carol has approved: alice has the link. */
export async function approvedFor(page: PageClient, whom = bob) {
  const { alice, carol, card } = await askedFor(page, whom);
  const earlier = alice.withBot.messages.map(({ ts }) => ts);
  await carol.press(ids.approvals, card, "Approve");
  const message = await alice.until("the link", () =>
    alice.withBot.messages.find(({ ts, text }) => linkReady.test(text) && !earlier.includes(ts)),
  );
  await carol.becomes(ids.approvals, card, /has the link/);
  const { url = "" } = buttonIn(message, `Open as ${whom.name}`);
  return { alice, carol, card, message, url, ticket: new URL(url).searchParams.get("ticket") ?? "" };
}

/** The same, and alice has opened the link and signed in to the product. */
export async function inUseFor(page: PageClient, whom = bob) {
  const approved = await approvedFor(page, whom);
  const { alice, message, ticket } = approved;
  await alice.press(alice.withBot.id, message, `Open as ${whom.name}`);
  const { status } = await page.post("/product/api/sign-in", { ticket });
  if (status !== 200) throw new Error(`the product refuses the ticket with ${status}`);
  await page.ask("advance", { ms: 2_000 });
  const inUse = await alice.becomes(alice.withBot.id, message, /In use since/);
  return { ...approved, message: inUse };
}
