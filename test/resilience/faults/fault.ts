// The faults of the table by name, and how each is ordered from the emulated Slack and Clerk.
import type { How } from "../../../src/sandbox/clerk/faults.js";
import type { FaultKind } from "../../../src/sandbox/slack/http/faults.js";
import type { Stage } from "../../flows/stage.js";
import type { Row } from "./row.js";

/** What can befall any call, whichever it is. */
export const basicFaults = ["rate limit", "5xx", "hang", "drop before", "drop after", "nonsense"] as const;
type BasicFault = (typeof basicFaults)[number];

/** After these nobody but the other side knows whether the call had its effect. */
export const unknown = ["5xx", "hang", "drop before", "drop after", "nonsense"] as const;

/** What Slack may answer to any method, and never takes back by itself. */
export const slackSaysNo = ["invalid_auth", "token_revoked", "account_inactive", "missing_scope"] as const;

/** Longer than the first wait of the backoff, so that it shows which of the two was obeyed. */
export const retryAfterS = 3;

export const isBasic = (name: string): name is BasicFault => basicFaults.some((basic) => basic === name);

/** A name of Clerk's says its status too: `402 unsupported_subscription_plan_features`. */
export function order({ slack, clerk }: Stage, { method, service, match }: Row, name: string): void {
  const when = name === "drop after" ? "after" : "before";
  if (service === "clerk") clerk.fail({ operation: method, when, how: clerkHow(name) });
  else slack.fail({ method, when, how: slackHow(name), times: Number.POSITIVE_INFINITY, ...(match && { match }) });
}

function slackHow(name: string): FaultKind {
  return isBasic(name) ? basicHow(name) : { kind: "error", error: name };
}

function clerkHow(name: string): How {
  if (isBasic(name)) return basicHow(name);
  const [status = "", code = ""] = name.split(" ");
  return { kind: "clerk_error", status: Number(status), code };
}

function basicHow(name: BasicFault): FaultKind & How {
  switch (name) {
    case "rate limit":
      return { kind: "rate_limit", retryAfterS };
    case "5xx":
      return { kind: "status", status: 503 };
    case "hang":
      return { kind: "hang" };
    case "drop before":
    case "drop after":
      return { kind: "drop" };
    case "nonsense":
      return { kind: "nonsense" };
  }
}
