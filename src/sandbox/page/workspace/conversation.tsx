// The open conversation: its messages and the composer.
import { useEffect, useLayoutEffect, useRef } from "react";
import type { ShownConversation } from "../../contract/workspace.js";
import { Boundary } from "../boundary.js";
import { Composer } from "../composer/composer.js";
import { ask } from "../connection/ask.js";
import { Message } from "./message.js";
import { useIsApp, useSeen } from "./seen.js";

/** This close to its end, the conversation counts as scrolled to the end. */
const nearEndPx = 60;

export function Conversation({ conversation }: { conversation: ShownConversation }) {
  const { id, name, kind, messages, unread, members, closed } = conversation;
  const { me } = useSeen();
  const isApp = useIsApp();
  const log = useRef<HTMLDivElement>(null);
  const heightBefore = useRef(0);
  const latest = messages.at(-1)?.ts;

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the messages change
  useLayoutEffect(() => {
    const { current } = log;
    if (current === null) return;
    // Do not scroll if the person is reading further up.
    const wasAtEnd = heightBefore.current - current.scrollTop - current.clientHeight < nearEndPx;
    if (wasAtEnd) current.scrollTop = current.scrollHeight;
    heightBefore.current = current.scrollHeight;
  }, [messages]);

  useEffect(() => {
    if (unread === 0 || latest === undefined) return;
    // A shown conversation counts as read. Errors are ignored: the sandbox may be unreachable or the message deleted.
    ask("read", { as: me, channel: id, ts: latest }).catch(() => {});
  }, [unread, latest, id, me]);

  const title = kind === "im" ? name : `#${name}`;
  return (
    <main className="conversation">
      <header>
        <h1>{title}</h1>
        <p>{kind === "im" ? (isApp(conversation) ? "App" : "Direct message") : about(kind, members)}</p>
      </header>
      <div ref={log} className="messages" role="log" aria-label={`Messages in ${title}`}>
        {messages.length === 0 && <p className="empty">{emptyWords(kind, isApp(conversation))}</p>}
        {messages.map((message) => (
          <Boundary key={message.ts} instead={<p className="placeholder">This message could not be shown.</p>}>
            <Message message={message} channel={id} />
          </Boundary>
        ))}
      </div>
      {closed === undefined ? <Composer channel={id} title={title} /> : <p className="composer-closed">{closed}</p>}
    </main>
  );
}

const about = (kind: "public" | "private", members: number) =>
  `${kind === "private" ? "Private channel" : "Channel"} · ${members} members`;

function emptyWords(kind: ShownConversation["kind"], withApp: boolean): string {
  if (withApp) return "Nothing here yet. What the app tells you alone arrives here.";
  return kind === "private"
    ? "Nothing here yet. Each request to sign in as a user puts a card here, for somebody else to decide."
    : "Nothing here yet. Try /impersonate @bob ticket 4821, cannot see invoices";
}
