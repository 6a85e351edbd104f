// Whatever Clerk and Slack answer: something sound comes of it, or the one error that every caller knows.
import { createServer } from "node:http";
import { webApi } from "@slack/bolt";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { ImpersonationError } from "../../src/impersonation/model/errors.js";
import { alwaysFresh } from "../../src/impersonation/ports/directory.js";
import type { IdentityProvider } from "../../src/impersonation/ports/identity-provider.js";
import { libraryLogger } from "../../src/slack/transport/library-logger.js";
import { createSlackApi, SlackError, slackFetch } from "../../src/slack/transport/web-api.js";
import { createDirectory } from "../../src/slack/workspace/directory.js";
import {
  clientOf,
  hurriedClock,
  key,
  network,
  now,
  recordedLog,
  wireSession,
  wireToken,
  wireUser,
} from "../clerk/fixtures.js";
import { fuzz } from "./fuzz-plan.js";
import { nearly, oddValue } from "./odd-json.js";
import { oddText } from "./odd-text.js";

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly retryAfter: string | undefined;
}

/** A server that gives the same answer to everything until it is given another. */
async function server() {
  let answer: Answer = { status: 200, body: "", retryAfter: undefined };
  const http = createServer((request, response) => {
    request.resume().on("end", () => {
      const wait = answer.retryAfter === undefined ? {} : { "retry-after": answer.retryAfter };
      response.writeHead(answer.status, { "content-type": "application/json", ...wait }).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  const { port } = z.object({ port: z.number() }).parse(http.address());
  const says = (next: Answer) => {
    answer = next;
  };
  return { url: `http://127.0.0.1:${port}`, says };
}

const status = fc.oneof(
  { arbitrary: fc.constant(200), weight: 5 },
  { arbitrary: fc.constantFrom(201, 400, 401, 402, 403, 404, 409, 422, 429, 500, 503), weight: 3 },
  { arbitrary: fc.integer({ min: 200, max: 599 }).filter((code) => ![204, 205, 304].includes(code)), weight: 1 },
);
const retryAfter = fc.option(fc.constantFrom("1", "0", "-1", "1e9", "soon", "Wed, 25 Nov 2026 00:00:00 GMT", ""), {
  nil: undefined,
  freq: 3,
});
const answerOf = (json: fc.Arbitrary<unknown>): fc.Arbitrary<Answer> =>
  fc.record({
    status,
    retryAfter,
    body: fc.oneof(
      { arbitrary: json.map((value) => JSON.stringify(value) ?? ""), weight: 8 },
      { arbitrary: oddText, weight: 1 },
      { arbitrary: json.map((value) => (JSON.stringify(value) ?? "").slice(0, -2)), weight: 1 },
    ),
  });

const errors = nearly(
  fc.record({
    errors: fc.array(
      fc.record({
        code: fc.oneof(fc.constantFrom("resource_not_found", "actor_token_cannot_be_revoked_code"), oddText),
        long_message: oddText,
      }),
      { maxLength: 2 },
    ),
    clerk_trace_id: oddText,
  }),
);
const fromClerk = fc.oneof(
  nearly(fc.constant(wireToken())),
  nearly(fc.constant(wireUser())),
  nearly(fc.constant(wireUser())).map((user) => [user]),
  nearly(fc.constant(wireSession({ actor: { sub: "user_alice", iss: "understudy" } }))).map((session) => [session]),
  nearly(fc.constant(wireSession())),
  errors,
  oddValue,
);

const order = {
  subjectId: "user_bob",
  actorSub: "user_alice",
  requestId: "req_1",
  linkMs: 600_000,
  sessionMs: 1_800_000,
};
const operations: Readonly<
  Record<string, (clerk: IdentityProvider, id: string, clock: { now(): number }) => Promise<unknown>>
> = {
  checkKey: (clerk) => clerk.checkKey(),
  usersByVerifiedEmail: (clerk, id) => clerk.usersByVerifiedEmail(id),
  usersByUsername: (clerk, id) => clerk.usersByUsername(id),
  user: (clerk, id) => clerk.user(id, alwaysFresh),
  createActorToken: (clerk, _id, clock) => clerk.createActorToken(order, clock.now() + 10_000, async () => {}),
  revokeActorToken: (clerk, id) => clerk.revokeActorToken(id, "revoke"),
  sessions: (clerk, id) => clerk.sessions(id, now - 60_000, "poll"),
  revokeSession: (clerk, id) => clerk.revokeSession(id, "revoke"),
};

test("whatever Clerk answers, an operation has a result or an error of ours, and the key is in neither", async () => {
  const { url, says } = await server();
  const cases = fc.tuple(
    fc.constantFrom(...Object.keys(operations)),
    answerOf(fromClerk),
    fc.oneof(fc.constant("id_1"), oddText),
  );
  await fuzz("Clerk's answers", cases, async ([operation, answer, id]) => {
    const { log, lines } = recordedLog();
    const clock = hurriedClock();
    const clerk = clientOf(url, clock, log).provider();
    says(answer);
    const result = await operations[operation]?.(clerk, id, clock).catch((error: unknown) => error);
    if (result instanceof Error) expect(result).toBeInstanceOf(ImpersonationError);
    expect(`${JSON.stringify(result)} ${lines.join("")}`).not.toContain(key);
    expect(lines.filter((line) => line.split("\n").length !== 2)).toEqual([]);
  });
});

const fromSlack = fc.oneof(
  nearly(
    fc.record({
      ok: fc.constantFrom(true, true, false),
      error: fc.oneof(fc.constantFrom("channel_not_found", "ratelimited", "internal_error"), oddText),
      user: fc.constant({
        id: "U0BOB",
        team_id: "T0ACME",
        deleted: false,
        is_bot: false,
        is_restricted: false,
        is_ultra_restricted: false,
        is_email_confirmed: true,
        profile: { email: "bob@customer.example" },
      }),
      users: fc.constant(["U0CAROL"]),
      channel: fc.constant({
        id: "C0APPROVALS",
        is_member: true,
        is_private: true,
        is_archived: false,
        is_ext_shared: false,
      }),
      members: fc.constant(["U0CAROL"]),
      channels: fc.constant([{ id: "C0APPROVALS" }]),
      response_metadata: fc.constantFrom({}, { next_cursor: "" }, { messages: ["[ERROR] no"] }),
    }),
  ),
  oddValue,
);

const botToken = "xoxb-neverToBeSeen";

test("whatever Slack answers, a look-up has a result or an error of ours, and the token is in neither", async () => {
  const { url, says } = await server();
  const { log, lines } = recordedLog();
  const api = createSlackApi(
    new webApi.WebClient(botToken, {
      slackApiUrl: `${url}/api/`,
      logger: libraryLogger(log),
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      fetch: slackFetch(network),
    }),
    log,
    () => now,
  );
  const { signal: stopping } = new AbortController();
  const directory = createDirectory({ api, approvalChannel: "C0APPROVALS", clock: hurriedClock(), stopping });
  const lookUps = [
    (id: string) => directory.person(id, alwaysFresh),
    (id: string) => directory.group(id, alwaysFresh),
    () => directory.approvalChannel(alwaysFresh),
    (id: string) => directory.isInApprovalChannel(id, alwaysFresh),
    (id: string) => directory.approvalChannelHas((member) => member === id, alwaysFresh),
    (text: string) => api.call("chat.postMessage", { channel: "C", text }, z.object({ ok: z.literal(true) })),
  ];
  await fuzz(
    "Slack's answers",
    fc.tuple(fc.constantFrom(...lookUps), answerOf(fromSlack), oddText),
    async ([lookUp, answer, id]) => {
      lines.length = 0;
      says(answer);
      const result = await lookUp(id).catch((error: unknown) => error);
      const ours = result instanceof ImpersonationError || result instanceof SlackError;
      if (result instanceof Error) expect(ours, String(result)).toBe(true);
      expect(`${JSON.stringify(result)} ${lines.join("")}`).not.toContain(botToken);
      expect(lines.filter((line) => line.split("\n").length !== 2)).toEqual([]);
    },
  );
});
