// The fault switches: what each one does to the emulated Slack and Clerk while it is on.
import { type Fault as ClerkFault, impersonationLimitReached, planLacksImpersonation } from "../clerk/faults.js";
import type { ClerkInstance } from "../clerk/instance.js";
import type { Backstage } from "../contract/backstage.js";
import type { SlackWorkspace } from "../slack/workspace.js";

type ClerkFaultName = Backstage["faults"]["clerk"];
type SlackFaultName = Backstage["faults"]["slack"];

const slowMs = 4_000;
const retryAfterS = 5;

const injected: Readonly<Record<ClerkFaultName, ClerkFault | undefined>> = {
  none: undefined,
  slow: undefined,
  plan: { operation: "actor_tokens.create", when: "before", how: planLacksImpersonation },
  limit: { operation: "actor_tokens.create", when: "before", how: impersonationLimitReached },
  unavailable: { operation: "*", when: "before", how: { kind: "status", status: 503 } },
  answer_lost: { operation: "actor_tokens.create", when: "after", how: { kind: "hang" } },
};

export class FaultSwitches {
  clerk: ClerkFaultName = "none";
  slack: SlackFaultName = "none";
  readonly #clerk: ClerkInstance;
  readonly #slack: SlackWorkspace;

  constructor(slack: SlackWorkspace, clerk: ClerkInstance) {
    this.#slack = slack;
    this.#clerk = clerk;
  }

  setClerk(fault: ClerkFaultName): void {
    this.clerk = fault;
    this.#clerk.clearFaults();
    this.#clerk.latencyMs = fault === "slow" ? slowMs : 0;
    const clerkFault = injected[fault];
    if (clerkFault !== undefined) this.#clerk.fail(clerkFault);
  }

  setSlack(fault: SlackFaultName): void {
    this.slack = fault;
    this.#slack.clearFaults();
    this.#slack.sockets.loseAcks(fault === "acks_lost" ? Number.POSITIVE_INFINITY : 0);
    if (fault !== "rate_limited") return;
    for (const method of ["chat.postMessage", "chat.update"]) {
      this.#slack.fail({ method, times: Number.POSITIVE_INFINITY, how: { kind: "rate_limit", retryAfterS } });
    }
  }
}
