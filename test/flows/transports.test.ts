// Both lines to Slack: two Socket Mode connections, of which one may be away, and signed HTTP.
import { createHmac } from "node:crypto";
import { createServer } from "node:net";
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { curtain, raise } from "./stage.js";

afterEach(curtain);

test("while Slack refreshes one connection, the other takes every click", async () => {
  const stage = await raise();
  expect(stage.slack.sockets.open).toBe(2);
  const card = await stage.ask();
  stage.slack.sockets.refresh(1);
  await stage.slack.until("one connection is away", () => stage.slack.sockets.open === 1);
  for (let click = 0; click < 5; click += 1) {
    expect(await stage.eve.types(ids.general, "/impersonate help")).toMatchObject({ kind: "acknowledged" });
  }
  expect(await stage.carol.clicks(card, "Approve")).toMatchObject({ kind: "acknowledged" });
  await stage.card(/@alice has the link/);
});

test("an event that is none costs nobody anything: the next command is answered", async () => {
  const stage = await raise();
  const sent = stage.slack.sendRaw("events_api", {});
  await stage.slack.until("the bot has stumbled", () => stage.sandbox.log.join("").includes("unreadable message"));
  expect(await stage.eve.types(ids.general, "/impersonate help")).toMatchObject({ kind: "acknowledged" });
  stage.clock.advance(3_000);
  expect(await sent).toMatchObject({ kind: "timed_out" });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

test("over HTTP the same story runs, and an unsigned or stale payload is refused", async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/slack/events`;
  const stage = await raise({ http: { port } });
  stage.slack.deliverTo(url);
  const { message } = await stage.inUse();
  await stage.alice.clicks(message, "Revoke");
  await stage.card(/Clerk confirmed it/);

  const body = new URLSearchParams({ command: "/impersonate", text: "help", user_id: ids.alice }).toString();
  const post = (timestamp: number, secret: string) =>
    fetch(url, {
      method: "POST",
      body,
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": String(timestamp),
        "x-slack-signature": `v0=${createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex")}`,
      },
    });
  const now = Math.floor(Date.now() / 1000);
  expect((await post(now, "another secret")).status).toBe(401);
  expect((await post(now - 600, stage.slack.signingSecret)).status).toBe(401);
});

test("every acknowledgement is there before Slack or Clerk could have answered anything, while Slack takes 300 ms and Clerk 700 ms per call", async () => {
  const stage = await raise();
  stage.slack.latencyMs = 300;
  stage.clerk.latencyMs = 700;
  const outcomes: { kind: string; ackMs?: number }[] = [
    await stage.alice.types(ids.general, "/impersonate @bob ticket 4821"),
  ];
  const card = await stage.card(/\[Approve\] \[Deny\]/);
  outcomes.push(await stage.alice.types(ids.general, "/impersonate"));
  outcomes.push(await stage.carol.clicks(card, "Approve"));
  const message = await stage.directMessage(/\[Open as Bob Brown\] \[Revoke\]/);
  outcomes.push(await stage.alice.clicks(message, "Open as Bob Brown"));
  outcomes.push(await stage.alice.clicks(message, "Revoke"));
  const form = await stage.slack.until("the form", () => stage.alice.modal());
  outcomes.push(await stage.alice.submits(form, { who: "@beth", reason: "ticket" }));
  for (const outcome of outcomes) {
    expect(outcome.kind).toBe("acknowledged");
    expect(outcome.ackMs).toBeLessThan(300);
  }
  await stage.card(/revoked access/);
});
