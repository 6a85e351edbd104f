// Misbehaving clients do not affect others.
import { connect } from "node:net";
import { expect, test } from "vitest";
import { ids } from "../../../src/sandbox/cast.js";
import { openPage } from "./page-client.js";

const page = await openPage("in its own process");

const upgrade = (path: string, port: number, more = "") =>
  `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${more}\r\n`;

/** Sends it, and resolves with the answer when the connection has closed. */
function rudely(port: number, text: string, { breakOff = false } = {}): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(text);
      if (breakOff) socket.resetAndDestroy();
    });
    socket.on("data", (data: Buffer) => {
      answer += data.toString("utf8");
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(answer));
  });
}

const slackPort = () => Number(new URL(page.slack.url).port);

test("an upgrade for an invalid address is refused", async () => {
  expect(await rudely(slackPort(), upgrade("//", slackPort()))).toMatch(/^HTTP\/1\.1 401/);
});

test.each(["", "Origin: http://evil.example\r\n"])(
  "a client that disconnects in the middle of an upgrade (%j) is forgotten",
  async (more) => {
    const rounds = Array.from({ length: 200 }, () =>
      rudely(slackPort(), upgrade("/link/?ticket=none", slackPort(), more), { breakOff: true }),
    );
    await Promise.all(rounds);
    expect((await page.post("/api/type", { as: ids.alice, channel: ids.general, line: "still here" })).status).toBe(
      200,
    );
  },
);

test("a command in progress during a reset is answered", async () => {
  await page.ask("faults", { slack: "acks_lost" });
  const typed = page.ask("type", { as: ids.alice, channel: ids.general, line: "/impersonate @beth x" });
  await page.slack.until("the command is under way", () =>
    page.live.backstage().calls.some(({ what, outcome }) => what === "/impersonate" && outcome === undefined),
  );
  await page.ask("reset", {});
  expect(await typed).toEqual({ outcome: "dispatch_failed" });
});
