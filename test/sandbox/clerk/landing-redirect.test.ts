// Where a sign-in link leads: to the product's sign-in page, if the instance knows one.
import { expect, test } from "vitest";
import { signInPage } from "../../../src/sandbox/clerk/landing.js";
import { bob, raise } from "./product.js";

const signInUrl = "http://127.0.0.1:4800/product/sign-in";

/** The link's response, without following its redirect. */
const visit = (url: string, method = "GET") => fetch(url, { method, redirect: "manual" });

test("a link leads on to the product's sign-in page, with its ticket", async () => {
  const instance = await raise({ signInUrl });
  const { url } = await instance.create();
  const { status, headers } = await visit(url);
  const location = new URL(headers.get("location") ?? "");
  expect([status, `${location.origin}${location.pathname}`]).toEqual([303, signInUrl]);
  expect(location.searchParams.get("__clerk_ticket")).toBe(new URL(url).searchParams.get("ticket"));
  expect(location.searchParams.get("__clerk_status")).toBe("sign_in");
});

test.each(["GET", "HEAD"])("%s of a link does not use it up, however often", async (method) => {
  const instance = await raise({ signInUrl });
  const { url } = await instance.create();
  for (let time = 1; time <= 3; time += 1) expect((await visit(url, method)).status).toBe(303);
  expect(instance.clerk.actorTokens.map(({ status }) => status)).toEqual(["pending"]);
  expect(instance.clerk.browser().open(url).ok).toBe(true);
});

test("an unknown ticket leads there too, so that nobody learns which ones exist", async () => {
  const { clerk } = await raise({ signInUrl });
  const { status, headers } = await visit(`${clerk.url}/v1/tickets/accept?ticket=made-up`);
  expect(status).toBe(303);
  expect(headers.get("location")).toContain("__clerk_ticket=made-up");
});

test("without a ticket, and without a sign-in page, a link leads nowhere", async () => {
  const [withPage, without] = [await raise({ signInUrl }), await raise()];
  const { url } = await without.create();
  for (const address of [`${withPage.clerk.url}/v1/tickets/accept`, url]) {
    const answer = await visit(address);
    expect([answer.status, answer.headers.get("location")]).toEqual([200, null]);
  }
});

test("whatever is in a ticket stays in its parameter", () => {
  const page = new URL(signInPage(signInUrl, "a&b=c#d /é"));
  expect(page.searchParams.get("__clerk_ticket")).toBe("a&b=c#d /é");
  expect([...page.searchParams.keys()]).toEqual(["__clerk_ticket", "__clerk_status"]);
});

test("a sign-in page that has parameters of its own keeps them", () => {
  const page = new URL(signInPage(`${signInUrl}?lang=de`, "abc"));
  expect([...page.searchParams]).toEqual([
    ["lang", "de"],
    ["__clerk_ticket", "abc"],
    ["__clerk_status", "sign_in"],
  ]);
});

test("the ticket in the page's address is the one that signs in", async () => {
  const instance = await raise({ signInUrl });
  const { url } = await instance.create();
  const location = new URL((await visit(url)).headers.get("location") ?? "");
  const opened = instance.clerk.browser().signInWith(location.searchParams.get("__clerk_ticket") ?? undefined);
  expect(opened.ok && opened.session.userId).toBe(bob.id);
});
