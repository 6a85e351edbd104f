// Draws what happens: up to three things at once, and how much the bot gets done before the next.
import fc from "fast-check";
import type { Fault as ClerkFault, Operation as ClerkOperation } from "../../../src/sandbox/clerk/faults.js";
import type { Fault as SlackFault } from "../../../src/sandbox/slack/http/faults.js";
import { allChanges } from "./changes.js";
import type { Operation, PersonName } from "./operations.js";
import { hour, minute, second } from "./world.js";

export interface Step {
  readonly operations: readonly Operation[];
  /** What the order of the bot's own steps is drawn from. */
  readonly order: number;
  /** So many of them are done before the next step; all of them where undefined. */
  readonly turns: number | undefined;
}

const few = fc.constantFrom(0, 0, 0, 1, 2, 3);
const anybody = fc.constantFrom<PersonName[]>("carol", "carol", "dave", "alice", "alice", "eve");
const approver = fc.constantFrom<PersonName[]>("carol", "dave");

const asking = fc.record({
  do: fc.constant("ask" as const),
  by: fc.constantFrom<PersonName[]>("alice", "alice", "alice", "carol", "dave", "eve"),
  as: fc.constantFrom(
    "bob" as const,
    "bob" as const,
    "bob" as const,
    "beth" as const,
    "beth" as const,
    "alice" as const,
  ),
  twice: fc.nat({ max: 9 }).map((n) => n === 0),
});

const deciding = fc.record({
  do: fc.constant("verb" as const),
  verb: fc.constantFrom("approve" as const, "approve" as const, "approve" as const, "retry" as const, "deny" as const),
  by: approver,
  request: few,
});

const verb = fc.record({
  do: fc.constant("verb" as const),
  verb: fc.constantFrom(
    "approve" as const,
    "deny" as const,
    "retry" as const,
    "cancel" as const,
    "revoke" as const,
    "revoke" as const,
    "linkClicked" as const,
  ),
  by: anybody,
  request: few,
});

const revokingAll = fc.record({ do: fc.constant("revoke all" as const), by: anybody });

const pressing = fc.record({ do: fc.constant("press" as const), button: fc.nat({ max: 5 }), by: anybody });

const browsing = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant("open link" as const), link: few }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom("sign out" as const, "use product" as const), browser: few }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("end session at Clerk" as const), session: few }) },
);

const times = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 1, max: 3 }) },
  { weight: 1, arbitrary: fc.constant(Number.POSITIVE_INFINITY) },
);
const when = fc.constantFrom("before" as const, "after" as const);
const anyHow = fc.oneof(
  fc.record({ how: fc.constant({ kind: "drop" as const }), when }),
  fc.record({ how: fc.constant({ kind: "status" as const, status: 503 }), when }),
  fc.record({ how: fc.constant({ kind: "nonsense" as const }), when }),
  fc.record({
    how: fc.record({ kind: fc.constant("rate_limit" as const), retryAfterS: fc.integer({ min: 1, max: 40 }) }),
    when: fc.constant("before" as const),
  }),
);

const slackMethods = fc.constantFrom(
  "chat.postMessage",
  "chat.postMessage",
  "chat.update",
  "chat.delete",
  "users.info",
  "conversations.info",
  "conversations.members",
  "*",
);
const slackFault: fc.Arbitrary<SlackFault> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(slackMethods, times, anyHow).map(([method, n, how]) => ({ method, times: n, ...how })),
  },
  {
    weight: 1,
    arbitrary: fc.constant<SlackFault>({
      method: "chat.postMessage",
      times: 1,
      how: { kind: "error", error: "restricted_action" },
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constant<SlackFault>({
      method: "chat.delete",
      times: 1,
      how: { kind: "error", error: "cant_delete_message" },
    }),
  },
);

const clerkOperations = fc.constantFrom<(ClerkOperation | "*")[]>(
  "actor_tokens.create",
  "actor_tokens.create",
  "actor_tokens.revoke",
  "actor_tokens.revoke",
  "sessions.list",
  "sessions.revoke",
  "users.list",
  "users.get",
  "*",
);
const clerkFault: fc.Arbitrary<ClerkFault> = fc
  .tuple(clerkOperations, times, anyHow)
  .map(([operation, n, how]) => ({ operation, times: n, ...how }));

const fault = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant("slack fault" as const), fault: slackFault }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("clerk fault" as const), fault: clerkFault }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("faults over" as const) }) },
);

const time = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("time goes by" as const),
      ms: fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom(second, 2 * second, 5 * second, 15 * second) },
        { weight: 3, arbitrary: fc.constantFrom(minute, 5 * minute, 10 * minute) },
        { weight: 1, arbitrary: fc.constantFrom(31 * minute, hour) },
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("bot's clock is set" as const),
      ms: fc.constantFrom(-hour, hour),
    }),
  },
);

const changing = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("change" as const), what: fc.constantFrom(...allChanges) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("remove message" as const), message: fc.nat({ max: 5 }) }),
  },
);

const interruption = fc.record({ do: fc.constantFrom("kill" as const, "kill" as const, "restart" as const) });

const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 5, arbitrary: asking },
  { weight: 9, arbitrary: deciding },
  { weight: 4, arbitrary: verb },
  { weight: 6, arbitrary: pressing },
  { weight: 1, arbitrary: revokingAll },
  { weight: 6, arbitrary: browsing },
  { weight: 4, arbitrary: fault },
  { weight: 6, arbitrary: time },
  { weight: 1, arbitrary: changing },
  { weight: 2, arbitrary: interruption },
);

const step: fc.Arbitrary<Step> = fc.record({
  operations: fc.oneof(
    { weight: 3, arbitrary: fc.tuple(operation) },
    // A fault during an approval is where a link could be doubled or lost.
    { weight: 1, arbitrary: fc.tuple(fault, deciding) },
    { weight: 1, arbitrary: fc.array(operation, { minLength: 2, maxLength: 3 }) },
  ),
  order: fc.nat(),
  turns: fc.oneof(fc.constant(undefined), fc.nat({ max: 12 }), fc.nat({ max: 80 })),
});

export const steps = fc.array(step, { minLength: 10, maxLength: 60, size: "max" });
