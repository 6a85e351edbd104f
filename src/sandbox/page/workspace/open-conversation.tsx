// The conversation that is open: its title, the app's tabs, and what the chosen tab shows.
import { useEffect, useState } from "react";
import type { ShownConversation } from "../../contract/workspace.js";
import { AppHome, type Tab, useOpened } from "./app-home.js";
import { Conversation } from "./conversation.js";
import { titleOf, useIsApp, useSeen } from "./seen.js";

interface OpenConversationProps {
  readonly conversation: ShownConversation;
  readonly pointedAt: string | undefined;
}

export function OpenConversation(props: OpenConversationProps) {
  const { app } = useSeen();
  const isTheApp = useIsApp()(props.conversation);
  return (
    <main className="conversation">
      {isTheApp && app.homeTab ? <WithTabs {...props} /> : <WithoutTabs {...props} />}
    </main>
  );
}

function WithoutTabs({ conversation, pointedAt }: OpenConversationProps) {
  const isTheApp = useIsApp()(conversation);
  useOpened(isTheApp ? "messages" : undefined);
  return (
    <>
      <header>
        <h1>{titleOf(conversation)}</h1>
        <p>{isTheApp ? "App" : about(conversation)}</p>
      </header>
      <Conversation conversation={conversation} pointedAt={pointedAt} />
    </>
  );
}

/** The tab that each person left the app on, in this window. */
const leftOn = new Map<string, Tab>();
const tabs = [
  ["home", "Home"],
  ["messages", "Messages"],
] as const;

function WithTabs({ conversation, pointedAt }: OpenConversationProps) {
  const { me } = useSeen();
  // What is unread, or pointed at, is shown first.
  const asksForMessages = conversation.unread > 0 || pointedAt !== undefined;
  const [tab, setTab] = useState<Tab>(asksForMessages ? "messages" : (leftOn.get(me) ?? "home"));
  useOpened(tab);
  useEffect(() => {
    leftOn.set(me, tab);
  }, [me, tab]);
  return (
    <>
      <header>
        <h1>{titleOf(conversation)}</h1>
        <p>App</p>
        <div className="tabs" role="tablist" aria-label={`${titleOf(conversation)}'s tabs`}>
          {tabs.map(([each, label]) => (
            <button key={each} type="button" role="tab" aria-selected={each === tab} onClick={() => setTab(each)}>
              {label}{" "}
              {each === "messages" && conversation.unread > 0 && (
                <span className="badge" role="img" aria-label={`${conversation.unread} unread`}>
                  {conversation.unread}
                </span>
              )}
            </button>
          ))}
        </div>
      </header>
      {tab === "home" ? <AppHome /> : <Conversation conversation={conversation} pointedAt={pointedAt} />}
    </>
  );
}

function about({ kind, members }: ShownConversation): string {
  if (kind === "im") return "Direct message";
  return `${kind === "private" ? "Private channel" : "Channel"} · ${members} members`;
}
