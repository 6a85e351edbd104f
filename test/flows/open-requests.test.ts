// How much one person may ask for: so many open requests, and so many asks a minute; beyond it they are told what is open.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(curtain);

async function withCustomers(count: number, settings: Record<string, string> = {}): Promise<Stage> {
  const stage = await raise({ settings });
  for (let number = 1; number <= count; number += 1) {
    stage.clerk.addUser({
      email: `c${number}@customer.example`,
      username: `c${number}`,
      firstName: `Customer ${number}`,
    });
  }
  return stage;
}

async function askFor(stage: Stage, number: number) {
  await stage.alice.types(ids.general, `/impersonate @c${number} ticket ${number}`);
  return stage.card(new RegExp(`wants to sign in as Customer ${number} .*\\[Approve\\]`, "s"));
}

test("a sixth open request is refused by name of the others; once one is cancelled it is made", async () => {
  const stage = await withCustomers(6);
  for (let number = 1; number <= 5; number += 1) await askFor(stage, number);
  const looked = stage.clerk.calls.length;
  await stage.alice.types(ids.general, "/impersonate @c6 ticket 6");
  await stage.told(
    ids.alice,
    ids.general,
    /5 open requests at a time\. Open: IMP-1 for Customer 1 \(c1@customer\.example, user_\w+\), waiting for approval; IMP-2 for Customer 2 .*; .* Customer 5 .*\. Cancel or revoke one of them/s,
  );
  expect(stage.cards()).toHaveLength(5);
  expect(stage.clerk.calls).toHaveLength(looked);
  await stage.alice.clicks(await stage.directMessage(/Customer 5.*\[Cancel request\]/s), "Cancel request");
  await stage.card(/canceled this request/);
  await askFor(stage, 6);
});

test("what is approved or in use counts as open, and is named so; what is over does not count", async () => {
  const stage = await withCustomers(0, { OPEN_REQUESTS_MAX: "1" });
  const { message } = await stage.inUse();
  await stage.alice.types(ids.general, "/impersonate @beth ticket 2");
  await stage.told(ids.alice, ids.general, /1 open request at a time.*Bob Brown \(.*\), in use\. .*revoke one/s);
  await stage.alice.clicks(message, "Revoke");
  await stage.card(/Clerk confirmed it/);
  await stage.ask("/impersonate @beth ticket 2");
});

test("two asks at the same time do not make one request too many", async () => {
  const stage = await withCustomers(3, { OPEN_REQUESTS_MAX: "2" });
  await askFor(stage, 1);
  await Promise.all([2, 3].map((number) => stage.alice.types(ids.general, `/impersonate @c${number} ticket`)));
  await stage.told(ids.alice, ids.general, /2 open requests at a time/);
  await stage.slack.until("the other has its card", () => stage.cards().length === 2);
});

test("somebody else's open requests do not count", async () => {
  const stage = await withCustomers(1, { OPEN_REQUESTS_MAX: "1" });
  await stage.ask();
  await stage.dave.types(ids.general, "/impersonate @c1 ticket 2");
  await stage.card(/@dave wants to sign in as Customer 1/);
});

test("a failed request is not retried while the person who asked has as many others open as they may", async () => {
  const stage = await withCustomers(1, { OPEN_REQUESTS_MAX: "1" });
  stage.clerk.fail({
    operation: "actor_tokens.create",
    when: "before",
    times: 1,
    how: { kind: "clerk_error", status: 402, code: "unsupported_subscription_plan_features" },
  });
  await stage.carol.clicks(await stage.ask(), "Approve");
  const failed = await stage.card(/\[Retry\]/);
  await askFor(stage, 1);
  await stage.carol.clicks(failed, "Retry");
  await stage.told(ids.carol, ids.approvals, /@alice, who asked, already has 1 open request/);
  await stage.alice.clicks(await stage.directMessage(/Customer 1.*\[Cancel request\]/s), "Cancel request");
  await stage.card(/canceled this request/);
  await stage.carol.clicks(failed, "Retry");
  await stage.directMessage(/\[Open as Bob Brown\]/);
});

test("who asks more than twenty times in a minute is told when to go on, and what is open; a minute later they may", async () => {
  const stage = await withCustomers(0);
  await stage.ask();
  const asked = () => stage.slack.calls.filter(({ method }) => method === "users.info").length;
  for (let time = 2; time <= 20; time += 1) {
    await stage.alice.types(ids.general, `/impersonate @nobody${time} ticket`);
    await stage.told(ids.alice, ids.general, new RegExp(`No Clerk user has the username “@nobody${time}”`));
  }
  const before = asked();
  await stage.alice.types(ids.general, "/impersonate @beth ticket 21");
  await stage.told(
    ids.alice,
    ids.general,
    /You are asking too often\. Try again after .+\. Open: IMP-\d+ for Bob Brown \(.*\), waiting for approval/s,
  );
  expect(asked()).toBe(before);
  await stage.dave.types(ids.general, "/impersonate @beth ticket 1");
  await stage.card(/@dave wants to sign in as Beth Blake/);
  stage.clock.advance(60_000);
  await stage.alice.types(ids.general, "/impersonate @beth ticket 22");
  await stage.card(/@alice wants to sign in as Beth Blake/);
});
