// A connection that was kept alive and turns out dead: a look-up is asked once more, and nothing else is.
import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { createClerkApi } from "../../src/clerk/api.js";
import { ClerkTime } from "../../src/clerk/clerk-time.js";
import type { ImpersonationError } from "../../src/impersonation/model/errors.js";
import { createNetwork } from "../../src/runtime/network.js";
import { type Death, dyingServer } from "../dying-server.js";
import { failure } from "./failure.js";
import { hurriedClock, recordedLog, secretKey, wireUser } from "./fixtures.js";

const deaths = ["closes", "resets"] as const;

async function raise(death: Death) {
  const server = await dyingServer(death, wireUser({ id: "user_bob" }));
  const { log, lines } = recordedLog();
  const network = createNetwork({});
  const clock = hurriedClock();
  const time = new ClerkTime(clock);
  const api = createClerkApi({ baseUrl: server.origin, secretKey, clock, time, log, network });
  // The connection is there, and is kept alive.
  await api.users.get("user_bob");
  await turn();
  return { server, api, lines };
}

const get = "GET /v1/users/user_bob";

test.each(deaths)(
  "a look-up over a connection that Clerk %s is asked again over a new one, and nobody notices",
  async (death) => {
    const { server, api, lines } = await raise(death);
    expect(await api.users.get("user_bob")).toMatchObject({ id: "user_bob" });
    expect(server.asked).toEqual([get, get, get]);
    expect(lines.join("")).not.toContain("warn");
  },
);

test.each(deaths)(
  "a look-up is asked again only once, and its failure names host and cause: Clerk %s",
  async (death) => {
    const { server, api, lines } = await raise(death);
    server.breakAll();
    expect((await failure(api.users.get("user_bob"))).problem).toEqual({ code: "clerk_timeout" });
    expect(server.asked).toEqual([get, get, get]);
    expect(lines.at(-1)).toMatch(
      / warn clerk GET \S+ no answer \d+ms host=127\.0\.0\.1:\d+ cause=(UND_ERR_SOCKET|ECONNRESET)/,
    );
  },
);

type Api = Awaited<ReturnType<typeof raise>>["api"];
const changes: readonly (readonly [string, (api: Api) => Promise<unknown>])[] = [
  ["POST /v1/actor_tokens", ({ actorTokens }) => actorTokens.create(order, 5_000)],
  ["POST /v1/actor_tokens/act_1/revoke", ({ actorTokens }) => actorTokens.revoke("act_1")],
  ["POST /v1/sessions/sess_1/revoke", ({ sessions }) => sessions.revoke("sess_1")],
];
const order = {
  user_id: "user_bob",
  actor: { sub: "user_alice", iss: "understudy", request_id: "req_1" },
  expires_in_seconds: 600,
  session_max_duration_in_seconds: 1_800,
};

test.each(deaths.flatMap((death) => changes.map((change) => [...change, death] as const)))(
  "%s is asked once, whatever becomes of it",
  async (asked, call, death) => {
    const { server, api } = await raise(death);
    const error: ImpersonationError = await failure(call(api));
    expect(error.problem).toEqual({ code: "clerk_timeout" });
    expect(server.asked).toEqual([get, asked]);
  },
);
