// The contract table for actor tokens: what a creation takes, and when a token can be revoked.
import { expect, test } from "vitest";
import { actor, alice, bob, raise } from "./product.js";

test("a creation answers with the pending token, its ticket, its link, and times in milliseconds", async () => {
  const { clerk, clock, post } = await raise();
  const before = clock.now();
  const { status, json } = await post("/actor_tokens", { user_id: bob.id, actor });
  expect(status).toBe(200);
  const [kept] = clerk.actorTokens;
  expect(json).toEqual({
    object: "actor_token",
    id: expect.stringMatching(/^act_2\w{26}$/),
    status: "pending",
    user_id: bob.id,
    actor,
    token: kept?.ticket,
    url: `${clerk.url}/v1/tickets/accept?ticket=${kept?.ticket}`,
    created_at: kept?.createdAt,
    updated_at: kept?.createdAt,
  });
  expect(kept?.createdAt).toBeGreaterThanOrEqual(before);
});

test.each([
  ["an hour and half an hour, when nothing is said", {}, 3_600_000, 1800],
  ["what was asked for", { expires_in_seconds: 60, session_max_duration_in_seconds: 90 }, 60_000, 90],
])("link and session last %s", async (_what, more, linkMs, sessionMaxSeconds) => {
  const { clerk, create } = await raise();
  await create(more);
  const [kept] = clerk.actorTokens;
  expect((kept?.expiresAt ?? 0) - (kept?.createdAt ?? 0)).toBe(linkMs);
  expect(kept?.sessionMaxSeconds).toBe(sessionMaxSeconds);
});

test("the actor keeps its extra keys, also the one that the official SDK sends literally", async () => {
  const { create } = await raise();
  const rich = { ...actor, additionalProperties: { team: "support" }, nested: { deep: [1] } };
  expect((await create({ actor: rich })).actor).toEqual(rich);
});

test("the literal key additionalProperties is also accepted beside the actor", async () => {
  const { create } = await raise();
  expect((await create({ additionalProperties: {} })).status).toBe("pending");
});

test.each([
  ["an unknown key", { reason: "ticket 4821" }, "form_param_unknown", "reason"],
  ["no user_id", { user_id: undefined }, "form_param_missing", "user_id"],
  ["an empty user_id", { user_id: "" }, "form_param_missing", "user_id"],
  ["a user_id that is a number", { user_id: 7 }, "form_param_value_invalid", "user_id"],
  ["no actor", { actor: undefined }, "form_param_missing", "actor"],
  ["an actor that is a text", { actor: alice.id }, "form_param_value_invalid", "actor"],
  ["an actor without sub", { actor: { iss: "understudy" } }, "form_param_missing", "actor.sub"],
  ["a link lifetime of 0", { expires_in_seconds: 0 }, "form_param_value_invalid", "expires_in_seconds"],
  ["a link lifetime of half a second", { expires_in_seconds: 0.5 }, "form_param_value_invalid", "expires_in_seconds"],
  ["a link lifetime in words", { expires_in_seconds: "60" }, "form_param_value_invalid", "expires_in_seconds"],
  [
    "a negative session length",
    { session_max_duration_in_seconds: -1 },
    "form_param_value_invalid",
    "session_max_duration_in_seconds",
  ],
  ["a user that nobody knows", { user_id: "user_2nobody" }, "form_resource_not_found", "user_id"],
])("a creation with %s is refused with 422 and makes nothing", async (_what, change, code, name) => {
  const { clerk, post, refusal } = await raise();
  const { status, errors } = await refusal(post("/actor_tokens", { user_id: bob.id, actor, ...change }));
  expect(status).toBe(422);
  expect(errors).toMatchObject([{ code, meta: { param_name: name } }]);
  expect(clerk.actorTokens).toEqual([]);
});

test("everything that is wrong with a creation is named at once", async () => {
  const { post, refusal } = await raise();
  const { errors } = await refusal(post("/actor_tokens", { reason: "x", expires_in_seconds: "soon" }));
  expect(errors.map(({ meta }) => meta?.param_name)).toEqual(["reason", "user_id", "actor", "expires_in_seconds"]);
});

test("a pending token is revoked, and its answer shows no ticket", async () => {
  const { create, post, clock } = await raise();
  const { id } = await create();
  clock.advance(5_000);
  const { status, json } = await post(`/actor_tokens/${id}/revoke`);
  expect(status).toBe(200);
  expect(json).toMatchObject({ object: "actor_token", id, status: "revoked", user_id: bob.id, actor });
  expect(json).not.toHaveProperty("url");
  expect(json).not.toHaveProperty("token");
});

test.each(["accepted", "revoked"])("a token that is %s cannot be revoked any more", async (state) => {
  const { clerk, create, post, refusal } = await raise();
  const { id, url } = await create();
  if (state === "accepted") clerk.browser().open(url);
  else await post(`/actor_tokens/${id}/revoke`);
  const { status, errors } = await refusal(post(`/actor_tokens/${id}/revoke`));
  expect(status).toBe(400);
  expect(errors).toEqual([
    {
      code: "actor_token_cannot_be_revoked_code",
      message: "cannot revoke",
      long_message: `Actor token cannot be revoked because its status is ${state}. Only pending tokens can be revoked.`,
    },
  ]);
});

test("a token that was never made is 404 resource_not_found", async () => {
  const { post, refusal } = await raise();
  const { status, errors } = await refusal(post("/actor_tokens/act_2none/revoke"));
  expect({ status, code: errors[0]?.code }).toEqual({ status: 404, code: "resource_not_found" });
});

test("a token that nobody used in time stays pending: it signs nobody in, and can be revoked", async () => {
  const { clerk, clock, create, post } = await raise();
  const { id, url } = await create({ expires_in_seconds: 60 });
  clock.advance(60_000);
  expect(clerk.browser().open(url)).toEqual({ ok: false, status: 400, code: "ticket_expired_code" });
  expect(clerk.actorTokens[0]?.status).toBe("pending");
  expect((await post(`/actor_tokens/${id}/revoke`)).json).toMatchObject({ status: "revoked" });
});
