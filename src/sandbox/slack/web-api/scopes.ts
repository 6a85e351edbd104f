// Checks the scopes in the app's manifest.
import { refuse } from "../http/refusal.js";
import type { SlackState } from "../state/state.js";

export function needScope(scope: string, { manifest }: SlackState): void {
  needOneOf([scope], { manifest });
}

export function needOneOf(scopes: readonly string[], { manifest }: Pick<SlackState, "manifest">): void {
  if (scopes.some((each) => manifest.scopes.includes(each))) return;
  refuse("missing_scope", { needed: scopes.join(","), provided: manifest.scopes.join(",") });
}
