// What a client sends to the emulated Clerk, and what Clerk's SDK makes of the same.
import { z } from "zod";
import type { ClerkInstance } from "../../src/sandbox/clerk/instance.js";

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly version: string | undefined;
}

/** What the SDK sends where we send `sent`. All that it does otherwise stands here. */
export function asTheSdkSends(sent: Sent): Sent[] {
  const { limit: _limit, offset, ...filter } = sent.query;
  switch (`${sent.method} ${sent.path}`) {
    case "POST /v1/actor_tokens":
      return [{ ...sent, body: withAdditionalProperties(sent.body) }];
    case "GET /v1/sessions": {
      // It leaves out an offset of 0, which is what Clerk takes for granted.
      const { offset: _offset, ...fromTheStart } = sent.query;
      return [{ ...sent, query: { ...(offset === "0" ? fromTheStart : sent.query), paginated: "true" } }];
    }
    case "GET /v1/users":
      return [sent, { ...sent, path: "/v1/users/count", query: filter }];
    default:
      return [sent];
  }
}

const withActor = z.looseObject({ actor: z.looseObject({ sub: z.string() }) });

/** The SDK has a key of this name where Clerk means the properties themselves, and sends it as it is. */
function withAdditionalProperties(body: unknown): unknown {
  const { actor, ...rest } = withActor.parse(body);
  const { sub, ...additionalProperties } = actor;
  return { ...rest, actor: { sub, additionalProperties } };
}

/** What a client sends while it does something; `id` is the one it was given, and stands as `{id}`. */
export async function heard<T>(
  clerk: ClerkInstance,
  id: string,
  does: () => Promise<T>,
): Promise<{ sent: Sent[]; came: T }> {
  const before = clerk.calls.length;
  const came = await does();
  const sent = clerk.calls.slice(before).map(({ method, path, query, body, headers }) => ({
    method,
    path: path.replace(id, "{id}"),
    query,
    body,
    version: headers["clerk-api-version"],
  }));
  // The SDK asks for users and their number at once, so either may be first.
  return { sent: sent.sort((a, b) => a.path.localeCompare(b.path)), came };
}
