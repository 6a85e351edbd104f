// One call of the Web API: token, scopes, method, and the answer in Slack's format.
import type { Args } from "../http/args.js";
import { Refusal, refuse } from "../http/refusal.js";
import type { Reply } from "../http/reply.js";
import type { Method, MethodContext } from "./method.js";
import { methods } from "./methods.js";
import { needScope } from "./scopes.js";

export interface Tokens {
  bot: string;
  app: string;
}

export function answerCall(
  name: string,
  token: string | undefined,
  args: Args,
  tokens: Tokens,
  context: MethodContext,
): Reply {
  const granted = token === tokens.app ? ["connections:write"] : context.state.manifest.scopes;
  const headers = { "x-oauth-scopes": granted.join(","), "x-accepted-oauth-scopes": "" };
  try {
    const method = methods.get(name) ?? refuse("unknown_method");
    checkToken(method, token, tokens);
    for (const scope of method.scopes) needScope(scope, context.state);
    headers["x-accepted-oauth-scopes"] = method.scopes.join(",");
    return { status: 200, headers, body: { ok: true, ...method.run(args, context) } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: 200, headers, body: { ok: false, error: error.error, ...error.extra } };
  }
}

function checkToken(method: Method, token: string | undefined, tokens: Tokens): void {
  if (token === undefined || token === "") refuse("not_authed");
  if (token !== tokens.bot && token !== tokens.app) refuse("invalid_auth");
  if (token !== tokens[method.token]) refuse("not_allowed_token_type");
}
