// The contract table for sessions: how they are listed, how they end by the clock, how they are revoked.
import { expect, test } from "vitest";
import { actor, bob, raise } from "./product.js";

const minuteMs = 60_000;

test("a session has what the bot reads of one, with the actor and where it is used", async () => {
  const { clerk, create, get } = await raise();
  const { url } = await create();
  const browser = clerk.browser({ city: "Paris", country: "FR", browserName: "Chrome" });
  const opened = browser.open(url);
  const [session] = clerk.sessions;
  expect(opened).toMatchObject({ ok: true, session: { id: session?.id } });
  const createdAt = session?.createdAt ?? 0;
  expect((await get(`/sessions/${session?.id}`)).json).toMatchObject({
    object: "session",
    id: expect.stringMatching(/^sess_2\w{26}$/),
    user_id: bob.id,
    client_id: browser.clientId,
    actor,
    status: "active",
    created_at: createdAt,
    updated_at: createdAt,
    last_active_at: createdAt,
    expire_at: createdAt + 30 * minuteMs,
    abandon_at: createdAt + 10 * minuteMs,
    latest_activity: { ip_address: expect.any(String), city: "Paris", country: "FR", browser_name: "Chrome" },
  });
});

test("the subject's own session has no actor, and another operator's has theirs", async () => {
  const { clerk, get } = await raise();
  const own = clerk.startSession(bob.id);
  const other = clerk.startSession(bob.id, {
    actor: { sub: "cli:dave@acme.example", iss: "clerk-cli" },
    status: "pending",
  });
  expect((await get(`/sessions/${own.id}`)).json).toMatchObject({
    actor: null,
    status: "active",
    latest_activity: null,
  });
  expect((await get(`/sessions/${other.id}`)).json).toMatchObject({ actor: { iss: "clerk-cli" }, status: "pending" });
});

test("a session may show no more of its actor than sub and iss", async () => {
  const { clerk, create, listed } = await raise();
  clerk.keepOnlyActorSubAndIss = true;
  const browser = clerk.browser();
  browser.open((await create()).url);
  expect(await listed()).toMatchObject([{ actor: { sub: actor.sub, iss: actor.iss } }]);
  expect((await listed())[0]?.actor).not.toHaveProperty("request_id");
  expect(browser.claims()?.act).toEqual(actor);
});

test("a list without a user or a client is refused", async () => {
  const { get, refusal } = await raise();
  const { status, errors } = await refusal(get("/sessions"));
  expect({ status, code: errors[0]?.code }).toEqual({ status: 400, code: "missing_query_parameter" });
});

test("sessions are listed by user or by client", async () => {
  const { clerk, listed } = await raise();
  const session = clerk.startSession(bob.id);
  expect(await listed()).toMatchObject([{ id: session.id }]);
  expect(await listed(`client_id=${session.clientId}`)).toMatchObject([{ id: session.id }]);
  expect(await listed(`client_id=${session.clientId}&user_id=user_2alice`)).toEqual([]);
  expect(await listed("user_id=user_2nobody")).toEqual([]);
});

test("sessions come newest first, ten of them, or as many as asked for", async () => {
  const { clerk, clock, listed } = await raise();
  const now = clock.now();
  const ids = Array.from({ length: 12 }, (_, age) => clerk.startSession(bob.id, { createdAt: now - age }).id);
  expect((await listed()).map(({ id }) => id)).toEqual(ids.slice(0, 10));
  expect(await listed(`user_id=${bob.id}&limit=500`)).toHaveLength(12);
  expect((await listed(`user_id=${bob.id}&limit=3&offset=10`)).map(({ id }) => id)).toEqual(ids.slice(10));
});

test("with paginated=true a list says how many there are", async () => {
  const { clerk, get } = await raise();
  for (let count = 0; count < 3; count += 1) clerk.startSession(bob.id);
  const { json } = await get(`/sessions?user_id=${bob.id}&limit=2&paginated=true`);
  expect(json).toEqual({ data: [expect.anything(), expect.anything()], total_count: 3 });
});

test.each(["limit=0", "limit=501", "offset=-1", "offset=x"])("%s is refused with 422", async (query) => {
  const { get, refusal } = await raise();
  expect((await refusal(get(`/sessions?user_id=${bob.id}&${query}`))).status).toBe(422);
});

