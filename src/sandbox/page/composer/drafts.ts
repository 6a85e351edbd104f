// What was begun and not sent, kept by this window while it is open: for each person and conversation.
import { useState } from "react";

const drafts = new Map<string, string>();
const keyOf = (personId: string, channel: string) => `${personId} ${channel}`;

/** Like `useState("")`, but what was written there before is still there. */
export function useDraft(personId: string, channel: string): [string, (text: string) => void] {
  const [text, setText] = useState(draftOf(personId, channel));
  const keep = (now: string) => {
    drafts.set(keyOf(personId, channel), now);
    setText(now);
  };
  return [text, keep];
}

/** What is in the composer of that conversation now, also when another one is open. */
export const draftOf = (personId: string, channel: string): string => drafts.get(keyOf(personId, channel)) ?? "";
