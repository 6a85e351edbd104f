// Unsent drafts of this window, by person and conversation.
import { useState } from "react";

const drafts = new Map<string, string>();
const keyOf = (personId: string, channel: string) => `${personId} ${channel}`;

/** Like `useState("")`, but starts with the stored draft. */
export function useDraft(personId: string, channel: string): [string, (text: string) => void] {
  const [text, setText] = useState(draftOf(personId, channel));
  const keep = (now: string) => {
    drafts.set(keyOf(personId, channel), now);
    setText(now);
  };
  return [text, keep];
}

/** The current draft of a conversation, even if another one is open. */
export const draftOf = (personId: string, channel: string): string => drafts.get(keyOf(personId, channel)) ?? "";