test.each(["pending", "live"])("status=%s is no filter of Clerk's", async (status) => {
  const { get, refusal } = await raise();
  const { status: answered, errors } = await refusal(get(`/sessions?user_id=${bob.id}&status=${status}`));
  expect({ answered, code: errors[0]?.code }).toEqual({ answered: 400, code: "invalid_query_parameter_value" });
});

test("a list can be narrowed by status", async () => {
  const { clerk, listed } = await raise();
  const active = clerk.startSession(bob.id);
  const ended = clerk.startSession(bob.id, { status: "ended" });
  expect(await listed(`user_id=${bob.id}&status=active`)).toMatchObject([{ id: active.id }]);
  expect(await listed(`user_id=${bob.id}&status=ended`)).toMatchObject([{ id: ended.id }]);
});

test("a session from a link may show in lists only later, by the clock", async () => {
  const { clerk, clock, create, get, listed } = await raise();
  clerk.sessionsAppearAfterMs = 5_000;
  clerk.browser().open((await create()).url);
  expect(await listed()).toEqual([]);
  expect((await get(`/sessions/${clerk.sessions[0]?.id}`)).status).toBe(200);
  clock.advance(5_000);
  expect(await listed()).toHaveLength(1);
});

test("a revoked session is answered with, and stays, revoked", async () => {
  const { clerk, listed, post } = await raise();
  const { id } = clerk.startSession(bob.id, { actor });
  for (const _time of ["first", "again"]) {
    const { status, json } = await post(`/sessions/${id}/revoke`);
    expect(status).toBe(200);
    expect(json).toMatchObject({ object: "session", id, status: "revoked" });
  }
  expect(await listed()).toMatchObject([{ id, status: "revoked" }]);
});

test("a session that has ended keeps its status when it is revoked", async () => {
  const { clerk, post } = await raise();
  const { id } = clerk.startSession(bob.id, { status: "removed" });
  expect(await post(`/sessions/${id}/revoke`)).toMatchObject({ status: 200, json: { status: "removed" } });
});

test.each(["/sessions/sess_2none", "/sessions/sess_2none/revoke"])("%s is 404 resource_not_found", async (path) => {
  const { call, refusal } = await raise();
  const { status, errors } = await refusal(call(path.endsWith("revoke") ? "POST" : "GET", path));
  expect({ status, code: errors[0]?.code }).toEqual({ status: 404, code: "resource_not_found" });
});

test("an old session that was cleaned up is in no list, and answers 404", async () => {
  const { clerk, get, listed, post } = await raise();
  const { id } = clerk.startSession(bob.id);
  clerk.forgetSession(id);
  expect(await listed()).toEqual([]);
  expect([(await get(`/sessions/${id}`)).status, (await post(`/sessions/${id}/revoke`)).status]).toEqual([404, 404]);
});

test.each([
  ["ten idle minutes end it", 10 * minuteMs, "abandoned"],
  ["nine minutes and 59 seconds do not", 10 * minuteMs - 1_000, "active"],
])("an impersonation session idles: %s", async (_what, idleMs, status) => {
  const { clerk, clock, create, listed } = await raise();
  clerk.browser().open((await create()).url);
  clock.advance(idleMs);
  expect(await listed()).toMatchObject([{ status }]);
});

test("a visit restarts the ten minutes, but not beyond the session's maximum", async () => {
  const { clerk, clock, create, listed } = await raise();
  const browser = clerk.browser();
  browser.open((await create()).url);
  for (const _time of ["9", "18", "27"]) {
    clock.advance(9 * minuteMs);
    browser.visit();
    expect(await listed()).toMatchObject([{ status: "active" }]);
  }
  clock.advance(3 * minuteMs);
  expect(await listed()).toMatchObject([{ status: "expired" }]);
});

test("the subject's own session does not end with ten idle minutes", async () => {
  const { clerk, clock, listed } = await raise();
  clerk.startSession(bob.id);
  clock.advance(60 * minuteMs);
  expect(await listed()).toMatchObject([{ status: "active" }]);
});

test("when an impersonated user is banned, their sessions are revoked; a lock leaves them", async () => {
  const { clerk, listed } = await raise();
  clerk.startSession(bob.id, { actor });
  clerk.lock(bob.id);
  expect(await listed()).toMatchObject([{ status: "active" }]);
  clerk.ban(bob.id);
  expect(await listed()).toMatchObject([{ status: "revoked" }]);
});

test("deleting a user deletes their sessions", async () => {
  const { clerk, listed } = await raise();
  clerk.startSession(bob.id);
  clerk.deleteUser(bob.id);
  expect(await listed()).toEqual([]);
});
