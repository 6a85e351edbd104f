// The way to the server falls silent: nothing arrives, and no connection is reset. Everybody is answered in bounded time.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { curtain } from "../flows/stage.js";
import { rest } from "../resilience/faults/rest.js";
import { behindProxy, expectAtOnce, expectOneLink, refused } from "./behind-proxy.js";

afterEach(curtain);

test("clicks are acknowledged in time and refused within seconds, and work as soon as the network does", async () => {
  const { stage, proxy, operator } = await behindProxy();
  const card = await stage.ask();
  await rest(stage);
  proxy.fallSilent();
  for (const click of [stage.carol.clicks(card, "Approve"), stage.carol.clicks(card, "Approve")]) {
    expectAtOnce(await click, 2_900);
  }
  expectAtOnce(await stage.eve.types(ids.general, "/impersonate help"), 2_900);
  await stage.told(ids.eve, ids.general, /\/impersonate @user/);
  await stage.told(ids.carol, ids.approvals, refused);
  proxy.passAgain();
  await stage.carol.clicks(card, "Approve");
  await stage.card(/@alice has the link/);
  await expectOneLink({ stage, operator });
});

test("the bot stops within seconds", async () => {
  const { stage, proxy } = await behindProxy();
  await rest(stage);
  proxy.fallSilent();
  const askedAt = performance.now();
  await stage.sandbox.stopBot();
  expect(performance.now() - askedAt).toBeLessThan(6_000);
});
