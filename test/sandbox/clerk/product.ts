// The emulated Clerk for these tests: alice and bob as users, a movable clock, and plain fetch.
import { onTestFinished } from "vitest";
import { z } from "zod";
import { type ClerkOptions, startClerk } from "../../../src/sandbox/clerk/instance.js";
import { MovableClock } from "../../../src/sandbox/clock.js";

export const alice = {
  id: "user_2alice",
  username: "alice",
  firstName: "Alice",
  lastName: "Archer",
  email: "alice@acme.example",
};
export const bob = {
  id: "user_2bob",
  username: "bob",
  firstName: "Bob",
  lastName: "Brown",
  email: "bob@customer.example",
};
/** The actor of an impersonation of bob by alice, as the bot sends it. */
export const actor = { sub: alice.id, iss: "understudy", request_id: "req_1" };

const token = z.looseObject({ id: z.string(), status: z.string(), url: z.string(), token: z.string() });
const session = z.looseObject({ id: z.string(), status: z.string() });
const errorBody = z.object({
  errors: z.array(
    z.object({
      code: z.string(),
      message: z.string(),
      long_message: z.string(),
      meta: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
  clerk_trace_id: z.string().regex(/^[0-9a-f]{32}$/),
});

export async function raise(options: Partial<ClerkOptions> = {}) {
  const clock = new MovableClock();
  const clerk = await startClerk({ clock, users: [alice, bob], ...options });
  onTestFinished(() => clerk.close());

  const call = async (method: "GET" | "POST", path: string, body?: unknown, key = clerk.secretKey) => {
    const response = await fetch(`${clerk.url}/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type") === "application/json";
    const json: unknown = isJson ? parse(text) : text;
    return { status: response.status, json, headers: response.headers };
  };
  const get = (path: string) => call("GET", path);
  const post = (path: string, body?: unknown) => call("POST", path, body);

  return {
    clock,
    clerk,
    call,
    get,
    post,
    /** Creates an actor token for bob by alice. */
    async create(more: Record<string, unknown> = {}) {
      return token.parse((await post("/actor_tokens", { user_id: bob.id, actor, ...more })).json);
    },
    /** bob's sessions as the Backend API lists them. */
    async listed(query = `user_id=${bob.id}`) {
      return z.array(session).parse((await get(`/sessions?${query}`)).json);
    },
    /** Status and Clerk's errors of a refusal. */
    async refusal(answer: Promise<{ status: number; json: unknown }>) {
      const { status, json } = await answer;
      return { status, ...errorBody.parse(json) };
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
