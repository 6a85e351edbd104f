// Hostile text is shown as text, and a page from elsewhere can neither read nor act.
import { once } from "node:events";
import { createServer } from "node:http";
import { afterAll, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { openHouse } from "./house.js";

const script = '<img src=x onerror="document.title=`owned`"><script>document.title="owned"</script>';

const house = await openHouse();

const elsewhere = createServer((_request, response) => {
  response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>elsewhere</title>");
});
await once(elsewhere.listen(0, "127.0.0.1"), "listening");
afterAll(() => elsewhere.close());

test("a script in a reason, a name and a note is shown as text, to everybody who reads it", async () => {
  house.sandbox.clerk.addUser({ id: "user_2evil", firstName: script, email: "evil@customer.example" });
  const alice = await house.window("alice");
  const carol = await house.window("carol", "approvals");
  await alice.types(`/impersonate evil@customer.example ${script}`);
  const card = await carol.sees("wants to sign in as");
  expect(await card.innerText()).toContain('<script>document.title="owned"</script>');
  await carol.backstage("Requests");
  await carol.presses("Deny");
  await carol.form.getByLabel("Note").fill(script);
  await carol.presses("Deny", carol.form);
  await alice.opens(/understudy/);
  const denial = await alice.sees("@carol denied your request");
  expect(await denial.locator("blockquote").last().innerText()).toContain("<script>");

  for (const window of [alice, carol]) {
    expect(await window.page.title()).not.toBe("owned");
    expect(await window.page.locator("main script, main img, aside script, aside img").count()).toBe(0);
  }
});

test("a script in the signed-in person's name is shown as text in the product, too", async () => {
  house.sandbox.clerk.addUser({ id: "user_2evil", firstName: script, email: "evil@customer.example" });
  const alice = await house.window("alice");
  const carol = await house.window("carol", "approvals");
  await alice.types("/impersonate evil@customer.example ticket 4821");
  await carol.sees("Waiting for approval");
  await carol.presses("Approve");
  await alice.opens(/understudy/);
  await alice.sees("You can sign in as");
  const product = await alice.opensLink();
  await product.getByText(`Alice Archer is signed in as ${script}`).waitFor();
  expect(await product.locator("main script, main img").count()).toBe(0);
});

test("a page from elsewhere can neither read the sandbox nor act in it", async () => {
  const alice = await house.window("alice");
  const stranger = await house.stranger();
  const address = elsewhere.address();
  const port = typeof address === "object" ? address?.port : undefined;
  await stranger.goto(`http://127.0.0.1:${port}/`);
  const got = await stranger.evaluate(
    async ({ sandbox, slack, token, clerk, channel, as }) => {
      const outcome = (work: Promise<unknown>) => work.then(String, () => "blocked");
      const body = JSON.stringify({ as, channel, line: "forged" });
      const json = { "content-type": "application/json" };
      const form = new URLSearchParams({ token, channel, text: "forged" });
      return {
        readsStream: await outcome(fetch(`${sandbox}/api/stream?as=${as}`).then((each) => each.text())),
        readsPage: await outcome(fetch(`${sandbox}/`).then((each) => each.text())),
        acts: await outcome(fetch(`${sandbox}/api/type`, { method: "POST", headers: json, body })),
        actsAsText: (await fetch(`${sandbox}/api/type`, { method: "POST", mode: "no-cors", body })).type,
        resets: (await fetch(`${sandbox}/api/reset`, { method: "POST", mode: "no-cors", body: "{}" })).type,
        postsAsTheBot: (await fetch(`${slack}chat.postMessage`, { method: "POST", mode: "no-cors", body: form })).type,
        readsClerk: await outcome(fetch(`${clerk}/v1/users`)),
      };
    },
    {
      sandbox: house.page.url,
      slack: house.sandbox.slack.url,
      token: house.sandbox.slack.botToken,
      clerk: house.sandbox.clerk.url,
      channel: ids.general,
      as: ids.alice,
    },
  );
  // "Opaque" requests are sent by the browser, but refused by the sandbox.
  expect(got).toEqual({
    readsStream: "blocked",
    readsPage: "blocked",
    acts: "blocked",
    actsAsText: "opaque",
    resets: "opaque",
    postsAsTheBot: "opaque",
    readsClerk: "blocked",
  });
  await alice.types("hello");
  await alice.sees("hello");
  expect(await alice.page.getByText("forged").count()).toBe(0);
  expect(house.sandbox.slack.messages.map(({ text }) => text)).toEqual(["hello"]);
  await stranger.context().close();
});

test("the page requests nothing from elsewhere, and cannot be framed", async () => {
  const alice = await house.window("alice");
  const asked: string[] = [];
  alice.page.on("request", (request) => asked.push(new URL(request.url()).origin));
  await alice.page.reload();
  await alice.page.getByRole("navigation", { name: "Conversations" }).waitFor();
  expect([...new Set(asked)]).toEqual([house.page.url]);
  const response = await alice.page.request.get(house.page.url);
  expect(response.headers()).toMatchObject({
    "content-security-policy": expect.stringContaining("frame-ancestors 'none'"),
    "x-frame-options": "DENY",
    "cross-origin-resource-policy": "same-origin",
  });
});
