// What was begun and not sent, kept by this window while it is open: for each person and conversation.
import { useState } from "react";

const drafts = new Map<string, string>();

/** Like `useState("")`, but what was written there before is still there. */
export function useDraft(personId: string, channel: string): [string, (text: string) => void] {
  const key = `${personId} ${channel}`;
  const [text, setText] = useState(drafts.get(key) ?? "");
  const keep = (now: string) => {
    drafts.set(key, now);
    setText(now);
  };
  return [text, keep];
}

/** What is in the composer of that conversation now, also when another one is open. */
export const draftOf = (personId: string, channel: string): string => drafts.get(`${personId} ${channel}`) ?? "";
