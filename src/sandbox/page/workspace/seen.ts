// What this window's person sees, for all components.
import { createContext, useContext } from "react";
import type { ShownConversation, Workspace } from "../../contract/workspace.js";

const SeenContext = createContext<Workspace | undefined>(undefined);
export const Seen = SeenContext.Provider;

export function useSeen(): Workspace {
  const seen = useContext(SeenContext);
  if (seen === undefined) throw new Error("useSeen outside of Seen");
  return seen;
}

/** Milliseconds by the sandbox's clock. */
export const nowFor = ({ aheadMs }: Pick<Workspace, "aheadMs">): number => Date.now() + aheadMs;

/** The people who can have a window. */
export const humansIn = ({ people }: Pick<Workspace, "people">) => people.filter(({ kind }) => kind !== "bot");

export const personIn = ({ people }: Workspace, id: string) => people.find((each) => each.id === id);

export const titleOf = ({ kind, name }: Pick<ShownConversation, "kind" | "name">): string =>
  kind === "im" ? name : `#${name}`;

export function useIsApp(): (conversation: ShownConversation) => boolean {
  const seen = useSeen();
  return ({ withPerson }) => withPerson !== undefined && personIn(seen, withPerson)?.kind === "bot";
}
