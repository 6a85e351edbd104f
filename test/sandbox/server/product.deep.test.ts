// The customer's product: who is signed in there, in which browser, by whom, and until when.
import { afterEach, beforeEach, expect, test } from "vitest";
import { ids } from "../../../src/sandbox/cast.js";
import { openPage } from "./page-client.js";
import { ProductWindow } from "./product-window.js";
import { approvedFor, bob, closedFor } from "./story.js";

const page = await openPage("in this process");
let given: Awaited<ReturnType<typeof approvedFor>>;
let product: ProductWindow;

/** alice has a link, and a new browser. */
beforeEach(async () => {
  given = await approvedFor(page);
  product = await ProductWindow.open(page);
});

/** Ends the request by time, so that the next test can make one. */
afterEach(async () => {
  product.close();
  await page.ask("advance", { ms: 3_600_000 });
  await closedFor(bob, given.alice);
  page.closeWindows();
});

test("before the link is opened nobody is signed in", () => {
  expect(product.shows).toEqual({ as: null });
});

test("with a valid ticket bob is signed in, and the product knows the actor", async () => {
  expect(await product.signIn(given.ticket)).toBe("signed in");
  await product.until("bob", ({ as }) => as !== null);
  const [session] = page.clerk.sessions.slice(-1);
  const [request] = given.alice.backstage.requests;
  expect(product.shows).toMatchObject({
    as: {
      name: "Bob Brown",
      email: "bob@customer.example",
      session: session?.id,
      endsAt: session?.expireAt,
      act: { sub: "user_2alice", iss: "understudy", request_id: request?.id },
      actorName: "Alice Archer",
    },
    over: null,
  });
});

test("its token expires within a minute, and the session in half an hour", async () => {
  await product.signIn(given.ticket);
  await product.until("bob", ({ as }) => as !== null);
  const { shows } = product;
  if (shows.as === null || shows.tokenExpiresAt === null)
    throw new Error("nobody is signed in with a token that lives");
  const now = page.live.sandbox.clock.now();
  expect(shows.tokenExpiresAt - now).toBeLessThanOrEqual(60_000);
  expect(shows.as.endsAt - now).toBeGreaterThan(29 * 60_000);
  expect(shows.as.endsAt - now).toBeLessThanOrEqual(30 * 60_000);
});

test("a ticket that was used is refused in any browser, with Clerk's code", async () => {
  await product.signIn(given.ticket);
  const other = await ProductWindow.open(page);
  expect(await other.signIn(given.ticket)).toBe("actor_token_already_used_code");
  // In a new window, whose first event is the current state.
  const later = await ProductWindow.open(page, other.cookie);
  expect(later.shows).toEqual({ as: null });
  for (const each of [other, later]) each.close();
});

test("a ticket that was revoked is refused with Clerk's code", async () => {
  const { alice, message, ticket } = given;
  await alice.press(alice.withBot.id, message, "Revoke");
  await alice.until("a revoked token", () => alice.backstage.actorTokens[0]?.status === "revoked");
  expect(await product.signIn(ticket)).toBe("actor_token_revoked_code");
});

test("an unknown ticket is refused with Clerk's code, and changes nothing", async () => {
  expect(await product.signIn("made-up")).toBe("ticket_invalid_code");
  expect(await product.signIn(given.ticket)).toBe("signed in");
});

test("another browser is another person's: nobody is signed in there", async () => {
  const other = await ProductWindow.open(page);
  await product.signIn(given.ticket);
  await product.until("bob", ({ as }) => as !== null);
  expect(other.cookie).not.toBe(product.cookie);
  expect(other.shows).toEqual({ as: null });
  other.close();
});

test("a second window of the same browser shows the same person", async () => {
  const second = await ProductWindow.open(page, product.cookie);
  await product.signIn(given.ticket);
  await second.until("bob", ({ as }) => as !== null);
  second.close();
});

test("the browser's cookie goes to the product alone, and to no script and no other site", async () => {
  const response = await fetch(`${page.url}/product/api/sign-out`, { method: "POST" });
  expect(response.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^acme_browser=[\w-]{36}; Path=\/product; HttpOnly; SameSite=Strict$/),
  ]);
});

test("a sign-out signs bob out, and the session is over at Clerk", async () => {
  await product.signIn(given.ticket);
  await product.until("bob", ({ as }) => as !== null);
  await product.signOut();
  await product.until("nobody", ({ as }) => as === null);
  expect(page.clerk.sessions.at(-1)?.status).toBe("removed");
});

test("a revoke is shown, and still is when the token has expired", async () => {
  const { alice, message, ticket } = given;
  await product.signIn(ticket);
  await alice.press(alice.withBot.id, message, "Revoke");
  const revoked = await product.until(
    "that it was revoked",
    (shown) => shown.as !== null && shown.over === "revoked" && shown,
  );
  await page.ask("advance", { ms: 61_000 });
  const later = await ProductWindow.open(page, product.cookie);
  expect(later.shows).toEqual(revoked);
  later.close();
});

test("at the end of its time the session shows as over", async () => {
  await product.signIn(given.ticket);
  await product.until("bob", ({ as }) => as !== null);
  await page.ask("advance", { ms: 30 * 60_000 });
  const { over } = await product.until("an end", (shown) => shown.as !== null && shown.over !== null && shown);
  expect(["expired", "abandoned", "revoked"]).toContain(over);
});

test("after a session has ended, another link works in the same browser", async () => {
  await product.signIn(given.ticket);
  await product.until("bob", ({ as }) => as !== null);
  await page.ask("advance", { ms: 30 * 60_000 });
  await product.until("an end", (shown) => shown.as !== null && shown.over !== null);
  await closedFor(bob, given.alice);
  const { ticket } = await approvedFor(page);
  expect(await product.signIn(ticket)).toBe("signed in");
  await product.until("bob again", (shown) => shown.as !== null && shown.over === null);
});

test("behind the scenes shows which session it is, and whose", async () => {
  await product.signIn(given.ticket);
  await given.alice.until("the session", () => given.alice.backstage.sessions[0]?.status === "active");
  expect(given.alice.backstage.sessions[0]).toMatchObject({ user: "user_2bob", actor: "user_2alice" });
  expect(given.alice.workspace.me).toBe(ids.alice);
});
