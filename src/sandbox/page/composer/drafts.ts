// Unsent drafts of this window, by person and conversation. Also the checklist's examples are put here.
import { useSyncExternalStore } from "react";

interface Draft {
  readonly text: string;
  /** Counts the texts that were not typed but put here. */
  readonly examples: number;
}

const none: Draft = { text: "", examples: 0 };
const drafts = new Map<string, Draft>();
const watchers = new Set<() => void>();
const keyOf = (personId: string, channel: string) => `${personId} ${channel}`;

function keep(key: string, draft: Draft): void {
  drafts.set(key, draft);
  for (const watcher of watchers) watcher();
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** The draft, how to replace it, and a number that changes when an example was put there. */
export function useDraft(personId: string, channel: string): [string, (text: string) => void, number] {
  const key = keyOf(personId, channel);
  const { text, examples } = useSyncExternalStore(watch, () => drafts.get(key) ?? none);
  return [text, (now) => keep(key, { text: now, examples }), examples];
}

/** The current draft of a conversation, even if another one is open. */
export const draftOf = (personId: string, channel: string): string => drafts.get(keyOf(personId, channel))?.text ?? "";

/** Writes an example for the person to send, in place of their draft. */
export function putExample(personId: string, channel: string, text: string): void {
  const key = keyOf(personId, channel);
  keep(key, { text, examples: (drafts.get(key)?.examples ?? 0) + 1 });
}
