// The fault table, Clerk's side: every operation that the bot asks of Clerk, what may befall it, and what follows.
import type { Operation } from "../../../src/sandbox/clerk/faults.js";
import { basicFaults } from "./fault.js";
import type { Outcome, Row, Sight } from "./row.js";
import * as scenes from "./scenes.js";
import { hasTheLink, waiting } from "./sights.js";

/** Where a call that worked leaves nothing to ask for again. */
const withoutEffect = basicFaults.filter((fault) => fault !== "drop after");
const badKey = "401 clerk_key_invalid";
const forbidden = "403 authorization_invalid";
const badParameter = "422 form_param_invalid";
const gone = "404 resource_not_found";
const noPlan = "402 unsupported_subscription_plan_features";
const limitReached = "422 impersonation_limit_exceeded";

const refusedToAlice = (faults: readonly string[], words: RegExp, code: string): Outcome => ({
  faults,
  sees: [["alice", words]],
  recorded: { status: "none", audit: [["refused", code]] },
  asked: 1,
  heals: "by asking again",
  healed: [waiting],
});

const lookedUpWhileAsking: readonly Outcome[] = [
  refusedToAlice(["rate limit"], /accepting no more requests right now/, "clerk_rate_limited"),
  refusedToAlice(["5xx"], /a server error, so nothing was started/, "clerk_unavailable"),
  refusedToAlice(
    ["hang", "drop before", "drop after"],
    /Clerk did not answer, so nothing was started/,
    "clerk_timeout",
  ),
  refusedToAlice(["nonsense"], /an answer that Understudy could not read/, "clerk_malformed"),
  refusedToAlice([badKey], /does not accept Understudy's key/, "clerk_key"),
  refusedToAlice([forbidden, badParameter], /Clerk refused a look-up/, "clerk_refused"),
];

/** What Clerk has to confirm is asked again until it does, whatever it answers meanwhile: access may be alive. */
const askedUntilConfirmed = (
  call: string,
  operation: Operation,
  scene: scenes.Scene,
  {
    sees,
    recorded,
    healed,
    faults = basicFaults,
  }: Pick<Outcome, "sees" | "recorded" | "healed"> & { faults?: readonly string[] },
): Row => ({
  call,
  service: "clerk",
  method: operation,
  scene,
  outcomes: [
    {
      faults: [...faults, badKey, forbidden],
      sees,
      ...(recorded && { recorded }),
      asked: "patiently",
      heals: "by the next try",
      ...(healed && { healed }),
    },
  ],
});

const notConfirmed: readonly Sight[] = [
  ["alice", /Clerk has not confirmed it yet; Understudy keeps asking/],
  ["card", /Clerk has not confirmed/],
];

const notCreated = (
  faults: readonly string[],
  words: RegExp,
  failure: "clerk_unavailable" | "clerk_timeout" | "clerk_malformed",
): Outcome => ({
  faults,
  sees: [
    ["card", words],
    ["alice", words],
  ],
  recorded: { status: "failed", failure, audit: [["actor_token.create", failure]] },
  asked: 1,
  heals: "by Retry",
  healed: [hasTheLink],
});

const atTheStart = (faults: readonly string[], log: RegExp): Outcome => ({
  faults,
  sees: [
    ["log", log],
    ["log", /understudy is running/],
  ],
  recorded: { status: "none" },
  asked: 1,
  heals: "by asking again",
  healed: [waiting],
});

export const clerkCalls: readonly Row[] = [
  {
    call: "users.list at the start",
    service: "clerk",
    method: "users.list",
    scene: scenes.starting,
    outcomes: [
      atTheStart([...basicFaults, forbidden], / error Clerk gave no usable answer/),
      atTheStart([badKey], / error Clerk refuses the secret key: set CLERK_SECRET_KEY .*Clerk Dashboard → API keys/),
    ],
  },
  {
    call: "users.list of alice by email and bob by name while she asks",
    service: "clerk",
    method: "users.list",
    scene: scenes.asking,
    outcomes: lookedUpWhileAsking.map((outcome) => ({ ...outcome, asked: 2 })),
  },
  {
    call: "users.get of bob by id while she asks",
    service: "clerk",
    method: "users.get",
    scene: scenes.askingById,
    outcomes: [...lookedUpWhileAsking, refusedToAlice([gone], /No Clerk user has the id user_2bob/, "no_clerk_user")],
  },
  {
    call: "users.get of alice and bob when carol approves",
    service: "clerk",
    method: "users.get",
    scene: scenes.approving,
    outcomes: [
      ...lookedUpWhileAsking.map(
        ({ faults, sees, recorded }): Outcome => ({
          faults,
          sees: [...sees.map(([, words]): Sight => ["carol", words]), waiting],
          recorded: { status: "pending", ...(recorded?.audit && { audit: recorded.audit }) },
          asked: 2,
          heals: "by the same step again",
          healed: [hasTheLink],
        }),
      ),
      {
        faults: [gone],
        sees: [
          ["carol", /@alice, who asked, can't get access any more: .*no longer belongs to the same Clerk user/],
          waiting,
        ],
        recorded: { status: "pending", audit: [["refused", "actor_refused"]] },
        asked: 2,
        heals: "by the same step again",
        healed: [hasTheLink],
      },
    ],
  },
  {
    call: "actor_tokens.create when carol approves",
    service: "clerk",
    method: "actor_tokens.create",
    scene: scenes.approving,
    outcomes: [
      {
        faults: ["rate limit"],
        sees: [["card", /creating the link…/]],
        recorded: { status: "approved" },
        asked: "as told",
        heals: "by the next try",
        healed: [hasTheLink],
      },
      notCreated(["5xx"], /a server error\. A link may have been created. Nobody has it/, "clerk_unavailable"),
      notCreated(
        ["hang", "drop before", "drop after"],
        /did not answer\. A link may have been created. Nobody has it/,
        "clerk_timeout",
      ),
      notCreated(["nonsense"], /could not read\. A link may have been created. Nobody has it/, "clerk_malformed"),
      ...(
        [
          [badKey, /does not accept Understudy's key/, "clerk_key"],
          [noPlan, /not part of your Clerk plan\./, "clerk_plan"],
          [limitReached, /limit is used up/, "clerk_limit"],
          [badParameter, /Clerk refused to create the link/, "clerk_refused"],
          [forbidden, /Clerk refused to create the link/, "clerk_refused"],
          [gone, /this user is banned, locked, or deleted/, "subject_refused"],
        ] as const
      ).map(
        ([fault, words, failure]): Outcome => ({
          faults: [fault],
          sees: [
            ["card", words],
            ["alice", words],
          ],
          recorded: { status: "failed", failure },
          asked: 1,
          heals: "by Retry",
          healed: [hasTheLink],
        }),
      ),
    ],
  },
  askedUntilConfirmed("actor_tokens.revoke by a click", "actor_tokens.revoke", scenes.revokingUnused, {
    faults: [...basicFaults, gone, badParameter],
    sees: notConfirmed,
    recorded: { status: "revoking" },
    healed: [
      ["card", /The link was never opened/],
      ["alice", /The link was never opened/],
    ],
  }),
  askedUntilConfirmed("actor_tokens.revoke at the link's deadline", "actor_tokens.revoke", scenes.expiring, {
    sees: [
      ["card", /Link expired: checking/],
      ["alice", /Link expired: checking/],
    ],
    recorded: { status: "issued" },
    healed: [["card", /Expired .* The link was never opened/s]],
  }),
  askedUntilConfirmed(
    "actor_tokens.revoke of a link that Slack would not deliver",
    "actor_tokens.revoke",
    scenes.approvingUndeliverable,
    {
      sees: [["card", /The link did not arrive\. Waiting for Clerk to confirm/]],
      recorded: { status: "approved", failure: "delivery_refused" },
      healed: [["card", /so the link was revoked.*\[Retry\]/s]],
    },
  ),
  askedUntilConfirmed("sessions.list while a link is out", "sessions.list", scenes.watching, {
    sees: [hasTheLink],
    recorded: { status: "issued" },
    healed: [["card", /In use since/]],
  }),
  askedUntilConfirmed("sessions.list in a revoke", "sessions.list", scenes.revokingUsed, {
    sees: notConfirmed,
    recorded: { status: "revoking" },
    healed: [["card", /The session is over; Clerk confirmed it/]],
  }),
  askedUntilConfirmed("sessions.revoke by a click", "sessions.revoke", scenes.revokingUsed, {
    faults: [...withoutEffect, gone],
    sees: notConfirmed,
    recorded: { status: "revoking" },
    healed: [["card", /The session is over; Clerk confirmed it/]],
  }),
  askedUntilConfirmed("sessions.revoke at the session's deadline", "sessions.revoke", scenes.reachingTheTimeLimit, {
    faults: withoutEffect,
    sees: [["card", /may still be signed in as/]],
    recorded: { status: "active" },
    healed: [["card", /reached its time limit/]],
  }),
  ...(
    [
      ["sessions.revoke by a click, which worked", scenes.revokingUsed, /The session is over; Clerk confirmed it/],
      [
        "sessions.revoke at the session's deadline, which worked",
        scenes.reachingTheTimeLimit,
        /Access ended .* time limit/,
      ],
    ] as const
  ).map(
    // The next look finds the session ended: there is nothing more to ask for.
    ([call, scene, words]): Row => ({
      call,
      service: "clerk",
      method: "sessions.revoke",
      scene,
      outcomes: [{ faults: ["drop after"], sees: [], asked: 1, heals: "at once", healed: [["card", words]] }],
    }),
  ),
];
